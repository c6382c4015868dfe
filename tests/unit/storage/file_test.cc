// SPDX-License-Identifier: Apache-2.0
// Goal: the files in memory behave as those on disk, and lose power as a disk may. Method: the same
// steps on both; crashes of every kind on the one in memory.
#include "storage/file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "core/check.h"
#include "storage/memory_file.h"
#include "storage/posix_file.h"
#include "storage/vote_journal.h"

namespace heng::storage {
namespace {

void RunSteps(Directory& directory) {
  EXPECT_FALSE(directory.Exists("a"));
  EXPECT_EQ(directory.Open("a").error().code, StatusCode::kNotFound);
  auto file = directory.Create("a").value();
  EXPECT_EQ(file->Size(), 0U);
  ASSERT_TRUE(file->Append("hello").has_value());
  ASSERT_TRUE(file->Append(" world").has_value());
  EXPECT_EQ(file->Size(), 11U);
  EXPECT_EQ(file->Read(0, 5), "hello");
  EXPECT_EQ(file->Read(6, 100), "world") << "fewer bytes where the file ends";
  EXPECT_EQ(file->Read(11, 1), "");
  EXPECT_EQ(file->Read(99, 1), "");
  ASSERT_TRUE(file->Write(4, "0 W").has_value());
  EXPECT_EQ(file->Read(0, 11), "hell0 World");
  ASSERT_TRUE(file->Write(13, "!").has_value());
  EXPECT_EQ(file->Read(10, 9), Bytes("d\0\0!", 4)) << "a hole reads as zero";
  ASSERT_TRUE(file->Truncate(3).has_value());
  EXPECT_EQ(file->Size(), 3U);
  ASSERT_TRUE(file->Truncate(5).has_value());
  EXPECT_EQ(file->Read(0, 9), Bytes("hel\0\0", 5));
  ASSERT_TRUE(file->Sync().has_value());
  file.reset();
  ASSERT_TRUE(directory.Sync().has_value());

  auto other = directory.Create("b").value();
  ASSERT_TRUE(other->Append("other").has_value());
  ASSERT_TRUE(directory.Rename("b", "a").has_value());
  EXPECT_FALSE(directory.Exists("b"));
  EXPECT_EQ(other->Read(0, 9), "other") << "an open file keeps its content over a rename";
  other.reset();
  EXPECT_EQ(directory.Open("a").value()->Read(0, 9), "other");
  EXPECT_EQ(directory.Create("a").value()->Size(), 0U) << "creating replaces";
  EXPECT_FALSE(directory.Rename("none", "a").has_value());
  EXPECT_FALSE(directory.Remove("none").has_value());
  ASSERT_TRUE(directory.Remove("a").has_value());
  EXPECT_FALSE(directory.Exists("a"));
}

class PosixFileTest : public testing::Test {
 protected:
  PosixFileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "heng-file-XXXXXX").string();
    HENG_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~PosixFileTest() override { std::filesystem::remove_all(path_); }

  std::string path_;
};

TEST_F(PosixFileTest, DoesTheStepsOnDisk) {
  const auto directory = PosixDirectory::At(path_ + "/made/with/parents");
  ASSERT_TRUE(directory.has_value());
  RunSteps(**directory);
}

TEST_F(PosixFileTest, CarriesAVoteJournalOverReopening) {
  int syncs = 0;
  const auto directory = PosixDirectory::At(path_, [&] { ++syncs; });
  ASSERT_TRUE(directory.has_value());
  {
    auto journal = VoteJournal::Create(**directory, "votes.journal");
    ASSERT_TRUE(journal.has_value());
    EXPECT_EQ(syncs, 2) << "the file and its directory";
    for (int i = 0; i < 20; ++i) {
      (*journal)->Append("vote " + std::to_string(i));
      ASSERT_TRUE((*journal)->Sync().has_value());
    }
    EXPECT_EQ(syncs, 22);
    ASSERT_TRUE((*journal)->PruneBelow(11).has_value());
  }
  const auto opened = VoteJournal::Open(**directory, "votes.journal");
  ASSERT_TRUE(opened.has_value());
  EXPECT_FALSE(opened->amnesia.has_value());
  ASSERT_EQ(opened->records.size(), 10U);
  EXPECT_EQ(opened->records.front().payload, "vote 10");
}

TEST_F(PosixFileTest, SaysWhyADirectoryCannotBeOpened) {
  const auto directory = PosixDirectory::At("/dev/null/votes");
  ASSERT_FALSE(directory.has_value());
  EXPECT_EQ(directory.error().code, StatusCode::kIo);
  EXPECT_NE(directory.error().context.find("/dev/null/votes"), std::string::npos);
}

TEST(MemoryFile, DoesTheStepsInMemory) {
  MemoryDirectory directory;
  RunSteps(directory);
}

// A durable file "f" of `content`.
void MakeFile(MemoryDirectory& directory, const Bytes& content) {
  auto file = directory.Create("f").value();
  ASSERT_TRUE(file->Append(content).has_value());
  ASSERT_TRUE(file->Sync().has_value());
  ASSERT_TRUE(directory.Sync().has_value());
}

TEST(MemoryFile, LosesWhatWasNotSynced) {
  MemoryDirectory directory;
  MakeFile(directory, "durable");
  {
    auto file = directory.Open("f").value();
    ASSERT_TRUE(file->Write(0, "CHANGED and longer").has_value());
    ASSERT_TRUE(file->Truncate(2).has_value());
    EXPECT_EQ(directory.UnsyncedBytes(), 18U);
  }
  directory.Crash();
  EXPECT_EQ(directory.ContentOf("f"), "durable");
  EXPECT_EQ(directory.UnsyncedBytes(), 0U);
}

TEST(MemoryFile, KeepsAPrefixOfWhatWasNotSynced) {
  for (std::uint64_t bytes = 0; bytes <= 7; ++bytes) {
    MemoryDirectory directory;
    MakeFile(directory, "......");
    {
      auto file = directory.Open("f").value();
      ASSERT_TRUE(file->Write(0, "abc").has_value());
      ASSERT_TRUE(file->Append("def").has_value());
    }
    directory.Crash({.kind = TornWrites::Kind::kPrefix, .bytes = bytes});
    const Bytes expected[] = {
        "......", "a.....", "ab....", "abc...", "abc...d", "abc...de", "abc...def", "abc...def"};
    EXPECT_EQ(directory.ContentOf("f"), expected[bytes]);
  }
}

TEST(MemoryFile, KeepsWholeSectorsInAnyCombination) {
  std::set<Bytes> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    MemoryDirectory directory;
    MakeFile(directory, Bytes(1024, '.'));
    ASSERT_TRUE(directory.Open("f").value()->Write(100, Bytes(800, 'x')).has_value());
    directory.Crash({.kind = TornWrites::Kind::kSubset, .seed = seed});
    const Bytes content = directory.ContentOf("f");
    seen.insert(content);
    EXPECT_TRUE(content.substr(100, 412) == Bytes(412, '.') ||
                content.substr(100, 412) == Bytes(412, 'x'));
    EXPECT_TRUE(content.substr(512, 388) == Bytes(388, '.') ||
                content.substr(512, 388) == Bytes(388, 'x'));
  }
  EXPECT_EQ(seen.size(), 4U);
}

TEST(MemoryFile, ForgetsNamesThatWereNotSynced) {
  MemoryDirectory directory;
  MakeFile(directory, "old");
  {
    auto file = directory.Create("new").value();
    ASSERT_TRUE(file->Append("new").has_value());
    ASSERT_TRUE(file->Sync().has_value());
  }
  ASSERT_TRUE(directory.Rename("new", "f").has_value());
  EXPECT_EQ(directory.ContentOf("f"), "new");
  directory.Crash();
  EXPECT_EQ(directory.ContentOf("f"), "old");
  EXPECT_FALSE(directory.Exists("new"));
}

TEST(MemoryFile, FailsASyncWhenAsked) {
  MemoryDirectory directory;
  MakeFile(directory, "old");
  {
    auto file = directory.Open("f").value();
    ASSERT_TRUE(file->Write(0, "new").has_value());
    std::string synced;
    directory.OnSync([&](const std::string& name) -> Result<void, Status> {
      synced = name;
      return Fail(StatusCode::kIo, "no");
    });
    EXPECT_FALSE(file->Sync().has_value());
    EXPECT_EQ(synced, "f");
    EXPECT_FALSE(directory.Sync().has_value());
  }
  directory.Crash();
  EXPECT_EQ(directory.ContentOf("f"), "old");
}

}  // namespace
}  // namespace heng::storage
