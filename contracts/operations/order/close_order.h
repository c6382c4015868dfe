// SPDX-License-Identifier: Apache-2.0
// The end of an order. One place gives its units back, whether it was lifted or lapsed.
#pragma once

#include "contracts/result.h"
#include "contracts/state/journal.h"
#include "contracts/state/records/freeze.h"

namespace heng::contracts {

// Writes the order as lifted or lapsed and gives every unit back to what held it before.
[[nodiscard]] Outcome<void> CloseOrder(Journal& journal,
                                       Freeze order,
                                       FreezeStatus status,
                                       std::string_view operation,
                                       const std::vector<EventReference>& references);

// What is due after the last day of the order under that key.
void LapseOrder(Journal& journal, const Bytes& order_key);

}  // namespace heng::contracts
