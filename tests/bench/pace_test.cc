// SPDX-License-Identifier: Apache-2.0
// Arrivals are due by the clock alone, and the search ends at the highest rate that holds. The
// network of a search is a number: it keeps up with every rate up to it.
#include "tests/bench/pace.h"

#include <gtest/gtest.h>

#include <limits>

namespace heng::bench {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

TEST(Pace, TheFirstIsDueAtOnceAndTheOthersAtEqualSteps) {
  EXPECT_EQ(DueNs(0, 500), 0U);
  EXPECT_EQ(DueNs(1, 500), kSecond / 500);
  EXPECT_EQ(DueNs(500, 500), kSecond);
  EXPECT_EQ(DueNs(1, 3), 333'333'333U);
}

TEST(Pace, WhatIsDueByAMomentIsWhatHasItsMomentBehindIt) {
  for (const std::uint64_t rate : {1U, 7U, 1'000U, 1'500U}) {
    for (const std::uint64_t index : {0U, 1U, 2U, 999U}) {
      // A step that is no whole number of nanoseconds is rounded down.
      EXPECT_GE(DueBy(DueNs(index, rate) + 1, rate), index + 1) << rate << " " << index;
      EXPECT_LE(DueBy(DueNs(index, rate), rate), index + 1) << rate << " " << index;
    }
  }
}

TEST(Pace, ALongFastRunDoesNotOverflow) {
  const std::uint64_t hour_ns = 3'600 * kSecond;
  EXPECT_EQ(DueNs(3'600'000'000, 1'000'000), hour_ns);
  EXPECT_EQ(DueBy(hour_ns, 1'000'000), 3'600'000'001U);
}

TEST(Pace, ABacklogOfHalfASecondOfArrivalsIsStillKeepingUp) {
  EXPECT_TRUE(KeptUp(0, 1'000));
  EXPECT_TRUE(KeptUp(500, 1'000));
  EXPECT_FALSE(KeptUp(501, 1'000));
  EXPECT_FALSE(KeptUp(1, 1));
}

std::uint64_t Found(std::uint64_t first_rate, std::uint64_t capacity, int& runs) {
  RateSearch search(first_rate);
  for (runs = 0; !search.done() && runs < 64; ++runs) {
    search.Report(search.next() <= capacity);
  }
  EXPECT_TRUE(search.done()) << first_rate << " " << capacity;
  return search.best();
}

TEST(RateSearch, EndsWithinFivePercentBelowWhatTheNetworkCanDo) {
  for (const std::uint64_t capacity : {20U, 100U, 1'483U, 20'000U}) {
    for (const std::uint64_t first : {1U, 100U, 1'483U, 100'000U}) {
      int runs = 0;
      const std::uint64_t best = Found(first, capacity, runs);
      EXPECT_LE(best, capacity) << first;
      EXPECT_GE(best * 21 + 20, capacity * 20) << first << " " << capacity;
    }
  }
}

TEST(RateSearch, NeedsFewRunsFromAGoodGuess) {
  int runs = 0;
  (void)Found(1'500, 1'600, runs);
  EXPECT_LE(runs, 6);
}

TEST(RateSearch, EndsWithNothingWhenNoRateHolds) {
  int runs = 0;
  EXPECT_EQ(Found(1'000, 0, runs), 0U);
}

TEST(RateSearch, DoesNotTakeARateThatDidNotHold) {
  RateSearch search(100);
  search.Report(false);
  EXPECT_EQ(search.best(), 0U);
  EXPECT_LT(search.next(), 100U);
  search.Report(true);
  EXPECT_LT(search.best(), 100U);
  EXPECT_LT(search.next(), 100U);
}

}  // namespace
}  // namespace heng::bench
