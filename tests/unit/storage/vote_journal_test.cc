// SPDX-License-Identifier: Apache-2.0
// Goal: a promise that was synced is either there after any crash or damage, or its loss is
// reported; it never vanishes in silence. Method: crashes at every byte of a group's writes and
// with random sectors, truncation at every byte, a flipped bit in every byte.
#include "storage/vote_journal.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "storage/crc32c.h"
#include "storage/journal_format.h"
#include "storage/memory_file.h"

namespace heng::storage {
namespace {

constexpr char kName[] = "votes.journal";

Bytes PayloadOf(std::uint64_t seq) {
  return "vote number " + std::to_string(seq) + std::string(seq % 50, '.');
}

std::unique_ptr<VoteJournal> NewJournal(Directory& directory) {
  auto journal = VoteJournal::Create(directory, kName);
  EXPECT_TRUE(journal.has_value());
  return *std::move(journal);
}

void AppendGroups(VoteJournal& journal, int groups, int records) {
  for (int group = 0; group < groups; ++group) {
    for (int i = 0; i < records; ++i) {
      journal.Append(PayloadOf(journal.last_seq() + 1));
    }
    ASSERT_TRUE(journal.Sync().has_value());
  }
}

VoteJournal::Opened Reopen(Directory& directory) {
  auto opened = VoteJournal::Open(directory, kName);
  EXPECT_TRUE(opened.has_value());
  return *std::move(opened);
}

// The records are first .. last with the payloads that were given.
void ExpectRecords(const VoteJournal::Opened& opened, std::uint64_t first, std::uint64_t last) {
  ASSERT_EQ(opened.records.size(), last + 1 - first);
  for (const JournalRecord& record : opened.records) {
    EXPECT_EQ(record.seq, first++);
    EXPECT_EQ(record.payload, PayloadOf(record.seq));
  }
}

TEST(Crc32c, IsTheCastagnoliSum) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(Crc32c(""), 0U);
  EXPECT_EQ(Crc32c(Bytes(32, '\0')), 0x8a9136aaU);  // RFC 3720 B.4
}

TEST(VoteJournal, StartsEmptyAndNumbersFromOne) {
  MemoryDirectory directory;
  const auto journal = NewJournal(directory);
  EXPECT_EQ(journal->last_seq(), 0U);
  EXPECT_EQ(journal->Append("a"), 1U);
  EXPECT_EQ(journal->Append("b"), 2U);
  EXPECT_EQ(journal->durable_seq(), 0U);
  ASSERT_TRUE(journal->Sync().has_value());
  EXPECT_EQ(journal->durable_seq(), 2U);
}

TEST(VoteJournal, GivesBackWhatWasSynced) {
  MemoryDirectory directory;
  {
    const auto journal = NewJournal(directory);
    AppendGroups(*journal, 5, 3);
  }
  directory.Crash();
  auto opened = Reopen(directory);
  EXPECT_FALSE(opened.amnesia.has_value());
  EXPECT_EQ(opened.bytes_cut, 0U);
  ExpectRecords(opened, 1, 15);
  EXPECT_EQ(opened.journal->Append(PayloadOf(16)), 16U);
  ASSERT_TRUE(opened.journal->Sync().has_value());
  opened.journal.reset();
  ExpectRecords(Reopen(directory), 1, 16);
}

TEST(VoteJournal, IsCreatedDurablyOrNotAtAll) {
  MemoryDirectory directory;
  NewJournal(directory).reset();
  directory.Crash();
  const auto opened = Reopen(directory);
  EXPECT_FALSE(opened.amnesia.has_value());
  EXPECT_TRUE(opened.records.empty());
}

TEST(VoteJournal, RefusesToReplaceAJournal) {
  MemoryDirectory directory;
  NewJournal(directory).reset();
  const auto again = VoteJournal::Create(directory, kName);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, StatusCode::kInvalid);
}

TEST(VoteJournal, ReportsAMissingFileAsAmnesia) {
  MemoryDirectory directory;
  const auto opened = Reopen(directory);
  EXPECT_EQ(opened.journal, nullptr);
  ASSERT_TRUE(opened.amnesia.has_value());
}

TEST(VoteJournal, NeedsOneFsyncAGroup) {
  MemoryDirectory directory;
  const auto journal = NewJournal(directory);
  int syncs = 0;
  directory.OnSync([&](const std::string&) -> Result<void, Status> {
    ++syncs;
    return {};
  });
  AppendGroups(*journal, 10, 4);
  EXPECT_EQ(syncs, 10);
  ASSERT_TRUE(journal->Sync().has_value());
  EXPECT_EQ(syncs, 10) << "an empty group needs none";
}

TEST(VoteJournal, NeverRetriesAFailedFsync) {
  MemoryDirectory directory;
  const auto journal = NewJournal(directory);
  directory.OnSync([](const std::string&) -> Result<void, Status> {
    return Fail(StatusCode::kIo, "no space left on device");
  });
  journal->Append("a");
  EXPECT_FALSE(journal->Sync().has_value());
  EXPECT_EQ(journal->durable_seq(), 0U);
  directory.OnSync({});
  EXPECT_FALSE(journal->Sync().has_value());
  EXPECT_FALSE(journal->PruneBelow(1).has_value());
}

// Runs one more group of records, crashes it in the way given, and checks what is left.
void CrashInGroup(const TornWrites& torn, std::size_t payload_bytes, int records) {
  MemoryDirectory directory;
  std::uint64_t unsynced = 0;
  {
    const auto journal = NewJournal(directory);
    AppendGroups(*journal, 3, 2);
    directory.OnSync(
        [](const std::string&) -> Result<void, Status> { return Fail(StatusCode::kIo, "power"); });
    for (int i = 0; i < records; ++i) {
      journal->Append(Bytes(payload_bytes, 'x'));
    }
    EXPECT_FALSE(journal->Sync().has_value());
    unsynced = directory.UnsyncedBytes();
  }
  directory.OnSync({});
  if (torn.kind == TornWrites::Kind::kPrefix && torn.bytes > unsynced) {
    return;
  }
  directory.Crash(torn);
  for (int reopened = 0; reopened < 2; ++reopened) {
    auto opened = Reopen(directory);
    ASSERT_FALSE(opened.amnesia.has_value()) << *opened.amnesia;
    ASSERT_GE(opened.records.size(), 6U);
    ASSERT_LE(opened.records.size(), 6U + static_cast<std::size_t>(records));
    for (std::uint64_t seq = 1; seq <= 6; ++seq) {
      EXPECT_EQ(opened.records[seq - 1].payload, PayloadOf(seq));
    }
    for (std::size_t i = 6; i < opened.records.size(); ++i) {
      EXPECT_EQ(opened.records[i].payload, Bytes(payload_bytes, 'x'));
    }
    // What was given back is a promise: a second crash must not take it away.
    const std::size_t kept = opened.records.size();
    opened.journal.reset();
    directory.Crash();
    ASSERT_EQ(Reopen(directory).records.size(), kept);
  }
}

TEST(VoteJournal, SurvivesACrashAtEveryByteOfAGroup) {
  // Three records of 100 bytes, and their copy in the slot.
  const std::uint64_t all = 2 * 3 * (journal::kRecordHeaderBytes + 100) + journal::kSlotHeaderBytes;
  for (std::uint64_t bytes = 0; bytes <= all; ++bytes) {
    CrashInGroup({.kind = TornWrites::Kind::kPrefix, .bytes = bytes}, 100, 3);
  }
}

TEST(VoteJournal, SurvivesACrashThatKeepsRandomSectors) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CrashInGroup({.kind = TornWrites::Kind::kSubset, .seed = seed}, 100, 3);
    CrashInGroup({.kind = TornWrites::Kind::kSubset, .seed = seed}, 900, 5);
  }
}

TEST(VoteJournal, SurvivesACrashOfAGroupTooLargeForASlot) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CrashInGroup({.kind = TornWrites::Kind::kSubset, .seed = seed}, 40'000, 3);
  }
}

TEST(VoteJournal, SurvivesACrashBetweenTheTwoFsyncsOfALargeGroup) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    MemoryDirectory directory;
    {
      const auto journal = NewJournal(directory);
      AppendGroups(*journal, 3, 2);
      int syncs = 0;
      directory.OnSync([&](const std::string&) -> Result<void, Status> {
        if (++syncs == 2) {
          return Fail(StatusCode::kIo, "power");
        }
        return {};
      });
      journal->Append(Bytes(100'000, 'x'));
      EXPECT_FALSE(journal->Sync().has_value());
    }
    directory.OnSync({});
    directory.Crash({.kind = TornWrites::Kind::kSubset, .seed = seed});
    const auto opened = Reopen(directory);
    ASSERT_FALSE(opened.amnesia.has_value());
    EXPECT_EQ(opened.records.size(), 7U);
  }
}

TEST(VoteJournal, KeepsWhatAKilledProcessHadWritten) {
  CrashInGroup({.kind = TornWrites::Kind::kAll}, 100, 3);
}

TEST(VoteJournal, CutsATornTailAndSaysHowMuch) {
  MemoryDirectory directory;
  {
    const auto journal = NewJournal(directory);
    AppendGroups(*journal, 2, 1);
  }
  directory.Overwrite(kName, directory.ContentOf(kName) + "half a rec");
  const auto opened = Reopen(directory);
  EXPECT_FALSE(opened.amnesia.has_value());
  EXPECT_EQ(opened.bytes_cut, 10U);
  ExpectRecords(opened, 1, 2);
}

// A journal of five groups of two records.
Bytes SampleJournal(MemoryDirectory& directory) {
  {
    const auto journal = NewJournal(directory);
    AppendGroups(*journal, 5, 2);
  }
  return directory.ContentOf(kName);
}

// Damage is never silent: all ten records, or amnesia.
void ExpectAllOrAmnesia(MemoryDirectory& directory, const Bytes& content, std::size_t where) {
  directory.Overwrite(kName, content);
  const auto opened = Reopen(directory);
  if (!opened.amnesia) {
    ASSERT_EQ(opened.records.size(), 10U) << "silent loss after damage at byte " << where;
    ExpectRecords(opened, 1, 10);
  } else {
    EXPECT_EQ(opened.journal, nullptr);
    EXPECT_FALSE(opened.amnesia->empty());
  }
}

TEST(VoteJournal, NamesTheLossWhenTruncatedAtAnyByte) {
  MemoryDirectory directory;
  const Bytes content = SampleJournal(directory);
  for (std::size_t size = journal::kRecordStart - 10; size < content.size(); ++size) {
    ExpectAllOrAmnesia(directory, content.substr(0, size), size);
  }
  for (const std::size_t size : {0U, 10U, 51U, 4096U, 4200U, 70000U}) {
    directory.Overwrite(kName, content.substr(0, size));
    EXPECT_TRUE(Reopen(directory).amnesia.has_value()) << "size " << size;
  }
}

TEST(VoteJournal, NoticesEveryFlippedBit) {
  MemoryDirectory directory;
  const Bytes content = SampleJournal(directory);
  const auto flip = [&](std::size_t byte) {
    Bytes changed = content;
    changed[byte] = static_cast<char>(changed[byte] ^ (1 << (byte % 8)));
    ExpectAllOrAmnesia(directory, changed, byte);
  };
  for (std::size_t byte = 0; byte < 60; ++byte) {
    flip(byte);
  }
  for (std::size_t slot = 0; slot < 2; ++slot) {
    for (std::size_t byte = 0; byte < 300; ++byte) {
      flip(journal::kSlotStart + slot * journal::kSlotBytes + byte);
    }
  }
  for (std::size_t byte = journal::kRecordStart; byte < content.size(); ++byte) {
    flip(byte);
  }
}

// Whether it cost anything or not, the place is named.
TEST(VoteJournal, NamesThePlaceOfEveryFlippedBit) {
  MemoryDirectory directory;
  const Bytes content = SampleJournal(directory);
  const auto words_for = [&](std::size_t byte) {
    Bytes changed = content;
    changed[byte] = static_cast<char>(changed[byte] ^ (1 << (byte % 8)));
    directory.Overwrite(kName, changed);
    const auto opened = Reopen(directory);
    std::string words = opened.amnesia.value_or("");
    for (const std::string& damage : opened.damage) {
      words += damage + "\n";
    }
    return words;
  };
  for (std::size_t byte = 0; byte < 52; ++byte) {
    EXPECT_NE(words_for(byte).find("bytes 0 to 51"), std::string::npos) << byte;
  }
  for (std::size_t slot = 0; slot < 2; ++slot) {
    const std::size_t start = journal::kSlotStart + slot * journal::kSlotBytes;
    for (std::size_t byte = start; byte < start + journal::kSlotHeaderBytes; ++byte) {
      EXPECT_NE(words_for(byte).find("byte " + std::to_string(start) + " "), std::string::npos)
          << byte;
    }
  }
  std::size_t start = journal::kRecordStart;
  for (std::uint64_t seq = 1; seq <= 10; ++seq) {
    const std::size_t size = journal::kRecordHeaderBytes + PayloadOf(seq).size();
    for (std::size_t byte = start; byte < start + size; ++byte) {
      EXPECT_NE(words_for(byte).find("record " + std::to_string(seq) + " at byte " +
                                     std::to_string(start)),
                std::string::npos)
          << byte;
    }
    start += size;
  }
  directory.Overwrite(kName, content);
  EXPECT_TRUE(Reopen(directory).damage.empty());
}

TEST(VoteJournal, RestoresTheLastGroupFromItsSlot) {
  MemoryDirectory directory;
  Bytes content = SampleJournal(directory);
  content.back() = static_cast<char>(content.back() ^ 1);
  directory.Overwrite(kName, content);
  const auto opened = Reopen(directory);
  EXPECT_FALSE(opened.amnesia.has_value());
  EXPECT_EQ(opened.records_restored, 1U);
  ExpectRecords(opened, 1, 10);
}

TEST(VoteJournal, ReportsAGapAsAmnesia) {
  MemoryDirectory directory;
  Bytes content = SampleJournal(directory);
  const std::size_t second =
      journal::kRecordStart + journal::kRecordHeaderBytes + PayloadOf(1).size();
  content.erase(second, journal::kRecordHeaderBytes + PayloadOf(2).size());
  directory.Overwrite(kName, content);
  const auto opened = Reopen(directory);
  ASSERT_TRUE(opened.amnesia.has_value());
  EXPECT_EQ(opened.records.size(), 1U);
}

TEST(VoteJournal, ReportsRecordsOfAnotherJournalAsAmnesia) {
  MemoryDirectory directory;
  const Bytes content = SampleJournal(directory);
  MemoryDirectory other;
  {
    const auto journal = NewJournal(other);
    for (int i = 0; i < 10; ++i) {
      journal->Append("another promise");
      ASSERT_TRUE(journal->Sync().has_value());
    }
  }
  Bytes mixed = content.substr(0, journal::kRecordStart);
  mixed.append(other.ContentOf(kName).substr(journal::kRecordStart));
  directory.Overwrite(kName, mixed);
  EXPECT_TRUE(Reopen(directory).amnesia.has_value());
}

TEST(VoteJournal, ForgetsWhatIsPrunedAndGoesOn) {
  MemoryDirectory directory;
  {
    const auto journal = NewJournal(directory);
    AppendGroups(*journal, 5, 2);
    const std::uint64_t before = journal->size_bytes();
    ASSERT_TRUE(journal->PruneBelow(7).has_value());
    EXPECT_LT(journal->size_bytes(), before);
    EXPECT_EQ(journal->first_seq(), 7U);
    AppendGroups(*journal, 2, 2);
    ASSERT_TRUE(journal->PruneBelow(9).has_value());
    ASSERT_TRUE(journal->PruneBelow(3).has_value()) << "already forgotten";
  }
  directory.Crash();
  auto opened = Reopen(directory);
  EXPECT_FALSE(opened.amnesia.has_value());
  ExpectRecords(opened, 9, 14);
  ASSERT_TRUE(opened.journal->PruneBelow(15).has_value());
  EXPECT_EQ(opened.journal->Append(PayloadOf(15)), 15U);
  ASSERT_TRUE(opened.journal->Sync().has_value());
  opened.journal.reset();
  directory.Crash();
  ExpectRecords(Reopen(directory), 15, 15);
}

TEST(VoteJournal, RefusesToForgetWhatDoesNotExist) {
  MemoryDirectory directory;
  const auto journal = NewJournal(directory);
  AppendGroups(*journal, 1, 2);
  EXPECT_FALSE(journal->PruneBelow(4).has_value());
  EXPECT_TRUE(journal->PruneBelow(3).has_value());
}

TEST(VoteJournal, PrunesAtomicallyWhateverSyncFails) {
  for (int failing = 1; failing <= 2; ++failing) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      MemoryDirectory directory;
      {
        const auto journal = NewJournal(directory);
        AppendGroups(*journal, 5, 2);
        int syncs = 0;
        directory.OnSync([&](const std::string&) -> Result<void, Status> {
          return ++syncs == failing ? Result<void, Status>(Fail(StatusCode::kIo, "power"))
                                    : Result<void, Status>();
        });
        EXPECT_FALSE(journal->PruneBelow(5).has_value());
      }
      directory.OnSync({});
      directory.Crash({.kind = TornWrites::Kind::kSubset, .seed = seed});
      const auto opened = Reopen(directory);
      ASSERT_FALSE(opened.amnesia.has_value()) << *opened.amnesia;
      ASSERT_FALSE(opened.records.empty());
      EXPECT_EQ(opened.records.back().seq, 10U);
      EXPECT_TRUE(opened.records.front().seq == 1 || opened.records.front().seq == 5);
    }
  }
}

}  // namespace
}  // namespace heng::storage
