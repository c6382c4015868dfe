// SPDX-License-Identifier: Apache-2.0
// Goal: a leader proposes what it can execute in time, and follows its own speed in both
// directions.
#include "node/driver/block_pace.h"

#include <gtest/gtest.h>

#include <limits>

namespace heng::node {
namespace {

TEST(BlockPace, BeginsCarefully) {
  const BlockPace pace;
  EXPECT_EQ(pace.BytesWanted(), BlockPace::kFirstBytes);
}

TEST(BlockPace, WantsWhatFitsTheTarget) {
  BlockPace pace;
  pace.Executed(600'000, 150);
  pace.Committed(50);
  EXPECT_EQ(pace.BytesWanted(), 600'000 * BlockPace::kTargetMs / 200);
}

TEST(BlockPace, HasNoBoundWhereExecutionTakesNoTime) {
  BlockPace pace;
  pace.Executed(1'000'000, 0);
  EXPECT_EQ(pace.BytesWanted(), std::numeric_limits<std::uint64_t>::max());
}

TEST(BlockPace, FollowsANodeThatBecomesSlowAndThenFast) {
  BlockPace pace;
  for (int block = 0; block < 100; ++block) {
    pace.Executed(100'000, 10);
  }
  const std::uint64_t fast = pace.BytesWanted();
  EXPECT_EQ(fast, 100'000 * BlockPace::kTargetMs / 10);
  for (int block = 0; block < 20; ++block) {
    pace.Executed(100'000, 1'000);
  }
  EXPECT_LT(pace.BytesWanted(), 120 * BlockPace::kTargetMs + BlockPace::kLeastBytes);
  for (int block = 0; block < 1'000; ++block) {
    pace.Executed(100'000, 10);
  }
  EXPECT_GT(pace.BytesWanted(), fast * 9 / 10);
}

TEST(BlockPace, NeverWantsLessThanTheLeast) {
  BlockPace pace;
  pace.Executed(1'000, 60'000);
  EXPECT_EQ(pace.BytesWanted(), BlockPace::kLeastBytes);
}

TEST(BlockPace, ForgetsBytesThatTookNoTime) {
  BlockPace pace;
  for (int block = 0; block < 10'000; ++block) {
    pace.Executed(8 << 20, 0);
  }
  for (int block = 0; block < 100; ++block) {
    pace.Executed(8 << 20, 500);
  }
  EXPECT_LT(pace.BytesWanted(), std::uint64_t{8} << 20);
}

}  // namespace
}  // namespace heng::node
