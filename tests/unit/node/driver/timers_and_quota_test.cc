// SPDX-License-Identifier: Apache-2.0
// Goal: timers run out once and in order; a peer that floods is cut down to its rate.
// Method: times by hand.
#include <gtest/gtest.h>

#include "node/driver/peer_quota.h"
#include "node/driver/timer_queue.h"

namespace heng::node {
namespace {

using consensus::PeerId;
using consensus::TimerKind;
using Kind = PeerQuota::Kind;

TEST(TimerQueue, FiresInOrderOfDeadline) {
  TimerQueue timers;
  EXPECT_EQ(timers.NextDeadline(), std::nullopt);
  timers.Set(TimerKind::kPropose, View(3), 30);
  timers.Set(TimerKind::kView, View(3), 20);
  timers.Set(TimerKind::kIdle, View(3), 50);
  EXPECT_EQ(timers.NextDeadline(), 20U);
  EXPECT_TRUE(timers.TakeDue(19).empty());
  const auto fired = timers.TakeDue(30);
  ASSERT_EQ(fired.size(), 2U);
  EXPECT_EQ(fired[0].kind, TimerKind::kView);
  EXPECT_EQ(fired[1].kind, TimerKind::kPropose);
  EXPECT_TRUE(timers.TakeDue(30).empty());
  EXPECT_EQ(timers.NextDeadline(), 50U);
}

TEST(TimerQueue, ReplacesATimerOfTheSameKind) {
  TimerQueue timers;
  timers.Set(TimerKind::kView, View(1), 10);
  timers.Set(TimerKind::kView, View(2), 40);
  EXPECT_TRUE(timers.TakeDue(39).empty());
  const auto fired = timers.TakeDue(40);
  ASSERT_EQ(fired.size(), 1U);
  EXPECT_EQ(fired[0].view, View(2));
}

TEST(TimerQueue, ForgetsACancelledTimer) {
  TimerQueue timers;
  timers.Set(TimerKind::kView, View(1), 10);
  timers.Cancel(TimerKind::kView);
  timers.Cancel(TimerKind::kFetch);
  EXPECT_TRUE(timers.TakeDue(100).empty());
}

PeerQuota SmallQuota() {
  return PeerQuota({.received_bytes_per_s = 1'000,
                    .answered_bytes_per_s = 100,
                    .checked_transactions_per_s = 10});
}

TEST(PeerQuota, RefusesAPeerThatNeverConnected) {
  PeerQuota quota = SmallQuota();
  EXPECT_FALSE(quota.Spend(PeerId(1), Kind::kReceivedBytes, 1, 0));
}

TEST(PeerQuota, RefusesWhatIsOverAndRefillsWithTime) {
  PeerQuota quota = SmallQuota();
  quota.Connected(PeerId(1), 0);
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kReceivedBytes, 1'000, 0));
  EXPECT_FALSE(quota.Spend(PeerId(1), Kind::kReceivedBytes, 1, 0));
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kAnsweredBytes, 1, 0));
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kReceivedBytes, 1, 100));
}

TEST(PeerQuota, ADebtDelaysTheNext) {
  PeerQuota quota = SmallQuota();
  quota.Connected(PeerId(1), 0);
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kAnsweredBytes, 300, 0));
  EXPECT_FALSE(quota.Spend(PeerId(1), Kind::kAnsweredBytes, 1, 1'900));
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kAnsweredBytes, 1, 2'100));
}

TEST(PeerQuota, SavesNoMoreThanASecond) {
  PeerQuota quota = SmallQuota();
  quota.Connected(PeerId(1), 0);
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kCheckedTransactions, 10, 3'600'000));
  EXPECT_FALSE(quota.Spend(PeerId(1), Kind::kCheckedTransactions, 1, 3'600'000));
}

TEST(PeerQuota, AValidatorGainsNothingByComingBack) {
  PeerQuota quota = SmallQuota();
  quota.Connected(PeerId(1), 0);
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kReceivedBytes, 5'000, 0));
  quota.Disconnected(PeerId(1));
  quota.Connected(PeerId(1), 1);
  EXPECT_FALSE(quota.Spend(PeerId(1), Kind::kReceivedBytes, 1, 1));
}

TEST(PeerQuota, OnePeerDoesNotSpendForAnother) {
  PeerQuota quota = SmallQuota();
  quota.Connected(PeerId(1), 0);
  quota.Connected(PeerId(2), 0);
  EXPECT_TRUE(quota.Spend(PeerId(1), Kind::kReceivedBytes, 1'000, 0));
  EXPECT_TRUE(quota.Spend(PeerId(2), Kind::kReceivedBytes, 1, 0));
}

}  // namespace
}  // namespace heng::node
