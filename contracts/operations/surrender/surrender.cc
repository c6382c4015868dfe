// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/surrender/surrender.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/signatories.h"
#include "contracts/operations/surrender/progress.h"

namespace heng::contracts {
namespace {

void AddSurrendered(Obligation& obligation, const Leg& leg) {
  SurrenderedSeries* line = obligation.FindSeries(leg.series);
  if (line == nullptr) {
    obligation.series.push_back(
        SurrenderedSeries{.series = leg.series, .surrendered = {}, .collected = {}, .retired = {}});
    line = &obligation.series.back();
  }
  line->surrendered = Quantity(line->surrendered.value() + leg.quantity.value());
}

}  // namespace

Outcome<void> Validate(const Surrender& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  HENG_CHECK_OK(CheckYear(operation.year, "year"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  HENG_CHECK_OK(CheckIdentifier(operation.to.value(), "to"));
  if (operation.legs.empty()) {
    return Refuse(ResultCode::kMalformed, "legs are needed");
  }
  HENG_CHECK_OK(CheckLegs(operation.legs));
  return {};
}

std::optional<Approver> Resolve(const Surrender& operation, Party party, const View& view) {
  if (party == Party::kHolder) {
    return AccountHolder(view, operation.from);
  }
  return party == Party::kProvince ? ProvinceOfAccount(view, operation.from) : ByRole(party);
}

Outcome<Plan> Check(const Surrender& operation, const Context& context) {
  Plan plan;
  for (const Leg& leg : operation.legs) {
    HENG_TRY(Movement movement,
             DescribeMove(context.view,
                          {.kind = MovementKind::kSurrender,
                           .series = leg.series,
                           .quantity = leg.quantity,
                           .ranges = leg.ranges,
                           .from = operation.from,
                           .to = operation.to}));
    plan.push_back(std::move(movement));
  }
  HENG_TRY(const Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  HENG_TRY(const Quantity total, CheckLegs(operation.legs));
  HENG_CHECK_OK(CheckStillOwed(obligation, total));
  std::size_t lines = obligation.series.size();
  for (const Leg& leg : operation.legs) {
    if (obligation.FindSeries(leg.series) == nullptr) {
      ++lines;
    }
  }
  if (lines > kObligationSeriesMax) {
    return Refuse(
        ResultCode::kFieldRange, "series", {{"limit", kObligationSeriesMax}, {"requested", lines}});
  }
  return plan;
}

Outcome<void> Apply(const Surrender& operation, const Context& context, Journal& journal) {
  HENG_TRY(Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  const auto references = ReferencesTo(Surrender::kName, obligation);
  for (const Leg& leg : operation.legs) {
    HENG_TRY(const auto ranges,
             Select(context.view,
                    {.account = operation.from,
                     .series = leg.series,
                     .position = Position::kRegistered,
                     .quantity = leg.quantity,
                     .ranges = leg.ranges,
                     .encumbrance = {}}));
    HENG_CHECK_OK(MoveUnits(journal,
                            ranges,
                            {.holder = operation.to,
                             .position = Position::kPending,
                             .encumbrance = obligation.Key(),
                             .origin_position = Position::kRegistered,
                             .received = {}},
                            references));
    AddSurrendered(obligation, leg);
    if (operation.late) {
      obligation.late = Quantity(obligation.late.value() + leg.quantity.value());
    }
  }
  journal.Put(obligation);
  DescribeAs(journal, Surrender::kName);
  return {};
}

}  // namespace heng::contracts
