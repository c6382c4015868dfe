// SPDX-License-Identifier: Apache-2.0
// Goal: a validator that missed thousands of blocks fetches and executes them far faster than they
// were made, says how far it is, and then votes again.
// Method: three validators make blocks of one transaction while the fourth is away; then nothing
// more is sent, it is started, and what it says on the way is read.
//
// HENG_MISSED_BLOCKS sets how many blocks it misses.
#include <cstdlib>
#include <iostream>

#include "tests/integration/ledger_comparison.h"

namespace heng::testing {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kAbsent = 2;
constexpr std::uint64_t kMissedUsual = 600;
constexpr auto kMakingThem = std::chrono::minutes(20);
constexpr auto kCatchingUp = std::chrono::minutes(5);

std::uint64_t MissedBlocks() {
  const char* text = std::getenv("HENG_MISSED_BLOCKS");
  return text == nullptr ? kMissedUsual : std::strtoull(text, nullptr, 10);
}

std::uint64_t HeightOf(const TestNetwork& network, std::size_t node) {
  const auto status = network.Operate(node)->GetStatus();
  return status ? status->height() : 0;
}

milliseconds Since(SteadyLoad::Clock::time_point from) {
  return std::chrono::duration_cast<milliseconds>(SteadyLoad::Clock::now() - from);
}

TEST(CatchUp, AValidatorThatMissedManyBlocksIsSoonBackAmongTheOthers) {
  TestNetwork network({.nodes = 4, .idle_interval_ms = 10'000, .not_started = {}, .prepare = {}});
  ASSERT_TRUE(network.AwaitReady());
  SteadyLoad load(network, {.authors = 8, .under_way = 1, .refused_each = 5, .pause = {}});

  // All four at work: the pace to compare with.
  load.Start();
  const std::uint64_t first = HeightOf(network, 0);
  const auto began = SteadyLoad::Clock::now();
  std::this_thread::sleep_for(std::chrono::seconds(5));
  const std::uint64_t live = HeightOf(network, 0) - first;
  const double live_rate =
      static_cast<double>(live) * 1e3 / static_cast<double>(Since(began).count());

  const std::uint64_t left_at = HeightOf(network, kAbsent);
  network.Kill(kAbsent);
  const std::uint64_t missed = MissedBlocks();
  ASSERT_TRUE(Eventually([&] { return HeightOf(network, 0) >= left_at + missed; }, kMakingThem));
  EXPECT_TRUE(load.Stop());
  const std::uint64_t target = HeightOf(network, 0);

  network.Start(kAbsent);
  const auto started = SteadyLoad::Clock::now();
  milliseconds first_block{0};
  ASSERT_TRUE(Eventually(
      [&] {
        const std::uint64_t height = HeightOf(network, kAbsent);
        if (height > left_at && first_block.count() == 0) {
          first_block = Since(started);
        }
        return height >= target;
      },
      kCatchingUp));
  const milliseconds took = Since(started);
  EXPECT_NE(network.Log(kAbsent).find("\"event\":\"chain.catching_up\""), std::string::npos);
  EXPECT_TRUE(Eventually([&] {
    return network.Log(kAbsent).find("\"event\":\"chain.caught_up\"") != std::string::npos;
  })) << "it does not say that it caught up";
  // Whoever executes one block after the other must still hear the answers to its questions.
  EXPECT_EQ(network.Log(kAbsent).find("\"fault\":\"unanswered\""), std::string::npos)
      << "it blames a validator that answered";
  std::cout << "live " << live_rate << " blocks/s; " << target - left_at << " blocks in "
            << took.count() << " ms after the start of the process, the first after "
            << first_block.count() << " ms\n";
  ASSERT_TRUE(network.AwaitReady());
  ExpectOneLedger(network, load.receipts());
}

}  // namespace
}  // namespace heng::testing
