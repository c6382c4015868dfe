// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/surrender/collect.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/surrender/progress.h"

namespace heng::contracts {

Outcome<void> Validate(const Collect& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  HENG_CHECK_OK(CheckYear(operation.year, "year"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  HENG_CHECK_OK(CheckIdentifier(operation.to.value(), "to"));
  HENG_CHECK_OK(CheckLegs(operation.legs));
  return {};
}

std::optional<Approver> Resolve(const Collect& operation, Party party, const View& view) {
  return party == Party::kProvince ? ProvinceOfParticipant(view, operation.participant)
                                   : ByRole(party);
}

Outcome<Plan> Check(const Collect& operation, const Context& context) {
  HENG_TRY(const Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  HENG_TRY(const auto legs, LegsOf(SurrenderStage::kCollect, obligation, operation.legs));
  // Collecting nothing still settles the status: all by offsets, or nothing surrendered at all.
  Plan plan;
  for (const Leg& leg : legs) {
    HENG_TRY(Movement movement,
             DescribeMove(context.view,
                          {.kind = MovementKind::kCollect,
                           .series = leg.series,
                           .quantity = leg.quantity,
                           .ranges = leg.ranges,
                           .from = operation.from,
                           .to = operation.to,
                           .position = Position::kPending}));
    plan.push_back(std::move(movement));
  }
  if (plan.empty()) {
    Movement nothing;
    nothing.kind = MovementKind::kCollect;
    HENG_TRY(nothing.from, ActiveAccount(context.view, operation.from));
    HENG_TRY(nothing.to, ActiveAccount(context.view, operation.to));
    nothing.position = Position::kPending;
    plan.push_back(std::move(nothing));
  }
  return plan;
}

Outcome<void> Apply(const Collect& operation, const Context& context, Journal& journal) {
  HENG_TRY(Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  HENG_TRY(const auto legs, LegsOf(SurrenderStage::kCollect, obligation, operation.legs));
  for (const Leg& leg : legs) {
    HENG_TRY(const auto ranges,
             Select(context.view,
                    {.account = operation.from,
                     .series = leg.series,
                     .position = Position::kPending,
                     .quantity = leg.quantity,
                     .ranges = leg.ranges,
                     .encumbrance = obligation.Key()}));
    HENG_CHECK_OK(MoveUnits(journal,
                            ranges,
                            {.holder = operation.to,
                             .position = Position::kPending,
                             .encumbrance = obligation.Key(),
                             .origin_position = Position::kRegistered,
                             .received = {}},
                            ReferencesTo(Collect::kName, obligation)));
  }
  Advance(SurrenderStage::kCollect, obligation, legs);
  obligation.missing = obligation.open();
  if (obligation.missing.value() != 0) {
    obligation.status = ObligationStatus::kShort;
  } else if (AllCollected(obligation)) {
    obligation.status = ObligationStatus::kCollected;
  }
  journal.Put(obligation);
  DescribeAs(journal, Collect::kName);
  return {};
}

}  // namespace heng::contracts
