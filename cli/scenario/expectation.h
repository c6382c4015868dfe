// SPDX-License-Identifier: Apache-2.0
// What a transaction should answer, compared with its receipt.
#pragma once

#include <string>
#include <vector>

#include "cli/scenario/binder.h"
#include "cli/scenario/syntax.h"
#include "core/receipt.h"
#include "node/in_process/in_process_ledger.h"

namespace heng::cli::scenario {

// The result codes and rules that there are.
struct Catalogue {
  std::vector<node::CodeText> codes;
  std::vector<node::RuleText> rules;

  [[nodiscard]] static Catalogue OfThisVersion();
  // Null for a code that a newer version may know.
  [[nodiscard]] const node::CodeText* Find(std::uint32_t code) const;
  [[nodiscard]] const node::RuleText* FindRule(std::string_view id) const;
  // "E_OFFSET_CAP"; "code 999" when it is not known.
  [[nodiscard]] std::string NameOf(std::uint32_t code) const;
};

struct BoundExpectation {
  std::uint32_t code = 0;
  std::string code_name = "OK";
  std::string rule;     // empty: any
  std::string subject;  // empty: any
  std::vector<ReceiptNumber> numbers;

  [[nodiscard]] std::string Text() const;  // "E_OFFSET_CAP R-CAR-21"
};

[[nodiscard]] Parsed<BoundExpectation> BindExpectation(const Expectation& expectation,
                                                       const Catalogue& catalogue,
                                                       const Binding& binding);

// One sentence for each difference; empty when the receipt is as expected.
[[nodiscard]] std::vector<std::string> Differences(const BoundExpectation& expected,
                                                   const Receipt& receipt,
                                                   const Catalogue& catalogue);

// "E_OFFSET_CAP R-CAR-21" of a receipt.
[[nodiscard]] std::string ResultText(const Receipt& receipt, const Catalogue& catalogue);
// "limit 97,500, requested 97,501".
[[nodiscard]] std::string NumbersText(const std::vector<ReceiptNumber>& numbers);

}  // namespace heng::cli::scenario
