// SPDX-License-Identifier: Apache-2.0
// Reads a whole scenario for meaning before anything runs: operations, fields, values, codes,
// names, persons and the order of times. What passes here can only fail for what the ledger says.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "cli/scenario/expectation.h"
#include "cli/scenario/syntax.h"

namespace heng::cli::scenario {

// Says whether a person is on the ledger already.
using KnowsPerson = std::function<bool(std::string_view person)>;

[[nodiscard]] std::vector<Diagnostic> Check(const Scenario& scenario,
                                            const Catalogue& catalogue,
                                            const KnowsPerson& knows_person);

}  // namespace heng::cli::scenario
