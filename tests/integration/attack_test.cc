// SPDX-License-Identifier: Apache-2.0
// Goal: a client that floods every node at once is told to come back later, costs the nodes bounded
// memory, and does not stop the others.
// Method: honest authors alone, then beside the attacker; the figures of both are printed, for a
// machine that runs the attacker, the authors and four validators on its two processors. What must
// hold on any machine is expected; how fast is for whoever reads the figures.
//
// HENG_ATTACK="garbage listings oversized streams connections" chooses what the attacker does, and
// HENG_ATTACK_SECONDS for how long.
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "cli/network/processes.h"
#include "tests/integration/attacker.h"
#include "tests/integration/ledger_comparison.h"
#include "tests/integration/process_samples.h"

namespace heng::testing {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kSecondsUsual = 8;
constexpr std::uint64_t kMemoryKibMax = 700 << 10;

std::chrono::seconds Duration() {
  const char* text = std::getenv("HENG_ATTACK_SECONDS");
  return std::chrono::seconds(text == nullptr ? kSecondsUsual : std::strtoull(text, nullptr, 10));
}

AttackOptions Chosen() {
  const char* text = std::getenv("HENG_ATTACK");
  if (text == nullptr) {
    return {};
  }
  const std::string chosen(text);
  const auto has = [&chosen](const char* kind) { return chosen.find(kind) != std::string::npos; };
  return {.garbage = has("garbage"),
          .listings = has("listings"),
          .oversized = has("oversized"),
          .streams = has("streams"),
          .connections = has("connections")};
}

// Four nodes share the machine that the defaults mean for one, and the attacker asks all four.
void QuarterOfABudget(const cli::NodeEndpoint& node) {
  std::ofstream(node.config_file, std::ios::app)
      << "\n[limits]\ncaller_calls_per_s = 1250\ncaller_transactions_per_s = 1250\n"
         "caller_submit_mib_per_s = 4\n";
}

struct Period {
  std::size_t receipts = 0;
  milliseconds longest_gap{0};
};

Period Watch(SteadyLoad& load) {
  const std::size_t before = load.acknowledged();
  static_cast<void>(load.TakeLongestGap());
  std::this_thread::sleep_for(Duration());
  return {.receipts = load.acknowledged() - before, .longest_gap = load.TakeLongestGap()};
}

std::uint64_t MemoryKib(const TestNetwork& network) {
  std::uint64_t most = 0;
  for (const cli::NodeEndpoint& node : network.profile().nodes) {
    if (const auto pid = cli::RunningPid(node)) {
      most = std::max(most, SampleProcess(*pid, 0).memory_kib);
    }
  }
  return most;
}

TEST(Attack, AFloodOfEverythingIsRefusedAndTheOthersGoOn) {
  TestNetwork network(4, QuarterOfABudget);
  ASSERT_TRUE(network.AwaitReady());
  SteadyLoad load(network, {.authors = 4, .under_way = 4, .refused_each = 8, .pause = {}});
  load.Start();
  const Period alone = Watch(load);
  Period beside;
  std::uint64_t memory_kib = 0;
  std::uint64_t refused = 0;
  {
    Attacker attacker(network, "mee.maker", Chosen());
    beside = Watch(load);
    memory_kib = MemoryKib(network);
    refused = attacker.refused();
    EXPECT_EQ(attacker.refused(), attacker.refused_with_time())
        << "a refusal says when to come back";
    std::cout << "attacker: " << refused << " refused by budget, " << attacker.served()
              << " served\n";
  }
  std::cout << "alone: " << alone.receipts << " receipts, longest gap " << alone.longest_gap.count()
            << " ms; beside: " << beside.receipts << " receipts, longest gap "
            << beside.longest_gap.count() << " ms; largest node " << memory_kib / 1024 << " MiB\n";
  EXPECT_GT(refused, 0U);
  EXPECT_GT(beside.receipts, 0U);
  if (kMemoryIsTheNodes) {
    EXPECT_LT(memory_kib, kMemoryKibMax);
  }
  EXPECT_TRUE(load.Stop());
  EXPECT_TRUE(network.AwaitReady());
  ExpectOneLedger(network, load.receipts());
}

}  // namespace
}  // namespace heng::testing
