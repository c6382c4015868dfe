// SPDX-License-Identifier: Apache-2.0
// The classes of rights that this register starts with, for genesis tools, development chains and
// tests. To add a class is to add a row in class_defaults.cc (or, to a running chain, a record),
// and its parameters.
#pragma once

#include <vector>

#include "contracts/state/records/class.h"

namespace heng::contracts {

// In key order.
[[nodiscard]] std::vector<ClassRecord> DefaultClasses();

}  // namespace heng::contracts
