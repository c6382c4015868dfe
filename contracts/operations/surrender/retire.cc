// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/surrender/retire.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/surrender/progress.h"

namespace heng::contracts {

Outcome<void> Validate(const Retire& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  HENG_CHECK_OK(CheckYear(operation.year, "year"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  HENG_CHECK_OK(CheckLegs(operation.legs));
  return {};
}

std::optional<Approver> Resolve(const Retire& /*operation*/, Party party, const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const Retire& operation, const Context& context) {
  HENG_TRY(const Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  HENG_TRY(const auto legs, LegsOf(SurrenderStage::kRetire, obligation, operation.legs));
  if (legs.empty()) {
    return Refuse(ResultCode::kInsufficient, obligation.Key(), {{"available", 0}});
  }
  Plan plan;
  for (const Leg& leg : legs) {
    HENG_TRY(Movement movement,
             DescribeMove(context.view,
                          {.kind = MovementKind::kRetire,
                           .series = leg.series,
                           .quantity = leg.quantity,
                           .ranges = leg.ranges,
                           .from = operation.from,
                           .to = {},
                           .position = Position::kPending}));
    plan.push_back(std::move(movement));
  }
  return plan;
}

Outcome<void> Apply(const Retire& operation, const Context& context, Journal& journal) {
  HENG_TRY(Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  HENG_TRY(const auto legs, LegsOf(SurrenderStage::kRetire, obligation, operation.legs));
  for (const Leg& leg : legs) {
    HENG_TRY(const auto ranges,
             Select(context.view,
                    {.account = operation.from,
                     .series = leg.series,
                     .position = Position::kPending,
                     .quantity = leg.quantity,
                     .ranges = leg.ranges,
                     .encumbrance = obligation.Key()}));
    HENG_CHECK_OK(EndUnits(journal,
                           context.transaction,
                           ranges,
                           {.status = UnitStatus::kRetired,
                            .purpose = "surrender",
                            .reference = obligation.Key(),
                            .beneficiary = obligation.participant.value(),
                            .beneficiary_commitment = {}},
                           ReferencesTo(Retire::kName, obligation)));
  }
  Advance(SurrenderStage::kRetire, obligation, legs);
  journal.Put(obligation);
  DescribeAs(journal, Retire::kName);
  return {};
}

}  // namespace heng::contracts
