// SPDX-License-Identifier: Apache-2.0
// Goal: every waiter is called exactly once, whatever ends its wait. Method: the feed's own thread;
// each wait is for a call back, with a time limit that only a failure meets.
#include "node/api/commit_feed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <vector>

namespace heng::node {
namespace {

using Wake = CommitFeed::Wake;
constexpr std::chrono::seconds kPatience{30};

CommitFeed::Deadline Far() {
  return std::chrono::steady_clock::now() + std::chrono::hours(1);
}

struct Waiting {
  std::shared_ptr<std::promise<Wake>> promise = std::make_shared<std::promise<Wake>>();
  std::uint64_t number = 0;

  Waiting(CommitFeed& feed, Height above, CommitFeed::Deadline deadline) {
    number = feed.Await(above, deadline, [p = promise](Wake wake) { p->set_value(wake); });
  }
  Wake Get() const {
    auto future = promise->get_future();
    if (future.wait_for(kPatience) != std::future_status::ready) {
      ADD_FAILURE() << "nobody called back";
      return Wake::kStopped;
    }
    return future.get();
  }
};

TEST(CommitFeed, ABlockAboveTheHeightWakes) {
  CommitFeed feed;
  const Waiting seven(feed, Height(7), Far());
  const Waiting nine(feed, Height(9), Far());
  feed.Committed(Height(8));
  EXPECT_EQ(seven.Get(), Wake::kCommitted);
  // Nine is not above nine.
  feed.Committed(Height(9));
  EXPECT_TRUE(feed.Cancel(nine.number));
}

TEST(CommitFeed, AHeightThatHasPassedWakesAtOnce) {
  CommitFeed feed;
  feed.Committed(Height(3));
  EXPECT_EQ(Waiting(feed, Height(2), Far()).Get(), Wake::kCommitted);
}

TEST(CommitFeed, ADeadlineWakes) {
  CommitFeed feed;
  const auto now = std::chrono::steady_clock::now();
  EXPECT_EQ(Waiting(feed, Height(0), now).Get(), Wake::kTimeout);
  EXPECT_EQ(Waiting(feed, Height(0), now - std::chrono::hours(1)).Get(), Wake::kTimeout);
  EXPECT_EQ(Waiting(feed, Height(0), now + std::chrono::milliseconds(5)).Get(), Wake::kTimeout);
}

TEST(CommitFeed, ACancelledWaiterIsNeverCalled) {
  auto called = std::make_shared<std::atomic<bool>>(false);
  {
    CommitFeed feed;
    const auto number = feed.Await(Height(0), Far(), [called](Wake) { *called = true; });
    EXPECT_TRUE(feed.Cancel(number));
    EXPECT_FALSE(feed.Cancel(number));
    EXPECT_FALSE(feed.Cancel(number + 1));
    feed.Committed(Height(5));
    EXPECT_EQ(Waiting(feed, Height(0), Far()).Get(), Wake::kCommitted);
  }
  EXPECT_FALSE(*called);
}

TEST(CommitFeed, AWaiterThatWasCalledCannotBeCancelled) {
  CommitFeed feed;
  feed.Committed(Height(1));
  const Waiting waiting(feed, Height(0), Far());
  EXPECT_EQ(waiting.Get(), Wake::kCommitted);
  EXPECT_FALSE(feed.Cancel(waiting.number));
}

TEST(CommitFeed, StopWakesEveryWaiter) {
  CommitFeed feed;
  std::vector<Waiting> waiting;
  for (int i = 0; i < 100; ++i) {
    waiting.emplace_back(feed, Height(0), Far());
  }
  feed.Stop();
  for (const Waiting& one : waiting) {
    EXPECT_EQ(one.Get(), Wake::kStopped);
  }
}

TEST(CommitFeed, WhoWaitsAfterStopIsToldSo) {
  CommitFeed feed;
  feed.Stop();
  feed.Stop();
  EXPECT_EQ(Waiting(feed, Height(0), Far()).Get(), Wake::kStopped);
  feed.Committed(Height(4));
  EXPECT_EQ(Waiting(feed, Height(0), Far()).Get(), Wake::kStopped);
}

TEST(CommitFeed, TheEndOfTheFeedIsAStop) {
  auto feed = std::make_unique<CommitFeed>();
  const Waiting waiting(*feed, Height(0), Far());
  feed.reset();
  EXPECT_EQ(waiting.Get(), Wake::kStopped);
}

TEST(CommitFeed, ACallbackMayWaitAgain) {
  CommitFeed feed;
  auto second = std::make_shared<std::promise<Wake>>();
  feed.Await(Height(0), Far(), [&feed, second](Wake) {
    feed.Await(Height(1), Far(), [second](Wake wake) { second->set_value(wake); });
  });
  feed.Committed(Height(1));
  feed.Committed(Height(2));
  auto future = second->get_future();
  ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(future.get(), Wake::kCommitted);
}

}  // namespace
}  // namespace heng::node
