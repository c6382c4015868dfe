// SPDX-License-Identifier: Apache-2.0
// R-CAR-13: allowances reach a holder in hops: national issue account, the holder's province, the
// holder. They arise in the national issue account alone.
#include "contracts/rules/registry.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {
namespace {

bool IsHop(const Account& from, const Account& to, const View& view) {
  if (from.type == AccountType::kNationalIssue) {
    return to.type == AccountType::kProvinceDistribute;
  }
  if (from.type != AccountType::kProvinceDistribute ||
      (to.type != AccountType::kKeyEmitter && to.type != AccountType::kInstitution)) {
    return false;
  }
  const auto holder = view.Find<Participant>(to.participant);
  return holder && holder->jurisdiction == from.jurisdiction;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!movement.right_class || movement.right_class->family != ClassFamily::kAllowance ||
      !movement.to) {
    return std::nullopt;
  }
  if (movement.kind == MovementKind::kIssue) {
    return movement.to->type == AccountType::kNationalIssue
               ? std::nullopt
               : RefusedFor(ResultCode::kChain, movement.to->id.value());
  }
  if (movement.from && IsHop(*movement.from, *movement.to, input.context.view)) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kChain,
                    (movement.from ? movement.from->id.value() : std::string()) + " -> " +
                        movement.to->id.value());
}

}  // namespace

const Rule kDistributionChainRule{
    .id = "R-CAR-13",
    .kinds = Kinds({MovementKind::kIssue, MovementKind::kDistribute}),
    .legal_basis = "EDF report 2025-07, 2.3.2; National ETS measures (REG-B)",
    .en =
        "Allowances go from the national issue account to the holder's province and from there "
        "to the holder.",
    .zh = "配额由国家发放账户经省级账户分配至持有人账户。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
