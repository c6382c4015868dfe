// SPDX-License-Identifier: Apache-2.0
// Runs a scenario against a ledger, statement by statement, and keeps what happened. A step that
// is not as expected is noted and the run goes on, so that one run shows every difference.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/scenario/expectation.h"
#include "cli/scenario/ledger.h"
#include "cli/scenario/syntax.h"

namespace heng::cli::scenario {

enum class StepKind { kSection, kTick, kTransaction, kAssertion };

struct Step {
  StepKind kind = StepKind::kTransaction;
  Position at;
  BlockTime time;        // of the block, or of the calendar
  std::string who;       // signers
  std::string what;      // operations, or what the assertion is about
  std::string result;    // "OK", "E_OFFSET_CAP R-CAR-21", "holds"
  std::string expected;  // in the same form
  std::vector<std::string> differences;
  // Of a transaction.
  TransactionId id;
  Height height;
  std::optional<Receipt> receipt;
  std::chrono::microseconds took{};

  [[nodiscard]] bool passed() const { return differences.empty(); }
};

struct Report {
  std::string title;
  ChainId chain_id;
  LedgerHead head;
  std::vector<Step> steps;

  [[nodiscard]] std::size_t failures() const;
  [[nodiscard]] std::size_t transactions() const;
  [[nodiscard]] std::size_t assertions() const;
};

struct RunOptions {
  bool stop_at_first_failure = false;
  std::function<void(const Step&)> on_step;  // may be empty
};

// `scenario` must have passed Check. The error is the world's: a ledger that does not answer, or
// takes none of this chain's development keys.
[[nodiscard]] Result<Report, Status> Run(const Scenario& scenario,
                                         Ledger& ledger,
                                         const Catalogue& catalogue,
                                         const RunOptions& options);

}  // namespace heng::cli::scenario
