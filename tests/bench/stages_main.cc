// SPDX-License-Identifier: Apache-2.0
// heng_stages: microseconds of processor time that one transfer costs one node, by stage, at two
// sizes of block. One JSON object on standard output, a table on standard error.
#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/bench/reference_speed.h"
#include "tests/bench/stages.h"

namespace heng::bench {
namespace {

constexpr auto kReference = std::chrono::milliseconds(300);

double Micros(std::uint64_t ns) {
  return static_cast<double>((ns + 5) / 10) / 100;
}

Result<nlohmann::ordered_json, Status> MeasureAt(const std::string& directory,
                                                 std::uint32_t block_transactions,
                                                 std::uint32_t transactions) {
  const std::uint64_t before = VerificationsPerSecond(kReference);
  HENG_TRY(const std::vector<StageCost> costs,
           MeasureStages(directory + "/blocks-of-" + std::to_string(block_transactions),
                         block_transactions,
                         transactions / block_transactions));
  const std::uint64_t after = VerificationsPerSecond(kReference);
  nlohmann::ordered_json stages = nlohmann::ordered_json::object();
  std::uint64_t cpu_ns = 0;
  std::fprintf(
      stderr, "blocks of %u: us of processor (and of time) a transfer\n", block_transactions);
  for (const StageCost& cost : costs) {
    stages[cost.name] = {{"cpu_us_per_tx", Micros(cost.cpu_ns_per_tx)},
                         {"wall_us_per_tx", Micros(cost.wall_ns_per_tx)}};
    cpu_ns += cost.cpu_ns_per_tx;
    std::fprintf(stderr,
                 "  %-14s %9.2f  (%.2f)\n",
                 cost.name.c_str(),
                 Micros(cost.cpu_ns_per_tx),
                 Micros(cost.wall_ns_per_tx));
  }
  std::fprintf(stderr, "  %-14s %9.2f\n", "together", Micros(cpu_ns));
  return nlohmann::ordered_json{{"block_transactions", block_transactions},
                                {"cpu_us_per_tx", Micros(cpu_ns)},
                                {"stages", stages},
                                {"reference_verify_per_s", (before + after) / 2}};
}

int Run(const std::string& directory, std::uint32_t transactions) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::uint32_t size : {100U, 1'000U}) {
    const auto measured = MeasureAt(directory, size, transactions);
    if (!measured) {
      std::cerr << "stages: " << measured.error().context << std::endl;
      return 1;
    }
    all.push_back(*measured);
  }
  std::cout << nlohmann::ordered_json{{"by_stage", all}}.dump() << std::endl;
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) {
  std::string directory;
  std::uint32_t transactions = 10'000;
  CLI::App program("Measures what a transfer costs a node, by stage.\n\n  heng_stages --dir DIR\n");
  program.add_option("--dir", directory, "an empty directory for the databases")->required();
  program.add_option("--transactions", transactions, "of each size of block")
      ->check(CLI::Range(1'000, 1'000'000));
  CLI11_PARSE(program, argc, argv);
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error || !std::filesystem::is_empty(directory, error)) {
    std::cerr << "stages: " << directory << " must be a directory without files" << std::endl;
    return 1;
  }
  return heng::bench::Run(directory, transactions);
}
