// SPDX-License-Identifier: Apache-2.0
// The whole register from scratch: what the invariants keep change by change, recomputed over
// every record. For audits, tests and a node that doubts its disk; it reads everything.
#pragma once

#include <string>
#include <vector>

#include "contracts/state/view.h"

namespace heng::contracts {

// Every sentence is something broken; none when all is well. Says at most kWholeStateFindingsMax.
inline constexpr std::size_t kWholeStateFindingsMax = 100;
[[nodiscard]] std::vector<std::string> CheckWholeState(const View& view);

}  // namespace heng::contracts
