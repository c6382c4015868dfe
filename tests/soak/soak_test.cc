// SPDX-License-Identifier: Apache-2.0
// Goal: under mixed load with a fault every minute the network loses nothing, and what it costs the
// machine stays flat.
// Method: four processes whose links go through a proxy; authors with and without refusals, a
// reader and a stream; each minute a kill or a cut of one node, by seed. Every five seconds memory,
// descriptors, threads and disk of each node are read. scripts/soak runs it and prints the table.
//
// HENG_SOAK_SECONDS, HENG_SEED, HENG_SOAK_JSON (a file for the figures).
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "cli/network/processes.h"
#include "node/genesis_file.h"
#include "tests/integration/ledger_comparison.h"
#include "tests/integration/process_samples.h"
#include "tests/soak/link_proxy.h"

namespace heng::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kNodes = 4;
constexpr std::uint64_t kSecondsUsual = 180;
constexpr auto kFaultEvery = seconds(60);
constexpr auto kFaultLasts = seconds(15);
constexpr auto kSampleEvery = seconds(5);
// Bounds of a run that is well; the figures themselves are what a reader wants.
constexpr std::uint64_t kMemoryKibMax = 400 << 10;
constexpr std::uint64_t kDescriptorsMax = 700;
constexpr auto kGapMax = seconds(45);

std::uint64_t FromEnvironment(const char* name, std::uint64_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

class Soak : public ::testing::Test {
 protected:
  Soak() : seed_(FromEnvironment("HENG_SEED", std::random_device{}())), chance_(seed_) {
    std::cout << "HENG_SEED=" << seed_ << "\n";
  }
  ~Soak() override {
    quiet_ = true;
    for (std::thread& thread : readers_) {
      thread.join();
    }
  }

  // Each node dials the others through the proxy.
  void Wire(const cli::NodeEndpoint& node, std::size_t index) {
    const auto genesis = node::ReadGenesisFile(
        std::filesystem::path(node.directory).parent_path().parent_path() / "genesis.bin");
    ASSERT_TRUE(genesis) << genesis.error().context;
    std::ofstream config(node.config_file, std::ios::app);
    for (std::size_t to = 0; to < genesis->chain.validators.size(); ++to) {
      const Validator& peer = genesis->chain.validators[to];
      if (to != index) {
        const auto port = static_cast<std::uint16_t>(
            std::stoul(peer.peer_address.substr(peer.peer_address.rfind(':') + 1)));
        config << "\n[[peers]]\nname = \"" << peer.name
               << "\"\naddress = \"127.0.0.1:" << proxy_.Add(index, to, port) << "\"\n";
      }
    }
  }

  void Begin() {
    std::size_t index = 0;
    network_ = std::make_unique<TestNetwork>(
        kNodes, [&](const cli::NodeEndpoint& node) { Wire(node, index++); });
    proxy_.Start();
    ASSERT_TRUE(network_->AwaitReady());
    load_ = std::make_unique<SteadyLoad>(
        *network_,
        SteadyLoadOptions{
            .authors = 4, .under_way = 8, .refused_each = 6, .pause = milliseconds(20)});
    load_->Start();
    readers_.emplace_back([this] { Ask(); });
    readers_.emplace_back([this] { Listen(); });
  }

  // Questions to each node in turn.
  void Ask() {
    for (std::size_t node = 0; !quiet_; node = (node + 1) % kNodes) {
      const auto client = network_->Connect(node, "reg.maker", seconds(3));
      for (int i = 0; i < 20 && !quiet_; ++i) {
        questions_ += client->GetRecord("person/reg.maker") ? 1U : 0U;
        questions_ += client->GetRecordProof("person/reg.maker") ? 1U : 0U;
        questions_ += client->GetBlock(1 + questions_ % 50, true, true) ? 1U : 0U;
        std::this_thread::sleep_for(milliseconds(50));
      }
    }
  }

  // One stream that goes on at another node where it broke.
  void Listen() {
    v1::StreamEventsRequest from;
    for (std::size_t node = 0; !quiet_; node = (node + 1) % kNodes) {
      const auto client = network_->Connect(node, "audit.maker", seconds(10));
      static_cast<void>(client->StreamEvents(from, [&](const v1::StreamEventsResponse& event) {
        if (!event.event().empty()) {
          ++events_;
          from.set_height(event.height());
          from.set_index(event.index() + 1);
        }
        return !quiet_;
      }));
      std::this_thread::sleep_for(milliseconds(100));
    }
  }

  void Sample() {
    const auto now =
        std::chrono::duration_cast<milliseconds>(SteadyLoad::Clock::now().time_since_epoch());
    for (std::size_t node = 0; node < kNodes; ++node) {
      if (const auto pid = cli::RunningPid(network_->node(node))) {
        samples_[node].push_back(SampleProcess(*pid, static_cast<std::uint64_t>(now.count())));
      }
    }
  }

  // Samples while it waits.
  void Pass(milliseconds time) {
    const auto until = SteadyLoad::Clock::now() + time;
    while (SteadyLoad::Clock::now() < until) {
      Sample();
      std::this_thread::sleep_for(std::min<milliseconds>(
          kSampleEvery,
          std::chrono::duration_cast<milliseconds>(until - SteadyLoad::Clock::now())));
    }
  }

  // The first node is never killed, so that one process lives through the whole run.
  void Disturb() {
    if (chance_() % 2 == 0) {
      const std::size_t node = 1 + chance_() % (kNodes - 1);
      std::cout << "kill " << network_->node(node).name << std::endl;
      network_->Kill(node);
      ++kills_;
      Pass(kFaultLasts);
      network_->Start(node);
    } else {
      const std::size_t node = chance_() % kNodes;
      std::cout << "cut " << network_->node(node).name << std::endl;
      proxy_.Cut(node);
      ++cuts_;
      Pass(kFaultLasts);
      proxy_.Heal(node);
    }
  }

  nlohmann::ordered_json Report(std::uint64_t seconds_run, std::uint64_t height);

  const std::uint64_t seed_;
  std::mt19937_64 chance_;
  LinkProxy proxy_;
  std::unique_ptr<TestNetwork> network_;
  std::unique_ptr<SteadyLoad> load_;
  std::atomic<bool> quiet_{false};
  std::atomic<std::uint64_t> questions_{0};
  std::atomic<std::uint64_t> events_{0};
  std::vector<std::thread> readers_;
  std::array<std::vector<ProcessSample>, kNodes> samples_;
  std::uint64_t kills_ = 0;
  std::uint64_t cuts_ = 0;
  milliseconds longest_gap_{0};
};

nlohmann::ordered_json Soak::Report(std::uint64_t seconds_run, std::uint64_t height) {
  const std::size_t receipts = load_->acknowledged();
  nlohmann::ordered_json report{{"seed", seed_},
                                {"seconds", seconds_run},
                                {"kills", kills_},
                                {"cuts", cuts_},
                                {"receipts", receipts},
                                {"refusals", load_->refused()},
                                {"questions", questions_.load()},
                                {"events", events_.load()},
                                {"blocks", height},
                                {"longest_gap_ms", longest_gap_.count()}};
  for (std::size_t node = 0; node < kNodes; ++node) {
    const std::vector<ProcessSample>& all = samples_[node];
    ProcessSample most;
    for (const ProcessSample& sample : all) {
      most.memory_kib = std::max(most.memory_kib, sample.memory_kib);
      most.descriptors = std::max(most.descriptors, sample.descriptors);
      most.threads = std::max(most.threads, sample.threads);
    }
    const std::uint64_t disk = DirectoryBytes(network_->node(node).directory + "/data");
    EXPECT_LT(most.memory_kib, kMemoryKibMax) << network_->node(node).name;
    EXPECT_LT(most.descriptors, kDescriptorsMax) << network_->node(node).name;
    report["nodes"].push_back(
        {{"name", network_->node(node).name},
         {"memory_kib_max", most.memory_kib},
         {"memory_kib_end", all.empty() ? 0 : all.back().memory_kib},
         {"memory_slope_kib_per_hour", MemorySlopeKibPerHour(all)},
         {"descriptors_max", most.descriptors},
         {"descriptors_end", all.empty() ? 0 : all.back().descriptors},
         {"threads_max", most.threads},
         {"disk_bytes", disk},
         {"disk_bytes_per_transaction", receipts == 0 ? 0 : disk / receipts}});
  }
  return report;
}

TEST_F(Soak, NothingIsLostAndNothingGrows) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  const std::uint64_t wanted = FromEnvironment("HENG_SOAK_SECONDS", kSecondsUsual);
  const auto began = SteadyLoad::Clock::now();
  const auto end = began + seconds(wanted);
  static_cast<void>(load_->TakeLongestGap());
  while (SteadyLoad::Clock::now() + kFaultEvery <= end) {
    Pass(kFaultEvery - kFaultLasts);
    Disturb();
    longest_gap_ = std::max(longest_gap_, load_->TakeLongestGap());
    EXPECT_LT(longest_gap_, kGapMax);
  }
  Pass(std::max(milliseconds(0),
                std::chrono::duration_cast<milliseconds>(end - SteadyLoad::Clock::now())));
  longest_gap_ = std::max(longest_gap_, load_->TakeLongestGap());
  EXPECT_TRUE(load_->Stop()) << "some transactions were never settled";
  quiet_ = true;
  EXPECT_TRUE(network_->AwaitReady());
  Sample();
  const std::uint64_t height = ExpectOneLedger(*network_, load_->receipts());
  ExpectValidAudit(*network_, 0);
  const nlohmann::ordered_json report = Report(wanted, height);
  if (const char* file = std::getenv("HENG_SOAK_JSON")) {
    std::ofstream(file) << report.dump(2) << "\n";
  }
  std::cout << report.dump() << std::endl;
}

}  // namespace
}  // namespace heng::testing
