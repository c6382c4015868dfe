// SPDX-License-Identifier: Apache-2.0
// heng_cycle_roots FILE: runs a scenario on a ledger in this process and prints the state root
// after every step. The same file gives the same lines whoever compiled this (scripts/same-hashes).
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "cli/scenario/in_process.h"
#include "cli/scenario/parser.h"
#include "cli/scenario/runner.h"

namespace scenario = heng::cli::scenario;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: heng_cycle_roots FILE\n");
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto parsed = scenario::Parse(text);
  auto ledger = scenario::InProcess::Development();
  if (!file || !parsed || !ledger) {
    std::fprintf(stderr, "%s cannot be read as a scenario\n", argv[1]);
    return 2;
  }
  const auto print_root = [&ledger](const scenario::Step&) {
    const auto head = (*ledger)->Head();
    std::printf("height %llu %s\n",
                static_cast<unsigned long long>(head->height.value()),
                head->state_root.hex().c_str());
  };
  const auto report = scenario::Run(*parsed,
                                    **ledger,
                                    scenario::Catalogue::OfThisVersion(),
                                    {.stop_at_first_failure = false, .on_step = print_root});
  if (!report || report->failures() != 0) {
    std::fprintf(stderr, "%s does not run as it says\n", argv[1]);
    return 1;
  }
  return 0;
}
