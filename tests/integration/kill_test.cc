// SPDX-License-Identifier: Apache-2.0
// Goal: SIGKILL of any validator at any moment under load loses nothing that a client was told.
// Method: four processes, authors who wait for every receipt, and a seeded list of kills: one node,
// two at once, all of them, one again while it starts and one while it catches up. Afterwards every
// receipt is looked for on every node, and the chain is executed again from genesis.
//
// HENG_KILLS sets how many kills there are at least, HENG_SEED which.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/integration/ledger_comparison.h"

namespace heng::testing {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kKillsUsual = 20;
constexpr auto kResumesIn = milliseconds(10'000);  // after the quorum is back
// A machine that is busy with other tests is given more: what is measured is printed.
constexpr auto kPatienceFactor = 3;

std::uint64_t FromEnvironment(const char* name, std::uint64_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

class Kill : public ::testing::Test {
 protected:
  Kill() : seed_(FromEnvironment("HENG_SEED", std::random_device{}())), chance_(seed_) {
    std::cout << "HENG_SEED=" << seed_ << "\n";
  }

  std::uint64_t Draw(std::uint64_t below) { return chance_() % below; }
  void Sleep(std::uint64_t ms_max) { std::this_thread::sleep_for(milliseconds(Draw(ms_max + 1))); }

  void KillOne(std::size_t node) {
    network_->Kill(node);
    ++kills_;
  }

  // True when the load gets a receipt within the patience; the time is noted.
  bool Progresses(milliseconds patience = kResumesIn * kPatienceFactor) {
    const std::size_t before = load_->acknowledged();
    const auto from = SteadyLoad::Clock::now();
    const bool resumed = Eventually([&] { return load_->acknowledged() > before; }, patience);
    const auto took = std::chrono::duration_cast<milliseconds>(SteadyLoad::Clock::now() - from);
    slowest_ = std::max(slowest_, took);
    std::cout << "  back at work after " << took.count() << " ms\n";
    return resumed;
  }

  // One validator dies; the others go on without it; it comes back, sometimes killed once more on
  // its way up.
  void OneAway() {
    const std::size_t victim = Draw(4);
    std::cout << "one away: " << victim << "\n";
    KillOne(victim);
    ASSERT_TRUE(Progresses()) << "three of four stand still";
    network_->Start(victim);
    if (Draw(2) == 0) {
      Sleep(400);  // somewhere in recovery, dialing or catching up
      KillOne(victim);
      Sleep(200);
      network_->Start(victim);
    }
  }

  // Without a quorum nothing is acknowledged; as soon as there is one again, work goes on.
  void TwoAway() {
    const std::size_t first = Draw(4);
    const std::size_t second = (first + 1 + Draw(3)) % 4;
    std::cout << "two away: " << first << ", " << second << "\n";
    KillOne(first);
    KillOne(second);
    std::this_thread::sleep_for(milliseconds(500));  // for receipts that were under way
    const std::size_t before = load_->acknowledged();
    std::this_thread::sleep_for(milliseconds(1'500));
    EXPECT_EQ(load_->acknowledged(), before) << "two of four made progress";
    network_->Start(first);
    Sleep(300);
    network_->Start(second);
    ASSERT_TRUE(Progresses()) << "four of four stand still";
  }

  void AllAway() {
    std::cout << "all away\n";
    for (std::size_t node = 0; node < 4; ++node) {
      KillOne(node);
    }
    for (std::size_t node = 0; node < 4; ++node) {
      network_->Start(node);
      Sleep(100);
    }
    ASSERT_TRUE(Progresses()) << "the network does not come back as a whole";
  }

  const std::uint64_t seed_;
  std::mt19937_64 chance_;
  std::uint64_t kills_ = 0;
  milliseconds slowest_{0};
  std::unique_ptr<TestNetwork> network_;
  std::unique_ptr<SteadyLoad> load_;
};

TEST_F(Kill, AtAnyMomentLosesNothingThatWasAcknowledged) {
  network_ = std::make_unique<TestNetwork>(4);
  ASSERT_TRUE(network_->AwaitReady());
  load_ = std::make_unique<SteadyLoad>(*network_, SteadyLoadOptions{});
  load_->Start();
  ASSERT_TRUE(Progresses());
  const std::uint64_t wanted = FromEnvironment("HENG_KILLS", kKillsUsual);
  for (std::uint64_t round = 0; kills_ < wanted; ++round) {
    Sleep(500);
    // Each kind for certain, then in an order of chance.
    switch (round < 3 ? round : Draw(6)) {
      case 0:
        ASSERT_NO_FATAL_FAILURE(TwoAway());
        break;
      case 1:
        ASSERT_NO_FATAL_FAILURE(AllAway());
        break;
      default:
        ASSERT_NO_FATAL_FAILURE(OneAway());
        break;
    }
  }
  EXPECT_TRUE(load_->Stop()) << "some transactions were never settled";
  EXPECT_TRUE(network_->AwaitReady());
  const std::vector<Acknowledged> receipts = load_->receipts();
  EXPECT_GT(load_->refused(), 0U);
  const std::uint64_t height = ExpectOneLedger(*network_, receipts);
  ExpectValidAudit(*network_, Draw(4));
  for (std::size_t node = 0; node < 4; ++node) {
    const auto status = network_->Operate(node)->GetStatus();
    EXPECT_TRUE(status && status->voting() && status->alarm().empty())
        << network_->node(node).name << " does not vote any more";
  }
  std::cout << kills_ << " kills, " << receipts.size() << " receipts (" << load_->refused()
            << " of refusals), " << height << " blocks; slowest return to work " << slowest_.count()
            << " ms\n";
}

}  // namespace
}  // namespace heng::testing
