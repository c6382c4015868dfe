// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/surrender/offset_use.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/signatories.h"
#include "contracts/operations/surrender/progress.h"

namespace heng::contracts {

Outcome<void> Validate(const OffsetUse& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  HENG_CHECK_OK(CheckYear(operation.year, "year"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  return CheckUnits(operation.series, operation.quantity, operation.ranges);
}

std::optional<Approver> Resolve(const OffsetUse& operation, Party party, const View& view) {
  if (party == Party::kHolder) {
    return AccountHolder(view, operation.from);
  }
  return party == Party::kProvince ? ProvinceOfAccount(view, operation.from) : ByRole(party);
}

Outcome<Plan> Check(const OffsetUse& operation, const Context& context) {
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        {.kind = MovementKind::kOffset,
                         .series = operation.series,
                         .quantity = operation.quantity,
                         .ranges = operation.ranges,
                         .from = operation.from,
                         .to = {}}));
  if (movement.right_class->family != ClassFamily::kReduction) {
    return Refuse(ResultCode::kNotEligible, "class " + movement.right_class->id.value());
  }
  HENG_TRY(const Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  HENG_CHECK_OK(CheckStillOwed(obligation, operation.quantity));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const OffsetUse& operation, const Context& context, Journal& journal) {
  HENG_TRY(Obligation obligation,
           ObligationOf(context.view, operation.participant, operation.year));
  HENG_TRY(const auto ranges,
           Select(context.view,
                  {.account = operation.from,
                   .series = operation.series,
                   .position = Position::kRegistered,
                   .quantity = operation.quantity,
                   .ranges = operation.ranges,
                   .encumbrance = {}}));
  auto references = ReferencesTo(OffsetUse::kName, obligation);
  references.push_back({"confirmation", operation.confirmation.hex()});
  HENG_CHECK_OK(EndUnits(journal,
                         context.transaction,
                         ranges,
                         {.status = UnitStatus::kCancelled,
                          .purpose = "offset",
                          .reference = obligation.Key(),
                          .beneficiary = {},
                          .beneficiary_commitment = {}},
                         references));
  obligation.offset = Quantity(obligation.offset.value() + operation.quantity.value());
  if (operation.late) {
    obligation.late = Quantity(obligation.late.value() + operation.quantity.value());
  }
  journal.Put(obligation);
  DescribeAs(journal, OffsetUse::kName);
  return {};
}

}  // namespace heng::contracts
