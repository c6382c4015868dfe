// SPDX-License-Identifier: Apache-2.0
// Goal: a node stops writing before its disk is full, says so, and goes on by itself; and it reads
// its database again and again and tells what does not check.
// Method: a table of readings with the stage that they give; then the watch on a real directory
// with marks that this disk can only be far above, or only below; then the scrubber over a small
// ledger.
#include "node/disk_guard.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "node/disk_watch.h"
#include "node/log/log.h"
#include "node/scrubber.h"
#include "storage/keys.h"
#include "tests/unit/node/temporary_directory.h"
#include "tests/unit/storage/chain_fixture.h"

namespace heng::node {
namespace {

using heng::testing::TemporaryDirectory;

constexpr std::uint64_t kMib = 1 << 20;
constexpr DiskMarks kMarks{
    .low = 400 * kMib, .refuse = 200 * kMib, .stop = 100 * kMib, .ballast = 40 * kMib};
constexpr std::uint64_t kFiles = 1'000'000;

struct Row {
  const char* what;
  DiskStage before;
  std::uint64_t free_mib;
  std::uint64_t ballast_mib;
  DiskStage after;
};

TEST(DiskGuard, JudgesByTheRoomThatIsLeft) {
  using enum DiskStage;
  for (const Row& row : {
           Row{"far from full", kPlenty, 1'000, 40, kPlenty},
           Row{"at the first mark", kPlenty, 400, 40, kPlenty},
           Row{"below the first mark", kPlenty, 399, 40, kLow},
           Row{"at the second mark", kLow, 200, 40, kLow},
           Row{"below the second mark", kLow, 199, 40, kRefuse},
           Row{"at the last mark", kRefuse, 100, 40, kRefuse},
           Row{"below the last mark", kRefuse, 99, 40, kStop},
           Row{"all at once", kPlenty, 0, 40, kStop},
           Row{"low ends a quarter above its mark, not before", kLow, 499, 40, kLow},
           Row{"low ends", kLow, 500, 40, kPlenty},
           Row{"refusing ends a quarter above its mark, not before", kRefuse, 249, 40, kRefuse},
           Row{"refusing ends, and it is still low", kRefuse, 250, 40, kLow},
           Row{"stopping ends a quarter above its mark, not before", kStop, 124, 40, kStop},
           Row{"stopping ends, and clients are still refused", kStop, 125, 40, kRefuse},
           Row{"everything ends at once", kStop, 500, 40, kPlenty},
           Row{"a ballast given up is no room", kStop, 130, 0, kStop},
           Row{"nor half of it", kStop, 144, 20, kStop},
           Row{"room for the ballast and the mark", kStop, 165, 0, kRefuse},
           Row{"less free than the ballast lacks", kPlenty, 39, 0, kStop},
           Row{"a ballast larger than wanted counts as whole", kPlenty, 400, 80, kPlenty},
       }) {
    const DiskReading reading{.free_bytes = row.free_mib * kMib,
                              .free_files = kFiles,
                              .ballast_bytes = row.ballast_mib * kMib};
    EXPECT_EQ(JudgeDisk(row.before, reading, kMarks), row.after) << row.what;
  }
}

TEST(DiskGuard, StopsWhenNoFileCanBeNamedAnyMore) {
  DiskReading reading{
      .free_bytes = 1'000 * kMib, .free_files = kFreeFilesMin - 1, .ballast_bytes = 40 * kMib};
  EXPECT_EQ(JudgeDisk(DiskStage::kPlenty, reading, kMarks), DiskStage::kStop);
  reading.free_files = kFreeFilesMin;
  EXPECT_EQ(JudgeDisk(DiskStage::kStop, reading, kMarks), DiskStage::kPlenty);
}

TEST(DiskGuard, SaysWhatIsWrongAndWhatToDo) {
  EXPECT_EQ(DiskSentence(DiskStage::kPlenty, 500 * kMib, kMarks, "/d"), "");
  EXPECT_EQ(DiskSentence(DiskStage::kLow, 300 * kMib, kMarks, "/d"), "");
  EXPECT_EQ(DiskSentence(DiskStage::kRefuse, 150 * kMib, kMarks, "/d"),
            "the disk of /d has 150 MiB left, and takes no new transactions until 250 MiB are "
            "free; free space, and it goes on by itself");
  EXPECT_EQ(DiskSentence(DiskStage::kStop, 9 * kMib, kMarks, "/d"),
            "the disk of /d has 9 MiB left, so this node writes nothing and does not vote until "
            "125 MiB are free; free space, and it goes on by itself");
}

class DiskWatchTest : public ::testing::Test {
 protected:
  DiskWatchTest() {
    LogOptions options;
    options.node = "test";
    options.to_stderr = false;
    options.tap = [this](LogLevel, std::string_view line) { lines_.append(line).append("\n"); };
    log_ = *Log::Open(std::move(options));
  }

  // A disk that is far above its marks, or far below them.
  [[nodiscard]] static DiskMarks Marks(bool full) {
    const std::uint64_t unit = full ? std::uint64_t{1} << 60 : 1;
    return {.low = 3 * unit, .refuse = 2 * unit, .stop = unit, .ballast = kMib};
  }
  [[nodiscard]] Result<std::unique_ptr<DiskWatch>, Status> Open(bool full,
                                                                std::uint64_t opening_bytes = 0) {
    return DiskWatch::Open(directory_.path(), Marks(full), opening_bytes, *log_, metrics_);
  }
  [[nodiscard]] bool HasBallast() const { return std::filesystem::exists(directory_ / "ballast"); }
  void Await(const std::function<bool()>& condition) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition() && std::chrono::steady_clock::now() < limit) {
      std::this_thread::yield();
    }
    EXPECT_TRUE(condition());
  }

  TemporaryDirectory directory_;
  std::string lines_;
  std::unique_ptr<Log> log_;
  Metrics metrics_;
};

TEST_F(DiskWatchTest, MakesTheBallastAndKeepsIt) {
  for (int i = 0; i < 2; ++i) {
    const auto watch = Open(false);
    ASSERT_TRUE(watch) << watch.error().context;
    EXPECT_EQ((*watch)->Stage(), DiskStage::kPlenty);
    EXPECT_EQ((*watch)->Complaint(), "");
    EXPECT_EQ(std::filesystem::file_size(directory_ / "ballast"), kMib);
  }
}

TEST_F(DiskWatchTest, MakesTheBallastAgainWhenSomebodyTookIt) {
  const auto watch = Open(false);
  ASSERT_TRUE(watch) << watch.error().context;
  (*watch)->Run([](bool) {}, [](std::uint64_t) {});
  std::filesystem::remove(directory_ / "ballast");
  Await([this] { return HasBallast(); });
}

TEST_F(DiskWatchTest, OnAFullDiskGivesUpTheBallastAndQuietsTheDatabase) {
  ASSERT_TRUE(Open(false));
  const auto watch = Open(true);
  ASSERT_TRUE(watch) << watch.error().context;
  EXPECT_FALSE(HasBallast());
  std::atomic<int> quieted = 0;
  std::atomic<int> released = 0;
  std::atomic<std::uint64_t> room_told = 0;
  (*watch)->Run([&](bool quiet) { ++(quiet ? quieted : released); },
                [&](std::uint64_t room) { room_told = room; });
  Await([&] { return quieted == 1; });
  EXPECT_GT(room_told, 0U) << "before it is quieted, what merges files knows what is left";
  EXPECT_EQ((*watch)->Stage(), DiskStage::kStop);
  EXPECT_NE((*watch)->Complaint().find("does not vote"), std::string::npos);
  (*watch)->Stop();
  EXPECT_EQ(quieted, 1);
  EXPECT_EQ(released, 0);
  log_->Flush();
  EXPECT_NE(lines_.find("disk.stopped"), std::string::npos) << lines_;
  EXPECT_NE(metrics_.Serialize().find("heng_disk_stage_count 3"), std::string::npos);
}

TEST_F(DiskWatchTest, DoesNotOpenADatabaseThatMayNotFit) {
  const auto watch = Open(true, std::uint64_t{1} << 60);
  ASSERT_FALSE(watch);
  EXPECT_EQ(watch.error().code, StatusCode::kUnavailable);
  EXPECT_NE(watch.error().context.find("free space, then start again"), std::string::npos);
}

class ScrubberTest : public ::testing::Test {
 protected:
  ScrubberTest() : store_(storage::OpenStore(database_)) {
    storage::CommitUpTo(*store_, 8);
    store_->OnDamage([this](const std::string& what) {
      const std::scoped_lock lock(mutex_);
      damages_.push_back(what);
    });
  }
  [[nodiscard]] std::unique_ptr<Scrubber> Scrub() {
    auto scrubber = std::make_unique<Scrubber>(
        *store_,
        nullptr,
        Scrubber::Options{.percent = 50,
                          .position_file = directory_ / "scrub",
                          .may_write = [this] { return may_write_.load(); }},
        metrics_);
    scrubber->Start();
    return scrubber;
  }
  void AwaitRounds(const std::string& count) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const std::string line = "heng_scrub_rounds_total " + count;
    while (metrics_.Serialize().find(line) == std::string::npos &&
           std::chrono::steady_clock::now() < limit) {
      std::this_thread::yield();
    }
    EXPECT_NE(metrics_.Serialize().find(line), std::string::npos);
  }

  storage::MemoryKv database_;
  std::unique_ptr<storage::StateStore> store_;
  TemporaryDirectory directory_;
  Metrics metrics_;
  std::atomic<bool> may_write_ = true;
  std::mutex mutex_;
  std::vector<std::string> damages_;  // guarded by mutex_
};

TEST_F(ScrubberTest, LooksAtEverythingAndFindsASoundLedgerSound) {
  const auto scrubber = Scrub();
  AwaitRounds("1");
  scrubber->Stop();
  EXPECT_TRUE(damages_.empty()) << damages_.front();
  EXPECT_EQ(heng::testing::ReadFile(directory_ / "scrub"), "0\n");
}

TEST_F(ScrubberTest, TellsWhatDoesNotCheck) {
  storage::WriteBatch batch;
  batch.Put(storage::ColumnFamily::kEvents, storage::HeightIndexKey(Height(3), 1), "not an event");
  database_.Write(batch, storage::Durability::kSynced);
  storage::CommitUpTo(*store_, 9);
  const auto scrubber = Scrub();
  AwaitRounds("1");
  scrubber->Stop();
  ASSERT_FALSE(damages_.empty());
  EXPECT_NE(damages_.front().find("block 3: its 3 events"), std::string::npos) << damages_.front();
}

TEST_F(ScrubberTest, GoesOnWhereItWas) {
  heng::testing::WriteFile(directory_ / "scrub", "5\n");
  storage::WriteBatch batch;
  for (const std::uint64_t height : {3U, 6U}) {
    batch.Put(storage::ColumnFamily::kReceipts, storage::HeightIndexKey(Height(height), 0), "none");
  }
  database_.Write(batch, storage::Durability::kSynced);
  storage::CommitUpTo(*store_, 9);
  const auto scrubber = Scrub();
  AwaitRounds("1");
  scrubber->Stop();
  std::string all;
  for (const std::string& damage : damages_) {
    all += damage + "\n";
  }
  EXPECT_NE(all.find("block 6: its 3 receipts"), std::string::npos) << all;
  EXPECT_EQ(all.find("block 3: its 3 receipts"), std::string::npos) << all;
}

TEST_F(ScrubberTest, WritesNothingOnAFullDisk) {
  may_write_ = false;
  const auto scrubber = Scrub();
  AwaitRounds("1");
  scrubber->Stop();
  EXPECT_FALSE(std::filesystem::exists(directory_ / "scrub"));
}

TEST_F(DiskWatchTest, RefusesADirectoryThatIsNotThere) {
  const auto watch = DiskWatch::Open(directory_ / "nowhere", Marks(false), 0, *log_, metrics_);
  ASSERT_FALSE(watch);
  EXPECT_EQ(watch.error().code, StatusCode::kIo);
}

}  // namespace
}  // namespace heng::node
