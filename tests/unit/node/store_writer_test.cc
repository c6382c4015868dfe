// SPDX-License-Identifier: Apache-2.0
// Goal: a run is written beside the thread that seals the next blocks, in order, and the ledger is
// the one that a single thread would have written.
// Method: the made-up chain of the storage tests over a database in memory. Threads are what is
// tested; nothing waits for a fixed time.
#include "node/store_writer.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "storage/memory_kv.h"
#include "tests/unit/storage/chain_fixture.h"

namespace heng::node {
namespace {

using storage::FinalBlock;
using storage::LayerPtr;
using storage::MakeBlock;
using storage::SealBlock;

class StoppedClock final : public Clock {
 public:
  [[nodiscard]] consensus::Instant Now() const override { return {}; }
};

// Answers of the writer, as the loop would get them.
class Answers {
 public:
  void Put(Result<void, Status> answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
    came_.notify_one();
  }
  std::optional<Result<void, Status>> Poll() {
    const std::lock_guard lock(mutex_);
    return std::exchange(answer_, std::nullopt);
  }
  Result<void, Status> Await() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return answer_.has_value(); });
    return *std::exchange(answer_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::optional<Result<void, Status>> answer_;
};

class StoreWriterTest : public ::testing::Test {
 protected:
  StoreWriterTest() {
    storage::CommitUpTo(*store_, 0);
    tip_ = store_->head();
  }

  // What the next run is, sealed on what was sealed before.
  void SealNext() {
    const storage::TestBlock block = MakeBlock(tip_->height().value() + 1);
    tip_ = SealBlock(*store_, tip_, block);
    waiting_.push_back({.layer = tip_, .evidence = block.evidence});
  }
  void HandOver() {
    writing_ = std::exchange(waiting_, {});
    writer_.Write(writing_);
  }
  void Publish() { store_->Publish(std::exchange(writing_, {})); }

  storage::MemoryKv database_;
  std::unique_ptr<storage::StateStore> store_ = storage::OpenStore(database_);
  StoppedClock clock_;
  Answers answers_;
  StoreWriter writer_{*store_, clock_, [this](Result<void, Status> written, std::uint64_t) {
                        answers_.Put(std::move(written));
                      }};
  LayerPtr tip_;
  std::vector<FinalBlock> waiting_;
  std::vector<FinalBlock> writing_;
};

TEST_F(StoreWriterTest, WritesWhileTheNextBlocksAreSealed) {
  constexpr std::uint64_t kBlocks = 400;
  std::size_t runs = 0;
  while (tip_->height().value() < kBlocks || !writing_.empty()) {
    if (tip_->height().value() < kBlocks) {
      SealNext();
    }
    if (!writing_.empty()) {
      std::optional<Result<void, Status>> answer = answers_.Poll();
      if (!answer && tip_->height().value() == kBlocks) {
        answer = answers_.Await();
      }
      if (answer) {
        ASSERT_TRUE(answer->has_value());
        Publish();
      }
    }
    if (writing_.empty() && !waiting_.empty()) {
      HandOver();
      ++runs;
    }
  }
  EXPECT_GT(runs, 1U);
  storage::MemoryKv serial_database;
  const auto serial = storage::OpenStore(serial_database);
  storage::CommitUpTo(*serial, kBlocks);
  EXPECT_EQ(store_->head()->id(), serial->head()->id());
  EXPECT_EQ(database_.size_bytes(), serial_database.size_bytes());
  const auto reopened = storage::OpenStore(database_);
  EXPECT_EQ(reopened->head()->id(), serial->head()->id());
}

TEST_F(StoreWriterTest, ShowsTheHeadBeforeUntilTheRunIsPublished) {
  SealNext();
  SealNext();
  HandOver();
  ASSERT_TRUE(answers_.Await().has_value());
  EXPECT_EQ(store_->head()->height(), Height(0));
  EXPECT_FALSE(store_->ReaderAt(Height(1)).has_value());
  Publish();
  EXPECT_EQ(store_->head()->height(), Height(2));
  EXPECT_TRUE(store_->ReaderAt(Height(1)).has_value());
}

TEST_F(StoreWriterTest, TellsOfARunThatDoesNotFollow) {
  SealNext();
  SealNext();
  waiting_.erase(waiting_.begin());
  HandOver();
  const auto answer = answers_.Await();
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, StatusCode::kInvalid);
  EXPECT_EQ(storage::OpenStore(database_)->head()->height(), Height(0)) << "nothing was written";
}

TEST_F(StoreWriterTest, EndsAfterTheRunThatItWasGiven) {
  SealNext();
  HandOver();
  (void)answers_.Await();
  writer_.Stop();
  EXPECT_EQ(storage::OpenStore(database_)->head()->height(), Height(1));
}

}  // namespace
}  // namespace heng::node
