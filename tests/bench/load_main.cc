// SPDX-License-Identifier: Apache-2.0
// heng_load: makes a network of real nodes, founds a market on it and drives it, one line of JSON a
// run. For looking at a network under load (a profiler, a debugger); scripts/bench makes figures.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tests/bench/bench_network.h"
#include "tests/bench/load.h"
#include "tests/bench/market.h"
#include "tests/bench/pace.h"
#include "tests/bench/reference_speed.h"

namespace heng::bench {
namespace {

struct Options {
  std::string directory;
  std::string hengd;
  std::vector<std::uint64_t> rates = {500};
  std::uint64_t seconds = 5;
  std::uint32_t nodes = 4;
  std::uint32_t streams = 1;
  bool keep = false;
};

constexpr std::uint32_t kFileLegs = 10'000;

void Note(const std::string& sentence) {
  std::cerr << "load: " << sentence << "\n";
}

Result<std::vector<Usage>, Status> UsageOfNodes(const BenchNetwork& network) {
  std::vector<Usage> usages;
  for (std::size_t i = 0; i < network.size(); ++i) {
    HENG_TRY(Usage usage, network.UsageOfNode(i));
    usages.push_back(std::move(usage));
  }
  return usages;
}

// Microseconds for each applied transfer, of all nodes, by kind of thread and together.
nlohmann::ordered_json CpuByThread(const std::vector<Usage>& before,
                                   const std::vector<Usage>& after,
                                   std::uint64_t applied) {
  std::map<std::string, std::uint64_t> by_thread;
  std::uint64_t together = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    AddByThread(before[i], after[i], by_thread);
    together += after[i].cpu_us - before[i].cpu_us;
  }
  nlohmann::ordered_json json = {{"together", together / applied}};
  for (const auto& [name, cpu_us] : by_thread) {
    json[name] = cpu_us / applied;
  }
  return json;
}

Result<void, Status> DriveOnce(const BenchNetwork& network,
                               Market& market,
                               const Options& options,
                               std::uint64_t rate) {
  HENG_TRY(const std::vector<Prepared> deliveries, market.Deliveries(rate * options.seconds));
  LoadShape shape;
  shape.rate_per_s = rate;
  shape.streams_per_node = options.streams;
  for (std::size_t i = 0; i < network.size(); ++i) {
    shape.nodes.push_back(i);
  }
  const ReferenceSpeed reference = MeasureReference();
  HENG_TRY(const std::vector<Usage> before, UsageOfNodes(network));
  HENG_TRY(const Usage own_before, UsageOf(getpid()));
  HENG_TRY(const LoadOutcome outcome, RunLoad(network, deliveries, shape));
  HENG_TRY(const std::vector<Usage> after, UsageOfNodes(network));
  HENG_TRY(const Usage own_after, UsageOf(getpid()));
  const std::uint64_t applied = std::max<std::uint64_t>(1, outcome.applied);
  const nlohmann::ordered_json line = {
      {"rate", rate},
      {"offered", outcome.offered},
      {"accepted", outcome.accepted},
      {"turned_away", outcome.turned_away},
      {"applied", outcome.applied},
      {"refused", outcome.refused},
      {"unanswered", outcome.unanswered},
      {"applied_per_s", outcome.applied_per_s()},
      {"backlog", outcome.backlog},
      {"kept_up", KeptUp(outcome.backlog, rate) && outcome.complete()},
      {"p50_ms", AsMillis(outcome.finality.Percentile(500))},
      {"p99_ms", AsMillis(outcome.finality.Percentile(990))},
      {"max_ms", AsMillis(outcome.finality.Percentile(1'000))},
      {"blocks", outcome.last_height - outcome.first_height + 1},
      {"nodes_cpu_us_per_tx", CpuByThread(before, after, applied)},
      {"client_cpu_us_per_tx", (own_after.cpu_us - own_before.cpu_us) / applied},
      {"generator_late_ms_max", AsMillis(outcome.late_us_max)},
      {"reference_verify_per_s", reference.verify_per_s},
      {"reference_miss_ns", reference.miss_ns},
      {"first_refusal", outcome.first_refusal}};
  std::cout << line.dump() << "\n" << std::flush;
  return {};
}

Result<void, Status> Drive(const Options& options) {
  std::error_code error;
  const std::string directory =
      std::filesystem::absolute(options.directory, error).lexically_normal().string();
  Note("making a network in " + directory);
  HENG_TRY(const std::unique_ptr<BenchNetwork> network,
           BenchNetwork::Make(directory, options.nodes, options.hengd));
  for (std::size_t i = 0; i < network->size(); ++i) {
    HENG_TRY(const int pid, network->PidOf(i));
    Note(network->profile().nodes[i].name + " is process " + std::to_string(pid));
  }
  Market market(network->NewMarket());
  HENG_TRY(const std::unique_ptr<sdk::Client> client, network->Connect(0, "reg.maker"));
  HENG_TRY(const std::vector<Prepared> founding, market.Founding());
  HENG_CHECK_OK(ApplyInOrder(*client, founding));
  std::uint64_t wanted = 0;
  for (const std::uint64_t rate : options.rates) {
    wanted += rate * options.seconds;
  }
  while (market.undelivered() < wanted) {
    HENG_TRY(const std::vector<Prepared> file, market.SettlementFile(kFileLegs));
    const auto start = std::chrono::steady_clock::now();
    HENG_CHECK_OK(ApplyTogether(*client, file));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    Note("a settlement file of " + std::to_string(kFileLegs) + " trades took " +
         std::to_string(took.count()) + " ms; " + std::to_string(market.undelivered()) + " of " +
         std::to_string(wanted) + " wait for their cash");
  }
  for (const std::uint64_t rate : options.rates) {
    HENG_CHECK_OK(DriveOnce(*network, market, options, rate));
  }
  if (options.keep) {
    Note("the nodes run until this program is interrupted");
    pause();
  }
  return {};
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App program(
      "Drives a network of real nodes on this machine with a fixed rate of deliveries.\n\n"
      "  heng_load --dir /tmp/load --rate 500,1000 --seconds 10\n");
  program.add_option("--dir", options.directory, "an empty directory for the network")->required();
  program.add_option("--hengd", options.hengd, "the program of a node");
  program.add_option("--rate", options.rates, "transactions a second, of each run in turn")
      ->delimiter(',')
      ->check(CLI::Range(1, 1'000'000));
  program.add_option("--seconds", options.seconds, "of each run")->check(CLI::Range(1, 3'600));
  program.add_option("--nodes", options.nodes, "validators")->check(CLI::Range(1, 16));
  program.add_option("--streams", options.streams, "to each node")->check(CLI::Range(1, 256));
  program.add_flag("--keep", options.keep, "let the nodes run afterwards, until interrupted");
  CLI11_PARSE(program, argc, argv);
  if (const auto driven = Drive(options); !driven) {
    std::cerr << "load: " << driven.error().context << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) {
  try {
    return heng::bench::Main(argc, argv);
  } catch (const std::exception& failure) {  // of a library
    std::cerr << "load: " << failure.what() << "\n";
    return 1;
  }
}
