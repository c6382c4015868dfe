// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/governance/approve.h"

#include "contracts/form.h"
#include "contracts/operations/governance/pending_item.h"

namespace heng::contracts {

Outcome<void> Validate(const Approve& operation) {
  return CheckIdentifier(operation.pending, "pending");
}

std::optional<Approver> Resolve(const Approve& /*operation*/, Party party, const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const Approve& operation, const Context& context) {
  const auto pending = context.view.Find<Pending>(operation.pending);
  if (!pending) {
    return Refuse(ResultCode::kNotFound, "pending " + operation.pending);
  }
  if (pending->status != PendingStatus::kOpen || pending->expires < context.block.time) {
    return Refuse(
        ResultCode::kPendingClosed,
        operation.pending,
        {{"limit", pending->expires.value()}, {"block-time", context.block.time.value()}});
  }
  return Plan{};
}

Outcome<void> Apply(const Approve& operation, const Context& context, Journal& journal) {
  Pending pending = *context.view.Find<Pending>(operation.pending);
  HENG_CHECK_OK(AddSigners(context, pending));
  return StoreAndComplete(context, std::move(pending), Approve::kName, journal);
}

}  // namespace heng::contracts
