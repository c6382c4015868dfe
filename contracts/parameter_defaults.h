// SPDX-License-Identifier: Apache-2.0
// The numbers of the rules as the law has them, for genesis tools, development chains and tests.
// A founder's genesis may differ; the rules read what is on the ledger and never this list.
#pragma once

#include <vector>

#include "contracts/state/records/parameter.h"

namespace heng::contracts {

// Every parameter that a rule of this version asks for, in key order.
[[nodiscard]] std::vector<Parameter> DefaultParameters();

}  // namespace heng::contracts
