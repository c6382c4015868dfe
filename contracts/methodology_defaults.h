// SPDX-License-Identifier: Apache-2.0
// The published methodologies of certified reductions, for genesis tools, development chains and
// tests. To add one is to add a row in methodology_defaults.cc.
#pragma once

#include <vector>

#include "contracts/state/records/methodology.h"

namespace heng::contracts {

// In key order.
[[nodiscard]] std::vector<Methodology> DefaultMethodologies();

}  // namespace heng::contracts
