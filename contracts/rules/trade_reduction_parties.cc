// SPDX-License-Identifier: Apache-2.0
// R-TRD-02: who may trade certified reductions. Accounts of individuals are not enabled.
#include "contracts/rules/registry.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {
namespace {

bool MayTrade(const View& view, const Account& account, bool as_seller) {
  const auto participant = view.Find<Participant>(account.participant);
  if (!participant || !participant->active || !participant->Has(Role::kHolder)) {
    return false;
  }
  return account.type == AccountType::kKeyEmitter || account.type == AccountType::kInstitution ||
         (as_seller && account.type == AccountType::kProject);
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!movement.right_class || movement.right_class->family != ClassFamily::kReduction) {
    return std::nullopt;
  }
  const View& view = input.context.view;
  const bool court = movement.kind == MovementKind::kEnforce && movement.to &&
                     movement.to->type == AccountType::kCourtHold;
  if (movement.to && !court && !MayTrade(view, *movement.to, false)) {
    return RefusedFor(ResultCode::kNotEligible, "buyer " + movement.to->id.value());
  }
  if (movement.kind == MovementKind::kTrade && movement.from &&
      !MayTrade(view, *movement.from, true)) {
    return RefusedFor(ResultCode::kNotEligible, "seller " + movement.from->id.value());
  }
  return std::nullopt;
}

}  // namespace

const Rule kReductionPartiesRule{
    .id = "R-TRD-02",
    .kinds = Kinds({MovementKind::kTrade, MovementKind::kEnforce}),
    .legal_basis = "CCER measures (REG-N); Opinions on the national carbon market, 2025-05-24, (7)",
    .en =
        "Key emitting entities and other firms and institutions trade certified reductions; a "
        "project account only sells.",
    .zh = "重点排放单位及其他企业、机构可交易核证自愿减排量；项目账户仅可卖出。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
