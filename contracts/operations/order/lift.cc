// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/order/lift.h"

#include <algorithm>

#include "contracts/operations/describe.h"
#include "contracts/state/records/freeze.h"

namespace heng::contracts {
namespace {

// No stack is deeper: a pledge, an administrative order, a court's order.
constexpr int kLocksMax = 3;

// Finds `key` in the memory of the orders over one block's units and replaces it by `before`. An
// order's entry lies wholly inside the lock below it, and a lock is always lifted as a whole, so
// the entry changes as a whole; a second block of the same entry finds that done.
void LiftBelow(Journal& journal,
               const SerialRange& units,
               const std::string& top,
               const std::string& key,
               const Lock& before) {
  std::string above = top;
  for (int depth = 0; depth < kLocksMax && above.starts_with(tables::kFreeze); ++depth) {
    auto order = journal.FindByKey<Freeze>(above);
    HENG_ASSERT(order.has_value());  // a block names orders that were written
    const auto entry = std::ranges::find_if(order->ranges, [&](const FrozenRange& range) {
      return range.batch == units.batch && range.first <= units.first && units.last <= range.last;
    });
    HENG_ASSERT(entry != order->ranges.end());  // a block under an order is one it remembers
    if (entry->encumbrance != key) {
      above = entry->encumbrance;
      continue;
    }
    entry->position = before.position;
    entry->encumbrance = before.encumbrance;
    entry->origin_position = before.origin;
    journal.Put(*order);
    DescribeAs(journal, "lift-below", {{"lifted", key}});
    return;
  }
}

}  // namespace

Outcome<void> Lift(Journal& journal,
                   const SerialRange& range,
                   const std::string& key,
                   const Lock& before,
                   const std::vector<EventReference>& references) {
  Target target;
  target.position = before.position;
  target.encumbrance = before.encumbrance;
  target.origin_position = before.origin;
  Serial serial = range.first;
  while (serial <= range.last) {
    const auto block = BlockHolding(journal, range.batch, serial);
    HENG_ASSERT(block.has_value());
    const Serial last = std::min(block->last, range.last);
    const SerialRange units{.batch = range.batch, .first = serial, .last = last};
    if (block->encumbrance == key) {
      target.holder = block->holder;
      HENG_CHECK_OK(MoveUnits(journal, {units}, target, references));
    } else {
      LiftBelow(journal, units, block->encumbrance, key, before);
    }
    serial = Serial(last.value() + 1);
  }
  return {};
}

}  // namespace heng::contracts
