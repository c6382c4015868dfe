// SPDX-License-Identifier: Apache-2.0
// Every rule, in precedence order. To add one: its file in this folder, a declaration here and a
// line in registry.cc, a parameter record at genesis where it has numbers, a row of text tests.
#pragma once

#include <optional>
#include <span>

#include "contracts/rules/rule.h"

namespace heng::contracts {

extern const Rule kUsccRule;  // R-ID-01

// All of them, in the order in which they judge.
[[nodiscard]] std::span<const Rule* const> Rules();
// The rule of that id, or null.
[[nodiscard]] const Rule* FindRule(std::string_view id);

// Judges every movement of a plan: the first refusal in precedence order, with its rule named.
[[nodiscard]] std::optional<Refusal> Judge(const Context& context,
                                           const Operation& operation,
                                           const Plan& plan);

}  // namespace heng::contracts
