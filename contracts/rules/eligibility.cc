// SPDX-License-Identifier: Apache-2.0
// R-ID-06: who may have an account of a type, and which account types may hold a carbon class. The
// matrix of class and account type is parameters "eligibility.<account type>", so the day on which
// a class opens to more holders is a record with its law. Water and pollution rights follow their
// permits instead.
#include "contracts/account_types.h"
#include "contracts/parameters.h"
#include "contracts/rules/registry.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> JudgeOpening(const RuleInput& input) {
  const Account& opened = *input.movement.to;
  const auto participant = input.context.view.Find<Participant>(opened.participant);
  const bool of_province = opened.type == AccountType::kProvinceDistribute ||
                           opened.type == AccountType::kProvinceCollect;
  if (!participant || !MayHave(*participant, opened.type) ||
      (of_province && participant->jurisdiction != opened.jurisdiction)) {
    return RefusedFor(ResultCode::kNotEligible,
                      opened.participant.value() + " " + std::string(NameOf(opened.type)));
  }
  return std::nullopt;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (movement.kind == MovementKind::kOpenAccount) {
    return JudgeOpening(input);
  }
  if (!movement.to || !movement.right_class ||
      (movement.right_class->family != ClassFamily::kAllowance &&
       movement.right_class->family != ClassFamily::kReduction)) {
    return std::nullopt;
  }
  const AccountType type = movement.to->type;
  const auto row = FindParameter(input.context.view,
                                 "eligibility." + std::string(NameOf(type)),
                                 {.right_class = movement.right_class->id.value(),
                                  .year = movement.vintage,
                                  .sector = {},
                                  .jurisdiction = {}},
                                 input.context.today());
  const bool eligible =
      row ? row->value != 0 : type == AccountType::kInstitution && movement.right_class->open;
  if (eligible) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kNotEligible,
                    movement.to->id.value() + " " + movement.right_class->id.value());
}

}  // namespace

const Rule kEligibilityRule{
    .id = "R-ID-06",
    .kinds = Kinds({MovementKind::kOpenAccount,
                    MovementKind::kIssue,
                    MovementKind::kDistribute,
                    MovementKind::kTrade,
                    MovementKind::kDeliver,
                    MovementKind::kSurrender,
                    MovementKind::kCollect,
                    MovementKind::kEnforce,
                    MovementKind::kNonTradeTransfer}),
    .legal_basis = "National ETS measures (REG-B); 2025 Opinions on the national carbon market (7)",
    .en =
        "Only those whom the class admits on that day may hold it; allowances are for key "
        "emitting entities until the class is opened.",
    .zh = "仅限该品种在当日准入的主体持有；配额在开放前仅限重点排放单位。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
