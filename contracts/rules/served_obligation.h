// SPDX-License-Identifier: Apache-2.0
// The obligation that an operation of the surrender chain serves, for the rules that judge it.
#pragma once

#include <optional>

#include "contracts/rules/rule.h"
#include "contracts/state/records/obligation.h"

namespace heng::contracts {

// Nothing for other operations, and where there is no such obligation.
[[nodiscard]] std::optional<Obligation> ServedObligation(const RuleInput& input);

// A parameter of the obligation's class and year, as of the block's day.
[[nodiscard]] Outcome<std::uint64_t> ObligationParameter(const RuleInput& input,
                                                         const Obligation& obligation,
                                                         const std::string& name);

}  // namespace heng::contracts
