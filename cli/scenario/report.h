// SPDX-License-Identifier: Apache-2.0
// A run, for people as a table and for programs as JSON.
#pragma once

#include <string>

#include "cli/output.h"
#include "cli/scenario/runner.h"

namespace heng::cli::scenario {

// Steps, then each difference, then one line with the verdict. `explain` adds to every refusal
// what its rule says, the law it rests on and the numbers that failed.
[[nodiscard]] std::string ReportTable(const Report& report,
                                      const Catalogue& catalogue,
                                      const Session& session,
                                      bool explain);

// One object: title, chain, head, counts and steps (docs/formats/scenario.md).
[[nodiscard]] std::string ReportJson(const Report& report, const Catalogue& catalogue);

}  // namespace heng::cli::scenario
