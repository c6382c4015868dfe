// SPDX-License-Identifier: Apache-2.0
// R-FIN-05: a pledge is enforced by agreement or by a court, and whoever receives the units must be
// allowed to hold them.
#include "contracts/rules/registry.h"
#include "contracts/state/records/pledge.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<EnforcePledge>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  const auto pledge = input.context.view.Find<Pledge>(operation->pledge);
  if (!pledge || pledge->status != PledgeStatus::kRegistered) {
    return RefusedFor(ResultCode::kEnforce,
                      "pledge " + operation->pledge,
                      {{"status", pledge ? static_cast<std::uint64_t>(pledge->status) : 0}});
  }
  const bool to_court = input.movement.to && input.movement.to->type == AccountType::kCourtHold;
  const bool by_court = operation->ground == EnforceGround::kCourtOrder;
  if (to_court && (!by_court || input.movement.to->participant != operation->court)) {
    return RefusedFor(ResultCode::kEnforce, "account " + operation->to.value());
  }
  // Whether a buyer may hold water or pollution rights depends on permits that this cannot judge.
  const auto& right_class = input.movement.right_class;
  const bool carbon = right_class && (right_class->family == ClassFamily::kAllowance ||
                                      right_class->family == ClassFamily::kReduction);
  if (!to_court && !carbon) {
    return RefusedFor(ResultCode::kEnforce, pledge->series.value());
  }
  if (operation->to == pledge->pledgor) {
    return RefusedFor(ResultCode::kEnforce, "account " + operation->to.value());
  }
  return std::nullopt;
}

}  // namespace

const Rule kPledgeEnforcementRule{
    .id = "R-FIN-05",
    .kinds = Kinds({MovementKind::kEnforce}),
    .legal_basis =
        "Opinions on the national carbon market, 2025-05-24, (16); details by this "
        "register",
    .en =
        "A registered pledge is enforced with the pledgor's consent or by a court's order; only "
        "an order sends units to the court's own account.",
    .zh = "质权实现须经出质人同意或依法院裁定；仅依裁定方可划转至法院账户。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
