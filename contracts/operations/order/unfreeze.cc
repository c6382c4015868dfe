// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/order/unfreeze.h"

#include "contracts/form.h"
#include "contracts/operations/order/close_order.h"
#include "contracts/operations/signatories.h"

namespace heng::contracts {

Outcome<void> Validate(const Unfreeze& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.order, "order"));
  if (operation.document.is_zero()) {
    return Refuse(ResultCode::kMalformed, "document is needed");
  }
  return {};
}

std::optional<Approver> Resolve(const Unfreeze& operation, Party party, const View& view) {
  if (party != Party::kAuthority) {
    return ByRole(party);
  }
  const auto order = view.Find<Freeze>(operation.order);
  if (!order) {
    return std::nullopt;
  }
  if (order->kind == FreezeKind::kJudicial) {
    return NamedApprover(Role::kCourt, order->authority);
  }
  const auto authority = view.Find<Participant>(order->authority);
  const bool ministry = authority && authority->Has(Role::kMinistry);
  return NamedApprover(ministry ? Role::kMinistry : Role::kProvince, order->authority);
}

Outcome<Plan> Check(const Unfreeze& operation, const Context& context) {
  const auto order = context.view.Find<Freeze>(operation.order);
  if (!order) {
    return Refuse(ResultCode::kNotFound, "order " + operation.order);
  }
  if (order->status != FreezeStatus::kInForce) {
    return Refuse(ResultCode::kPendingClosed,
                  order->Key(),
                  {{"status", static_cast<std::uint64_t>(order->status)}});
  }
  return Plan{};
}

Outcome<void> Apply(const Unfreeze& operation, const Context& context, Journal& journal) {
  auto order = context.view.Find<Freeze>(operation.order);
  HENG_ASSERT(order.has_value());  // Check looked it up
  return CloseOrder(journal,
                    *std::move(order),
                    FreezeStatus::kLifted,
                    Unfreeze::kName,
                    {{"document", operation.document.hex()}});
}

}  // namespace heng::contracts
