// SPDX-License-Identifier: Apache-2.0
// heng_stages: microseconds of processor time that one transfer costs one node, by stage, at two
// sizes of block. One JSON object on standard output, a table on standard error.
#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "node/allocator/allocator.h"
#include "tests/bench/reference_speed.h"
#include "tests/bench/stages.h"

namespace heng::bench {
namespace {

double Micros(std::uint64_t ns) {
  const std::uint64_t hundredths = (ns + 5) / 10;
  return static_cast<double>(hundredths) / 100;
}

// The stages as an object, and a table on standard error.
nlohmann::ordered_json Show(const std::vector<StageCost>& costs, const std::string& title) {
  nlohmann::ordered_json stages = nlohmann::ordered_json::object();
  std::uint64_t cpu_ns = 0;
  std::fprintf(stderr, "%s: us of processor (and of time)\n", title.c_str());
  for (const StageCost& cost : costs) {
    stages[cost.name] = {{"cpu_us", Micros(cost.cpu_ns)}, {"wall_us", Micros(cost.wall_ns)}};
    cpu_ns += cost.cpu_ns;
    std::fprintf(stderr,
                 "  %-16s %9.2f  (%.2f)\n",
                 cost.name.c_str(),
                 Micros(cost.cpu_ns),
                 Micros(cost.wall_ns));
  }
  std::fprintf(stderr, "  %-16s %9.2f\n", "together", Micros(cpu_ns));
  return {{"together_cpu_us", Micros(cpu_ns)}, {"stages", stages}};
}

Result<nlohmann::ordered_json, Status> MeasureAt(const std::string& directory,
                                                 std::uint32_t block_transactions,
                                                 std::uint32_t transactions) {
  const std::string size = std::to_string(block_transactions);
  const ReferenceSpeed before = MeasureReference();
  HENG_TRY(
      const StageCosts costs,
      MeasureStages(
          directory + "/blocks-of-" + size, block_transactions, transactions / block_transactions));
  const ReferenceSpeed reference = Between(before, MeasureReference());
  return nlohmann::ordered_json{
      {"block_transactions", block_transactions},
      {"transfer", Show(costs.transfer, "a transfer in blocks of " + size)},
      {"settlement_leg", Show(costs.leg, "a leg of a settlement file of 10000")},
      {"reference_verify_per_s", reference.verify_per_s},
      {"reference_miss_ns", reference.miss_ns}};
}

int Run(const std::string& directory, std::uint32_t transactions) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::uint32_t size : {100U, 1'000U}) {
    const auto measured = MeasureAt(directory, size, transactions);
    if (!measured) {
      std::cerr << "stages: " << measured.error().context << "\n";
      return 1;
    }
    all.push_back(*measured);
  }
  std::cout << nlohmann::ordered_json{{"by_stage", all}}.dump() << "\n";
  return 0;
}

int Main(int argc, char** argv) {
  std::string directory;
  std::uint32_t transactions = 30'000;
  CLI::App program("Measures what a transfer costs a node, by stage.\n\n  heng_stages --dir DIR\n");
  program.add_option("--dir", directory, "an empty directory for the databases")->required();
  program.add_option("--transactions", transactions, "of each size of block")
      ->check(CLI::Range(1'000, 1'000'000));
  CLI11_PARSE(program, argc, argv);
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error || !std::filesystem::is_empty(directory, error) || error) {
    std::cerr << "stages: " << directory << " must be a directory without files" << "\n";
    return 1;
  }
  return Run(directory, transactions);
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) {
  heng::node::KeepFreedMemory();
  try {
    return heng::bench::Main(argc, argv);
  } catch (const std::exception& failure) {  // of a library
    std::cerr << "stages: " << failure.what() << "\n";
    return 1;
  }
}
