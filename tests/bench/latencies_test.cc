// SPDX-License-Identifier: Apache-2.0
// Percentiles are exact: nearest rank over every duration.
#include "tests/bench/latencies.h"

#include <gtest/gtest.h>

namespace heng::bench {
namespace {

Latencies UpTo(std::uint64_t last) {
  Latencies latencies;
  for (std::uint64_t i = last; i >= 1; --i) {
    latencies.Add(i);
  }
  return latencies;
}

TEST(Latencies, OfNoneIsZero) {
  EXPECT_EQ(Latencies().Percentile(500), 0U);
  EXPECT_EQ(Latencies().Percentile(1'000), 0U);
}

TEST(Latencies, OfOneIsThatOneAtEveryPercentile) {
  const Latencies one = UpTo(1);
  for (const std::uint64_t permille : {0U, 1U, 500U, 990U, 1'000U}) {
    EXPECT_EQ(one.Percentile(permille), 1U) << permille;
  }
}

TEST(Latencies, TakeTheSmallestThatEnoughDoNotExceed) {
  const Latencies hundred = UpTo(100);
  EXPECT_EQ(hundred.Percentile(0), 1U);
  EXPECT_EQ(hundred.Percentile(10), 1U);
  EXPECT_EQ(hundred.Percentile(11), 2U);
  EXPECT_EQ(hundred.Percentile(500), 50U);
  EXPECT_EQ(hundred.Percentile(501), 51U);
  EXPECT_EQ(hundred.Percentile(990), 99U);
  EXPECT_EQ(hundred.Percentile(991), 100U);
  EXPECT_EQ(hundred.Percentile(1'000), 100U);
}

TEST(Latencies, OneSlowOfAHundredIsTheLongestAndNotTheMedian) {
  Latencies latencies = UpTo(99);
  latencies.Add(1'000'000);
  EXPECT_EQ(latencies.Percentile(500), 50U);
  EXPECT_EQ(latencies.Percentile(990), 99U);
  EXPECT_EQ(latencies.Percentile(1'000), 1'000'000U);
}

TEST(Latencies, OfTwoRunsAreThoseOfBoth) {
  Latencies both = UpTo(10);
  Latencies slow;
  slow.Add(500);
  both.Add(slow);
  EXPECT_EQ(both.size(), 11U);
  EXPECT_EQ(both.Percentile(1'000), 500U);
}

TEST(Latencies, AreShownInTenthsOfAMillisecond) {
  EXPECT_EQ(AsMillis(0), 0.0);
  EXPECT_EQ(AsMillis(49), 0.0);
  EXPECT_EQ(AsMillis(50), 0.1);
  EXPECT_EQ(AsMillis(12'349), 12.3);
  EXPECT_EQ(AsMillis(12'350), 12.4);
}

}  // namespace
}  // namespace heng::bench
