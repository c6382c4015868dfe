// SPDX-License-Identifier: Apache-2.0
// What a unit block must look like by itself.
#pragma once

#include <optional>
#include <string>

#include "contracts/state/records/unit_block.h"

namespace heng::contracts {

// True for positions in which units wait for something that holds them back.
[[nodiscard]] bool IsLocked(Position position);

// What is wrong: an ended block that still has a holder, position or encumbrance; an active one
// without a holder or position; a locked one that does not name what locks it, or the reverse.
[[nodiscard]] std::optional<std::string> WrongShape(const UnitBlock& block);

}  // namespace heng::contracts
