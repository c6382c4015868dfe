// SPDX-License-Identifier: Apache-2.0
// R-TRD-01: who may trade allowances. Whoever buys units of an enforced pledge is judged alike; the
// account of a court, which only keeps them, is the matter of R-FIN-05.
#include "contracts/rules/registry.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {
namespace {

// An account of a key emitting entity, as such.
bool IsKeyEmitter(const View& view, const Account& account) {
  const auto participant = view.Find<Participant>(account.participant);
  return participant && participant->active && participant->key_emitting &&
         account.type == AccountType::kKeyEmitter;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!movement.right_class || movement.right_class->family != ClassFamily::kAllowance ||
      movement.right_class->open) {
    return std::nullopt;
  }
  const View& view = input.context.view;
  const bool court = movement.kind == MovementKind::kEnforce && movement.to &&
                     movement.to->type == AccountType::kCourtHold;
  if (movement.to && !court && !IsKeyEmitter(view, *movement.to)) {
    return RefusedFor(ResultCode::kNotEligible, "buyer " + movement.to->id.value());
  }
  if (movement.kind == MovementKind::kTrade && movement.from &&
      !IsKeyEmitter(view, *movement.from)) {
    return RefusedFor(ResultCode::kNotEligible, "seller " + movement.from->id.value());
  }
  return std::nullopt;
}

}  // namespace

const Rule kAllowancePartiesRule{
    .id = "R-TRD-01",
    .kinds = Kinds({MovementKind::kTrade, MovementKind::kEnforce}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3); Opinions on the national carbon market, 2025-05-24, (7)",
    .en =
        "Both parties of an allowance trade are key emitting entities, until the class is opened.",
    .zh = "配额交易双方须为重点排放单位，直至该品种向其他主体开放。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
