// SPDX-License-Identifier: Apache-2.0
// R-CAR-26: surrendered allowances go from the holder to its province, from there to the nation,
// and are retired there. The receiving side of each hop signs (approvals.cc).
#include "contracts/rules/registry.h"
#include "contracts/rules/served_obligation.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {
namespace {

bool IsHop(const Movement& movement, const Obligation& obligation, const View& view) {
  const auto holder = view.Find<Participant>(obligation.participant);
  if (!holder || !movement.from) {
    return false;
  }
  const Account& from = *movement.from;
  const auto is_collect = [&holder](const Account& account) {
    return account.type == AccountType::kProvinceCollect &&
           account.jurisdiction == holder->jurisdiction;
  };
  if (movement.kind == MovementKind::kOffset) {
    return from.participant == obligation.participant;
  }
  if (movement.kind == MovementKind::kRetire) {
    return from.type == AccountType::kNationalRetire;
  }
  if (!movement.to) {
    return false;
  }
  return movement.kind == MovementKind::kSurrender
             ? from.participant == obligation.participant &&
                   from.type == AccountType::kKeyEmitter && is_collect(*movement.to)
             : is_collect(from) && movement.to->type == AccountType::kNationalRetire;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto obligation = ServedObligation(input);
  if (obligation && IsHop(input.movement, *obligation, input.context.view)) {
    return std::nullopt;
  }
  const Movement& movement = input.movement;
  return RefusedFor(ResultCode::kChain,
                    (movement.from ? movement.from->id.value() : std::string()) + " -> " +
                        (movement.to ? movement.to->id.value() : std::string()));
}

}  // namespace

const Rule kSurrenderChainRule{
    .id = "R-CAR-26",
    .kinds = Kinds({MovementKind::kSurrender,
                    MovementKind::kOffset,
                    MovementKind::kCollect,
                    MovementKind::kRetire}),
    .legal_basis = "EDF report 2025-07, 2.3.2; National ETS measures (REG-B)",
    .en =
        "Surrendered units go from the entity to its province, from there to the nation, and are "
        "retired; each hop is approved by the receiving side.",
    .zh = "清缴配额由单位交至省级、由省级交至国家并予以核销，每一环节由接收方确认。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
