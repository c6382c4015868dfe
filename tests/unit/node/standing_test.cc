// SPDX-License-Identifier: Apache-2.0
// Goal: what a node says of how it stands to the others is right: how far behind, how wrong its
// clock. Method: numbers in, words out.
#include <gtest/gtest.h>

#include "node/catch_up_progress.h"
#include "node/peer_clocks.h"

namespace heng::node {
namespace {

TEST(CatchUpProgress, AFewMissingBlocksAreNoCatchingUp) {
  CatchUpProgress progress;
  EXPECT_EQ(progress.Note(Height(10), 63, 1'000), CatchUpProgress::Change::kNone);
  EXPECT_FALSE(progress.view().has_value());
}

TEST(CatchUpProgress, SaysHowFarAndHowLong) {
  CatchUpProgress progress;
  EXPECT_EQ(progress.Note(Height(100), 1'000, 5'000), CatchUpProgress::Change::kBegan);
  ASSERT_TRUE(progress.view().has_value());
  EXPECT_FALSE(progress.view()->seconds_left.has_value());
  EXPECT_EQ(progress.Note(Height(300), 800, 6'000), CatchUpProgress::Change::kNone);
  ASSERT_TRUE(progress.view().has_value());
  EXPECT_EQ(progress.view()->target_max, Height(1'100));
  EXPECT_EQ(progress.view()->blocks_per_s, 200U);
  EXPECT_EQ(progress.view()->seconds_left, 4U);
  EXPECT_EQ(Sentence(*progress.view()),
            "catching up: block 300 of at most 1100, 200 blocks/s, 4 s left");
}

TEST(CatchUpProgress, EndsOnceAndRemembersWhatItTook) {
  CatchUpProgress progress;
  ASSERT_EQ(progress.Note(Height(100), 1'000, 5'000), CatchUpProgress::Change::kBegan);
  EXPECT_EQ(progress.Note(Height(1'097), 4, 9'000), CatchUpProgress::Change::kNone);
  EXPECT_EQ(progress.Note(Height(1'100), 1, 9'500), CatchUpProgress::Change::kEnded);
  EXPECT_FALSE(progress.view().has_value());
  EXPECT_EQ(progress.blocks(), 1'000U);
  EXPECT_EQ(progress.took_ms(), 4'500U);
  EXPECT_EQ(progress.Note(Height(1'101), 1, 9'600), CatchUpProgress::Change::kNone);
}

TEST(CatchUpProgress, ThePaceIsOfTheLastSeconds) {
  CatchUpProgress progress;
  std::uint64_t height = 0;
  for (std::uint64_t second = 0; second <= 30; ++second) {
    (void)progress.Note(Height(height), 100'000, second * 1'000);
    height += second < 15 ? 1'000 : 10;
  }
  EXPECT_EQ(progress.view()->blocks_per_s, 10U);
}

TEST(PeerClocks, NothingIsSaidBeforeMostWereHeard) {
  PeerClocks clocks(3);
  EXPECT_FALSE(clocks.Offset(0).has_value());
  clocks.Note(0, 300'000, 10);
  EXPECT_FALSE(clocks.Offset(10).has_value());
  clocks.Note(1, 299'990, 20);
  EXPECT_TRUE(clocks.Offset(20).has_value());
}

TEST(PeerClocks, OneThatLiesMovesNothing) {
  PeerClocks clocks(3);
  clocks.Note(0, 86'400'000, 10);
  clocks.Note(1, -3, 20);
  clocks.Note(2, -8, 30);
  EXPECT_EQ(clocks.Offset(30), -3);
  EXPECT_EQ(ClockComplaint(clocks.Offset(30)), "");
}

TEST(PeerClocks, AMessageThatWasLongUnderWayIsNoLateClock) {
  PeerClocks clocks(1);
  clocks.Note(0, -4, 10);
  clocks.Note(0, -9'000, 20);
  EXPECT_EQ(clocks.Offset(20), -4);
}

TEST(PeerClocks, OldNewsAndAMovedClockAreForgotten) {
  PeerClocks clocks(1);
  clocks.Note(0, 300'000, 10);
  EXPECT_FALSE(clocks.Offset(60'011).has_value());
  clocks.Note(0, 300'000, 70'000);
  clocks.Forget();
  EXPECT_FALSE(clocks.Offset(70'000).has_value());
}

TEST(PeerClocks, SaysInWhichDirectionTheOwnClockIsWrong) {
  EXPECT_EQ(ClockComplaint(2'000), "");
  EXPECT_EQ(ClockComplaint(-2'000), "");
  EXPECT_TRUE(ClockComplaint(-300'400).starts_with(
      "this node's clock is 300.4 s ahead of the other validators'"));
  EXPECT_TRUE(
      ClockComplaint(2'100).starts_with("this node's clock is 2.1 s behind the other validators'"));
}

}  // namespace
}  // namespace heng::node
