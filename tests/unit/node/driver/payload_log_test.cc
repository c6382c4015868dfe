// SPDX-License-Identifier: Apache-2.0
// Goal: a synced payload survives every crash; a damaged one is missing, never wrong.
// Method: a directory in memory that loses power, cut at every byte.
#include "node/driver/payload_log.h"

#include <gtest/gtest.h>

#include "core/crypto/hash.h"
#include "storage/memory_file.h"

namespace heng::node {
namespace {

ProposalId Pid(int number) {
  return As<ProposalId>(Sha256("proposal " + std::to_string(number)));
}

PayloadRecord Record(int number, std::size_t size = 40) {
  return {.pid = Pid(number),
          .transactions = {Bytes(size, 'a'), "second " + std::to_string(number)}};
}

PayloadLog Open(storage::MemoryDirectory& directory) {
  auto log = PayloadLog::Open(directory, "payloads");
  EXPECT_TRUE(log.has_value());
  return *std::move(log);
}

TEST(PayloadLog, ReturnsWhatWasSyncedAfterACrash) {
  storage::MemoryDirectory directory;
  {
    PayloadLog log = Open(directory);
    ASSERT_TRUE(log.Append(Record(1)).has_value());
    EXPECT_FALSE(log.IsSynced());
    ASSERT_TRUE(log.Sync().has_value());
    EXPECT_TRUE(log.IsSynced());
    ASSERT_TRUE(log.Append(Record(2)).has_value());
  }
  directory.Crash();
  const PayloadLog log = Open(directory);
  EXPECT_EQ(log.Read(Pid(1)).value(), Record(1).transactions);
  EXPECT_FALSE(log.Contains(Pid(2)));
  EXPECT_EQ(log.Read(Pid(2)).value(), std::nullopt);
}

TEST(PayloadLog, CutsATornTailAtEveryByteAndGoesOn) {
  storage::MemoryDirectory whole;
  Bytes image;
  {
    PayloadLog log = Open(whole);
    ASSERT_TRUE(log.Append(Record(1)).has_value());
    ASSERT_TRUE(log.Append(Record(2)).has_value());
    ASSERT_TRUE(log.Sync().has_value());
    image = whole.ContentOf("payloads");
  }
  const std::size_t first = 8 + Encode(Record(1)).size();
  for (std::size_t size = 0; size < image.size(); ++size) {
    storage::MemoryDirectory directory;
    {
      ASSERT_TRUE(PayloadLog::Open(directory, "payloads").has_value());
    }
    directory.Overwrite("payloads", image.substr(0, size));
    PayloadLog log = Open(directory);
    EXPECT_EQ(log.Contains(Pid(1)), size >= first) << size;
    EXPECT_FALSE(log.Contains(Pid(2))) << size;
    ASSERT_TRUE(log.Append(Record(3)).has_value());
    EXPECT_EQ(log.Read(Pid(3)).value(), Record(3).transactions) << size;
  }
}

TEST(PayloadLog, SurvivesFlippedBits) {
  storage::MemoryDirectory whole;
  {
    PayloadLog log = Open(whole);
    ASSERT_TRUE(log.Append(Record(1)).has_value());
    ASSERT_TRUE(log.Append(Record(2)).has_value());
    ASSERT_TRUE(log.Sync().has_value());
  }
  const Bytes image = whole.ContentOf("payloads");
  for (std::size_t at = 0; at < image.size(); ++at) {
    for (const int bit : {0, 7}) {
      storage::MemoryDirectory directory;
      {
        ASSERT_TRUE(PayloadLog::Open(directory, "payloads").has_value());
      }
      Bytes damaged = image;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      directory.Overwrite("payloads", damaged);
      // What comes back may be wrong bytes, which no digest fits; the file stays usable.
      PayloadLog log = Open(directory);
      ASSERT_TRUE(log.Append(Record(3)).has_value());
      EXPECT_EQ(log.Read(Pid(3)).value(), Record(3).transactions);
    }
  }
}

TEST(PayloadLog, NamesABodyThatIsNotTheOneThatWasWritten) {
  storage::MemoryDirectory directory;
  PayloadLog log = Open(directory);
  ASSERT_TRUE(log.Append(Record(1)).has_value());
  ASSERT_TRUE(log.Append(Record(2)).has_value());
  ASSERT_TRUE(log.Sync().has_value());
  const Bytes image = directory.ContentOf("payloads");
  const std::size_t second = 8 + Encode(Record(1)).size();
  Bytes damaged = image;
  damaged[second + 8] = static_cast<char>(damaged[second + 8] ^ 1);  // the tag of the first field
  directory.Overwrite("payloads", damaged);
  const auto read = log.Read(Pid(2));
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, StatusCode::kCorrupt);
  EXPECT_EQ(read.error().context,
            "the payload log 'payloads' at byte " + std::to_string(second + 8) +
                " should hold the body of proposal " + Pid(2).hex() + " and holds no body");
  EXPECT_EQ(log.Read(Pid(1)).value(), Record(1).transactions);
  // Opened again it is cut there, and says how much that was.
  const PayloadLog again = Open(directory);
  EXPECT_EQ(again.Damage(),
            "the payload log 'payloads' ended in " + std::to_string(image.size() - second) +
                " bytes from byte " + std::to_string(second) +
                " on that are no record: a torn end, or a damaged record");
  EXPECT_FALSE(again.Contains(Pid(2)));
  EXPECT_EQ(Open(directory).Damage(), std::nullopt);
}

TEST(PayloadLog, PassesOverADamagedRecordAndKeepsWhatFollows) {
  storage::MemoryDirectory directory;
  const std::size_t second = 8 + Encode(Record(1)).size();
  {
    PayloadLog log = Open(directory);
    for (int i = 1; i <= 3; ++i) {
      ASSERT_TRUE(log.Append(Record(i)).has_value());
    }
    ASSERT_TRUE(log.Sync().has_value());
  }
  Bytes damaged = directory.ContentOf("payloads");
  damaged[second + 8] = static_cast<char>(damaged[second + 8] ^ 1);  // the tag of the first field
  directory.Overwrite("payloads", damaged);
  {
    PayloadLog log = Open(directory);
    EXPECT_EQ(log.Damage(),
              "the payload log 'payloads' has 1 damaged record(s), the first at byte " +
                  std::to_string(second));
    EXPECT_EQ(log.size_bytes(), damaged.size());
    EXPECT_FALSE(log.Contains(Pid(2)));
    EXPECT_EQ(log.Read(Pid(3)).value(), Record(3).transactions);
    ASSERT_TRUE(log.Append(Record(2)).has_value());  // as a peer gave it
  }
  PayloadLog log = Open(directory);
  EXPECT_EQ(log.Read(Pid(2)).value(), Record(2).transactions);
  log.Forget(Pid(1));
  ASSERT_TRUE(log.RewriteIfSparse(0).has_value());
  EXPECT_EQ(Open(directory).Damage(), std::nullopt) << "it is not written again";
}

TEST(PayloadLog, DoesNotWriteAPayloadTwice) {
  storage::MemoryDirectory directory;
  PayloadLog log = Open(directory);
  ASSERT_TRUE(log.Append(Record(1)).has_value());
  const std::uint64_t size = log.size_bytes();
  ASSERT_TRUE(log.Append(Record(1)).has_value());
  EXPECT_EQ(log.size_bytes(), size);
}

TEST(PayloadLog, RewritesWhatIsMostlyDead) {
  storage::MemoryDirectory directory;
  {
    PayloadLog log = Open(directory);
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(log.Append(Record(i, 1'000)).has_value());
    }
    ASSERT_TRUE(log.Sync().has_value());
    for (int i = 0; i < 8; ++i) {
      log.Forget(Pid(i));
    }
    ASSERT_TRUE(log.RewriteIfSparse(1 << 20).has_value());
    EXPECT_GT(log.size_bytes(), 10'000U);
    ASSERT_TRUE(log.RewriteIfSparse(5'000).has_value());
    EXPECT_LT(log.size_bytes(), 2'500U);
    EXPECT_EQ(log.Read(Pid(9)).value(), Record(9, 1'000).transactions);
    EXPECT_FALSE(log.Contains(Pid(0)));
  }
  directory.Crash();
  const PayloadLog log = Open(directory);
  EXPECT_EQ(log.Read(Pid(8)).value(), Record(8, 1'000).transactions);
  EXPECT_EQ(log.Read(Pid(9)).value(), Record(9, 1'000).transactions);
}

TEST(PayloadLog, KeepsOnlyWhatTheJournalSpeaksOf) {
  storage::MemoryDirectory directory;
  PayloadLog log = Open(directory);
  ASSERT_TRUE(log.Append(Record(1)).has_value());
  ASSERT_TRUE(log.Append(Record(2)).has_value());
  log.KeepOnly({Pid(2)});
  EXPECT_FALSE(log.Contains(Pid(1)));
  EXPECT_TRUE(log.Contains(Pid(2)));
}

TEST(PayloadLog, SaysWhenTheDiskFails) {
  storage::MemoryDirectory directory;
  PayloadLog log = Open(directory);
  directory.OnSync([](const std::string&) { return Fail(StatusCode::kIo, "no"); });
  ASSERT_TRUE(log.Append(Record(1)).has_value());
  EXPECT_FALSE(log.Sync().has_value());
  EXPECT_FALSE(log.IsSynced());
}

}  // namespace
}  // namespace heng::node
