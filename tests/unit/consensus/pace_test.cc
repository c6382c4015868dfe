// SPDX-License-Identifier: Apache-2.0
// Goal: patience grows and decays within bounds, dead leaders are told from a cut-off self, and no
// peer gets more than its share.
// Method: pacemaker, activity, payload limit and peer book by hand, with made-up clocks.
#include <gtest/gtest.h>

#include "consensus/activity.h"
#include "consensus/pacemaker.h"
#include "consensus/payload_limit.h"
#include "consensus/peer_book.h"
#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

TEST(Pacemaker, DoublesUpTo64TimesAndComesBack) {
  Pacemaker pacemaker{Parameters{}};
  EXPECT_EQ(pacemaker.propose_timeout_ms(), 2U * 250 + 200);
  EXPECT_EQ(pacemaker.view_timeout_ms(), 3U * 250 + 1000);
  for (int i = 0; i < 20; ++i) {
    pacemaker.ViewNullified(true);
  }
  EXPECT_EQ(pacemaker.delta_ms(), 250U * 64);
  for (int i = 0; i < 20; ++i) {
    pacemaker.ViewFinalized();
  }
  EXPECT_EQ(pacemaker.delta_ms(), 250U);
}

TEST(Pacemaker, DoesNotBackOffForADeadLeader) {
  Pacemaker pacemaker{Parameters{}};
  pacemaker.ViewNullified(false);
  EXPECT_EQ(pacemaker.backoff(), 0U);
}

std::optional<std::uint64_t> DelayOf(const Effects& effects, TimerKind kind) {
  std::optional<std::uint64_t> delay;
  for (const Effect& effect : effects) {
    if (const auto* set = std::get_if<SetTimer>(&effect); set != nullptr && set->kind == kind) {
      delay = set->delay_ms;
    }
  }
  return delay;
}

TEST(Pacemaker, WaitsForNothingUntilArmed) {
  Pacemaker pacemaker{Parameters{}};
  Effects effects;
  pacemaker.Enter(View(3), 1000, effects);
  EXPECT_EQ(DelayOf(effects, TimerKind::kView), std::nullopt);
  EXPECT_EQ(DelayOf(effects, TimerKind::kIdle), 5000U);
  effects.clear();
  pacemaker.Arm(true, effects);
  EXPECT_EQ(DelayOf(effects, TimerKind::kPropose), 700U);
  EXPECT_EQ(DelayOf(effects, TimerKind::kView), 1750U);
  effects.clear();
  pacemaker.Arm(true, effects);
  EXPECT_TRUE(effects.empty()) << "armed already";
}

TEST(Pacemaker, DisarmingLeavesTheRestOfTheIdleInterval) {
  Pacemaker pacemaker{Parameters{}};
  Effects effects;
  pacemaker.Enter(View(3), 1000, effects);
  pacemaker.Arm(true, effects);
  effects.clear();
  pacemaker.Disarm(3500, effects);
  EXPECT_EQ(DelayOf(effects, TimerKind::kIdle), 2500U);
  effects.clear();
  pacemaker.Disarm(9000, effects);
  EXPECT_TRUE(effects.empty());
}

TEST(Activity, SilenceBeyondTheWindowIsInactivity) {
  const ValidatorSet set = MakeValidators(4);
  Activity activity(set, ValidatorIndex(0), 10'000);
  activity.Start(5'000);
  for (const std::uint32_t heard : {1U, 2U}) {
    activity.Heard(ValidatorIndex(heard), 14'000);
  }
  EXPECT_FALSE(activity.IsInactive(ValidatorIndex(3), 15'000));
  EXPECT_TRUE(activity.IsInactive(ValidatorIndex(3), 15'001));
  EXPECT_FALSE(activity.IsInactive(ValidatorIndex(0), 15'001)) << "oneself";
  EXPECT_EQ(activity.ActiveCount(15'001), 3U);
  activity.Heard(ValidatorIndex(3), 15'001);
  EXPECT_FALSE(activity.IsInactive(ValidatorIndex(3), 15'001));
}

TEST(Activity, WithLessThanAQuorumNobodyIsSkipped) {
  const ValidatorSet set = MakeValidators(4);
  Activity activity(set, ValidatorIndex(0), 10'000);
  activity.Start(0);
  activity.Heard(ValidatorIndex(1), 20'000);
  EXPECT_FALSE(activity.IsInactive(ValidatorIndex(2), 20'000));
  EXPECT_FALSE(activity.IsInactive(ValidatorIndex(3), 20'000));
}

TEST(PayloadLimit, GoesEmptyAfterTwoFailuresAndGrowsBackFromHalf) {
  PayloadLimit limit;
  EXPECT_EQ(limit.transactions_max(), kBlockTransactionsMax);
  limit.OwnViewFailed();
  EXPECT_EQ(limit.transactions_max(), kBlockTransactionsMax);
  limit.OwnViewFailed();
  EXPECT_EQ(limit.transactions_max(), 0U);
  limit.OwnViewFailed();
  EXPECT_EQ(limit.transactions_max(), 0U);
  limit.OwnViewSucceeded();
  EXPECT_EQ(limit.transactions_max(), kBlockTransactionsMax / 2);
  limit.OwnViewSucceeded();
  EXPECT_EQ(limit.transactions_max(), kBlockTransactionsMax);
}

TEST(PeerBook, LimitsWhatOnePeerGets) {
  PeerBook book(250);
  EXPECT_FALSE(book.AllowAnswer(PeerId(1), 1000)) << "not connected";
  book.Connected(PeerId(1));
  for (std::uint32_t i = 0; i < PeerBook::kAnswersPerWindow; ++i) {
    EXPECT_TRUE(book.AllowAnswer(PeerId(1), 1000));
  }
  EXPECT_FALSE(book.AllowAnswer(PeerId(1), 1200));
  EXPECT_TRUE(book.AllowAnswer(PeerId(1), 1250));
  EXPECT_TRUE(book.AllowHelp(PeerId(1), 1000));
  EXPECT_FALSE(book.AllowHelp(PeerId(1), 1249));
  EXPECT_TRUE(book.AllowHelp(PeerId(1), 1250));
  book.Disconnected(PeerId(1));
  EXPECT_FALSE(book.AllowHelp(PeerId(1), 5000));
}

TEST(PeerBook, AsksThePreferredFirstThenTheOthersInTurn) {
  PeerBook book(250);
  EXPECT_EQ(book.Next(PeerId(1), 0), std::nullopt);
  for (const std::uint32_t peer : {1U, 2U, 3U, 200U}) {
    book.Connected(PeerId(peer));
  }
  EXPECT_EQ(book.Next(PeerId(3), 0), PeerId(3));
  EXPECT_EQ(book.Next(PeerId(7), 0), PeerId(1)) << "not connected";
  EXPECT_EQ(book.Next(PeerId(3), 1), PeerId(2));
  EXPECT_EQ(book.Next(PeerId(3), 2), PeerId(3));
  EXPECT_EQ(book.Next(PeerId(3), 3), PeerId(1)) << "followers are not asked";
}

TEST(PeerBook, AsksThoseFirstWhoseOwnLinkIsUp) {
  PeerBook book(250);
  book.Greeted(PeerId(2));  // before this node's link to it is up
  for (const std::uint32_t peer : {0U, 1U, 2U, 3U}) {
    book.Connected(PeerId(peer));
  }
  EXPECT_EQ(book.Next(PeerId(0), 0), PeerId(2)) << "the preferred could not answer yet";
  EXPECT_EQ(book.Next(PeerId(0), 1), PeerId(0)) << "and is asked when the first did not";
  book.Greeted(PeerId(0));
  EXPECT_EQ(book.Next(PeerId(0), 0), PeerId(0));
  book.Disconnected(PeerId(0));
  book.Connected(PeerId(0));
  EXPECT_EQ(book.Next(PeerId(0), 0), PeerId(2)) << "a new link is a new greeting";
  book.Greeted(PeerId(200));  // a follower
  EXPECT_EQ(book.Next(PeerId(200), 0), PeerId(2));
}

TEST(PeerBook, HasRoomForAFixedNumber) {
  PeerBook book(250);
  for (std::uint32_t peer = 0; peer < 1000; ++peer) {
    book.Connected(PeerId(peer));
  }
  EXPECT_TRUE(book.AllowHelp(PeerId(PeerBook::kPeersMax - 1), 1));
  EXPECT_FALSE(book.AllowHelp(PeerId(PeerBook::kPeersMax), 1));
}

}  // namespace
}  // namespace heng::consensus::testing
