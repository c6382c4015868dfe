// SPDX-License-Identifier: Apache-2.0
// Text to syntax. Pure and bounded; reports every line it cannot read, not only the first.
#pragma once

#include <string_view>
#include <vector>

#include "cli/scenario/source.h"
#include "cli/scenario/syntax.h"

namespace heng::cli::scenario {

inline constexpr std::size_t kStatementsMax = 100'000;
inline constexpr std::size_t kOperationsPerTransactionMax = 1024;
inline constexpr std::size_t kMistakesMax = 50;

[[nodiscard]] Result<Scenario, std::vector<Diagnostic>> Parse(std::string_view text);

// "name=value" into an argument; a mistake when there is no '='.
[[nodiscard]] Parsed<Argument> ParseArgument(const Word& word);
[[nodiscard]] bool IsArgument(const Word& word);

// "settle-trade price=58.00 ..." from words.
[[nodiscard]] Parsed<OperationText> ParseOperation(const std::vector<Word>& words);

}  // namespace heng::cli::scenario
