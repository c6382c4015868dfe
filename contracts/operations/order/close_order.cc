// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/order/close_order.h"

#include <utility>

#include "contracts/due.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/order/lift.h"

namespace heng::contracts {

Outcome<void> CloseOrder(Journal& journal,
                         Freeze order,
                         FreezeStatus status,
                         std::string_view operation,
                         const std::vector<EventReference>& references) {
  order.status = status;
  order.closed_at = journal.block().time;
  journal.Put(order);
  DescribeAs(journal, operation, references);
  if (order.until.value() != 0) {
    CancelDue(journal, EndOf(order.until), DueKind::kFreeze, order.Key());
  }
  for (const FrozenRange& range : order.ranges) {
    const Lock before{.position = range.position,
                      .encumbrance = range.encumbrance,
                      .origin = range.origin_position};
    HENG_CHECK_OK(Lift(journal,
                       {.batch = range.batch, .first = range.first, .last = range.last},
                       order.Key(),
                       before,
                       {{"order", order.Key()}}));
  }
  return {};
}

void LapseOrder(Journal& journal, const Bytes& order_key) {
  auto order = journal.FindByKey<Freeze>(order_key);
  HENG_ASSERT(order.has_value());  // Freeze wrote it together with its due entry
  if (order->status != FreezeStatus::kInForce) {
    return;
  }
  const auto closed =
      CloseOrder(journal, *std::move(order), FreezeStatus::kLapsed, "lapse-order", {});
  HENG_ASSERT(closed.has_value());  // nothing else moves the units under an order
}

}  // namespace heng::contracts
