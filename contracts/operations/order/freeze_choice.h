// SPDX-License-Identifier: Apache-2.0
// Which units an order takes, and which earlier right stands in its way.
#pragma once

#include <string>
#include <vector>

#include "contracts/operations/order/freeze.h"
#include "contracts/units.h"

namespace heng::contracts {

struct FreezeChoice {
  std::vector<FrozenRange> ranges;  // at most kBlocksPerMoveMax, each inside one active block
  Quantity covered;                 // what they add up to, at most the quantity asked for
  std::string earlier;  // key of the first pledge or order met that goes before; empty: none met
};

// Takes registered units first, then tradable ones; a court also takes pledged units and then those
// under an administrative order, which keep their place behind it.
[[nodiscard]] FreezeChoice ChooseForFreeze(const View& view, const FreezeUnits& operation);

}  // namespace heng::contracts
