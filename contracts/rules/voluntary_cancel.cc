// SPDX-License-Identifier: Apache-2.0
// R-CAR-37: a holder may cancel for the public good, with a purpose and for somebody. Nothing makes
// room for the cancelled amount again: what a cap has created never falls.
#include "contracts/account_types.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<VoluntaryCancel>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  if (operation->purpose.empty()) {
    return RefusedFor(ResultCode::kCancel, "purpose");
  }
  if (operation->beneficiary.empty() && operation->beneficiary_commitment.is_zero()) {
    return RefusedFor(ResultCode::kCancel, "beneficiary");
  }
  const Movement& movement = input.movement;
  const bool carbon =
      movement.right_class && (movement.right_class->family == ClassFamily::kAllowance ||
                               movement.right_class->family == ClassFamily::kReduction);
  if (!carbon || !movement.from || !IsHolderAccount(movement.from->type)) {
    return RefusedFor(ResultCode::kCancel, operation->from.value());
  }
  return std::nullopt;
}

}  // namespace

const Rule kVoluntaryCancelRule{
    .id = "R-CAR-37",
    .kinds = Kinds({MovementKind::kCancel}),
    .legal_basis = "National ETS measures (REG-B) art. 19",
    .en =
        "A holder may cancel units for the public good; the amount leaves the national total and "
        "is never issued again.",
    .zh = "持有人可出于公益目的自愿注销，注销量从总量中扣除，不再发放。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
