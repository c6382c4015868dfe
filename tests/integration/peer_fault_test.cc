// SPDX-License-Identifier: Apache-2.0
// Goal: one validator that lies, sends garbage, says nothing, stands still or has a wrong clock
// costs its own quota and its own turns, and is named; the other three go on.
// Method: four seats. A rogue takes one with its real keys; a process is stopped and continued; a
// node's clock is put minutes ahead and behind.
#include <cstdlib>
#include <iostream>

#include "cli/network/processes.h"
#include "tests/integration/ledger_comparison.h"
#include "tests/integration/process_samples.h"
#include "tests/integration/rogue_validator.h"

namespace heng::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kOdd = 3;
constexpr std::uint64_t kMissed = 600;  // so many that the liar is asked, too
constexpr std::int64_t kFiveMinutesMs = 300'000;
constexpr std::uint64_t kNodeKibMax = 512 << 10;
constexpr const char* kLies[] = {"malformed", "wrong_payload", "wrong_message", "over_quota"};

class PeerFault : public ::testing::Test {
 protected:
  void Begin() {
    network_ = std::make_unique<TestNetwork>(4);
    ASSERT_TRUE(network_->AwaitReady());
    load_ = std::make_unique<SteadyLoad>(*network_, SteadyLoadOptions{});
    load_->Start();
    ASSERT_TRUE(Progresses(20));
  }

  bool Progresses(std::size_t receipts) {
    const std::size_t before = load_->acknowledged();
    return Eventually([&] { return load_->acknowledged() >= before + receipts; });
  }
  [[nodiscard]] std::uint64_t HeightOf(std::size_t node) const {
    const auto status = network_->Operate(node)->GetStatus();
    return status ? status->height() : 0;
  }
  [[nodiscard]] double Faults(std::size_t at, std::size_t of, const std::string& kind) const {
    return network_->Metric(
        at,
        "heng_peer_faults_total{fault=\"" + kind + "\",peer=\"" + network_->node(of).name + "\"}");
  }
  // What one node says of another's lies, all kinds together.
  [[nodiscard]] double Lies(std::size_t at, std::size_t of) const {
    double all = 0;
    for (const char* kind : kLies) {
      all += Faults(at, of, kind);
    }
    return all;
  }
  // Resident memory, as the process shows it.
  [[nodiscard]] std::uint64_t MemoryKib(std::size_t node) const {
    return SampleProcess(cli::RunningPid(network_->node(node)).value_or(0), 0).memory_kib;
  }

  std::unique_ptr<TestNetwork> network_;
  std::unique_ptr<SteadyLoad> load_;
};

TEST_F(PeerFault, ALiarIsNamedAndCostsTheOthersNothing) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  // One is away while blocks are made, so that it must ask; then its neighbour's seat is taken.
  constexpr std::size_t kAsker = 1;
  network_->Kill(kAsker);
  const std::uint64_t left_at = HeightOf(0);
  ASSERT_TRUE(Eventually([&] { return HeightOf(0) >= left_at + kMissed; }));
  network_->Kill(kOdd);
  RogueValidator rogue(*network_, kOdd);
  ASSERT_EQ(rogue.problem(), "");
  ASSERT_TRUE(Eventually([&] { return rogue.IsArmed(); })) << "nobody speaks to the rogue";
  network_->Start(kAsker);
  ASSERT_TRUE(Progresses(50)) << "three honest validators stand still";
  for (int i = 0; i < 3; ++i) {
    rogue.Flood(48 << 20);
    ASSERT_TRUE(Progresses(10)) << "three honest validators stand still under a flood";
  }
  EXPECT_TRUE(load_->Stop());
  EXPECT_GT(rogue.told(RogueValidator::Lie::kGarbage), 0U) << "the liar was hardly asked";
  for (const std::size_t node : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
    EXPECT_GT(Lies(node, kOdd), 0) << network_->node(node).name;
    if (kMemoryIsTheNodes) {
      EXPECT_LT(MemoryKib(node), kNodeKibMax) << network_->node(node).name;
    }
    for (const std::size_t honest : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
      EXPECT_EQ(Lies(node, honest), 0)
          << network_->node(node).name << " blames " << network_->node(honest).name;
    }
  }
  EXPECT_NE(network_->Log(0).find("\"event\":\"peer.fault\""), std::string::npos);
  std::cout << "silence " << rogue.told(RogueValidator::Lie::kSilence) << ", garbage "
            << rogue.told(RogueValidator::Lie::kGarbage) << ", wrong payload "
            << rogue.told(RogueValidator::Lie::kWrongPayload) << ", other heights "
            << rogue.told(RogueValidator::Lie::kOtherHeights) << "\n";
  ExpectOneLedger(*network_, load_->receipts());
}

TEST_F(PeerFault, AProcessThatStandsStillIsWaitedForByNobody) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  network_->Pause(kOdd);
  ASSERT_TRUE(Progresses(50));
  std::this_thread::sleep_for(seconds(5));
  static_cast<void>(load_->TakeLongestGap());
  ASSERT_TRUE(Progresses(50)) << "three of four stand still";
  network_->Resume(kOdd);
  const std::uint64_t target = HeightOf(0);
  EXPECT_TRUE(Eventually([&] { return HeightOf(kOdd) >= target; })) << "it does not catch up";
  EXPECT_TRUE(load_->Stop());
  ASSERT_TRUE(network_->AwaitReady());
  ExpectOneLedger(*network_, load_->receipts());
}

TEST_F(PeerFault, AClockThatIsMinutesOffStopsNothingAndIsSeen) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  const std::string clock_file = network_->node(kOdd).directory + "/data/dev-clock";
  const std::int64_t right = std::atoll(ReadFile(clock_file).c_str());
  const auto complaint = [&](const char* word) {
    return Eventually([&] {
      const std::string page = network_->Page(kOdd, "/readyz");
      return page.find(word) != std::string::npos;
    });
  };
  const auto set_right = [&](std::int64_t offset_ms) {
    network_->Kill(kOdd);
    WriteFile(clock_file, std::to_string(offset_ms) + "\n");
    network_->Start(kOdd);
  };
  // Forward while it runs; back as a machine comes back from a reboot.
  const auto status = network_->Operate(kOdd)->GetStatus();
  ASSERT_TRUE(status);
  ASSERT_TRUE(network_->Operate(kOdd)->SetDevelopmentClock(
      status->clock_ms() + static_cast<std::uint64_t>(kFiveMinutesMs)));
  EXPECT_TRUE(Progresses(50)) << "a clock ahead stops the others";
  EXPECT_TRUE(complaint("ahead of"));
  set_right(right - kFiveMinutesMs);
  EXPECT_TRUE(Progresses(50)) << "a clock behind stops the others";
  EXPECT_TRUE(complaint("behind the other"));
  EXPECT_GT(network_->Metric(kOdd, "heng_node_clock_offset_seconds"), 200.0);
  EXPECT_NE(network_->Log(kOdd).find("\"event\":\"clock.differs\""), std::string::npos);
  // It follows all the while, and votes again when its clock is right.
  const std::uint64_t target = HeightOf(0);
  EXPECT_TRUE(Eventually([&] { return HeightOf(kOdd) >= target; }));
  set_right(right);
  ASSERT_TRUE(network_->AwaitReady());
  EXPECT_TRUE(Progresses(50));
  EXPECT_TRUE(load_->Stop());
  ExpectOneLedger(*network_, load_->receipts());
  EXPECT_TRUE(network_->Operate(kOdd)->GetStatus()->voting());
}

}  // namespace
}  // namespace heng::testing
