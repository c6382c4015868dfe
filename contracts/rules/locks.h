// SPDX-License-Identifier: Apache-2.0
// What the rules on pledged, frozen and terminal units have in common: finding the unit that
// stands in the way, and how much of a holding is free.
#pragma once

#include <functional>
#include <optional>

#include "contracts/movement.h"
#include "contracts/state/records/holding.h"
#include "contracts/state/view.h"

namespace heng::contracts {

// The first block that the named ranges touch and that `matches`. Looks at kBlocksPerMoveMax blocks
// at most: an operation that names more cannot move them anyway.
[[nodiscard]] std::optional<UnitBlock> FirstNamed(
    const View& view,
    const Movement& movement,
    const std::function<bool(const UnitBlock&)>& matches);

// What the giving account holds of the series; nothing held is a holding of zeros.
[[nodiscard]] Holding HoldingOf(const View& view, const Movement& movement);

// What its holder may dispose of: registered and tradable together when the movement takes from
// one of them, because moving between the two is the holder's own affair; else that position.
[[nodiscard]] std::uint64_t FreeFor(const Movement& movement, const Holding& holding);

}  // namespace heng::contracts
