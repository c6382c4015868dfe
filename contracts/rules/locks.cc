// SPDX-License-Identifier: Apache-2.0
#include "contracts/rules/locks.h"

#include "contracts/units.h"

namespace heng::contracts {

std::optional<UnitBlock> FirstNamed(const View& view,
                                    const Movement& movement,
                                    const std::function<bool(const UnitBlock&)>& matches) {
  std::size_t looked_at = 0;
  for (const SerialRange& range : movement.ranges) {
    Serial serial = range.first;
    while (serial <= range.last && looked_at < kBlocksPerMoveMax) {
      auto block = BlockHolding(view, range.batch, serial);
      if (!block) {
        break;  // never issued: Select refuses it
      }
      if (matches(*block)) {
        return block;
      }
      serial = Serial(block->last.value() + 1);
      ++looked_at;
    }
  }
  return std::nullopt;
}

Holding HoldingOf(const View& view, const Movement& movement) {
  return view.Find<Holding>(movement.from->id, movement.series).value_or(Holding{});
}

std::uint64_t FreeFor(const Movement& movement, const Holding& holding) {
  switch (movement.position) {
    case Position::kUnspecified:
    case Position::kRegistered:
    case Position::kTradable:
      return holding.registered.value() + holding.tradable.value();
    case Position::kPending:
    case Position::kPledged:
    case Position::kFrozen:
    case Position::kRepo:
      break;
  }
  return holding.At(movement.position).value();
}

}  // namespace heng::contracts
