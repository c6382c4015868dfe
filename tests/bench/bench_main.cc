// SPDX-License-Identifier: Apache-2.0
// heng_bench: takes the figures of a network of four validators on this machine. What it does goes
// to standard error; at the end one JSON object goes to standard output, {"name": {...}, ...}.
// Exits 1 when a measurement is missing in it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "tests/bench/suite.h"

namespace heng::bench {
namespace {

// Figures that were taken are not lost because a later one fails.
struct Taken {
  Figures figures = Figures::object();
  std::string failures;
};

Result<Taken, Status> MeasureAll(const SuiteOptions& options,
                                 const std::vector<std::string>& only) {
  std::unique_ptr<Suite> suite;
  Taken taken;
  for (const std::string& name : Suite::Names()) {
    if (!only.empty() && std::ranges::find(only, name) == only.end()) {
      continue;
    }
    if (name == Suite::kOnALedgerOfItsOwn) {
      suite.reset();  // one network at a time
      SuiteOptions own = options;
      own.directory += "-" + name;
      HENG_TRY(suite, Suite::Open(own));
    } else if (suite == nullptr) {
      HENG_TRY(suite, Suite::Open(options));
    }
    auto measured = suite->Measure(name);
    if (measured) {
      taken.figures[name] = *std::move(measured);
    } else {
      taken.failures += "bench: " + name + ": " + measured.error().context + "\n";
    }
  }
  return taken;
}

int Main(int argc, char** argv) {
  SuiteOptions options;
  std::vector<std::string> only;
  CLI::App program(
      "Takes the figures of four validators on this machine.\n\n"
      "  heng_bench --dir /tmp/bench\n"
      "  heng_bench --dir /tmp/bench --quick --only idle --only throughput\n");
  program.add_option("--dir", options.directory, "an empty directory for the network")->required();
  program.add_option("--hengd", options.hengd, "the program of a node");
  program
      .add_option("--baseline",
                  options.baseline,
                  "another program of a node, which catches up in turn with the first")
      ->check(CLI::ExistingFile);
  program.add_flag("--quick", options.quick, "shorter runs on a smaller ledger");
  program.add_option("--only", only, "one measurement; may be given several times")
      ->check(CLI::IsMember(Suite::Names()));
  CLI11_PARSE(program, argc, argv);
  std::error_code error;
  options.directory =
      std::filesystem::absolute(options.directory, error).lexically_normal().string();
  const auto taken = MeasureAll(options, only);
  if (!taken) {
    std::cerr << "bench: " << taken.error().context << "\n";
    return 1;
  }
  std::cout << taken->figures.dump() << "\n";
  std::cerr << taken->failures;
  return taken->failures.empty() ? 0 : 1;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) {
  try {
    return heng::bench::Main(argc, argv);
  } catch (const std::exception& failure) {  // of a library
    std::cerr << "bench: " << failure.what() << "\n";
    return 1;
  }
}
