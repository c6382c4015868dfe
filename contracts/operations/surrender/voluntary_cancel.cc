// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/surrender/voluntary_cancel.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/signatories.h"

namespace heng::contracts {

Outcome<void> Validate(const VoluntaryCancel& operation) {
  HENG_CHECK_OK(CheckText(operation.purpose, "purpose"));
  HENG_CHECK_OK(CheckText(operation.beneficiary, "beneficiary"));
  HENG_CHECK_OK(CheckText(operation.event, "event"));
  HENG_CHECK_OK(CheckText(operation.message_zh, "message_zh"));
  HENG_CHECK_OK(CheckText(operation.message_en, "message_en"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  return CheckUnits(operation.series, operation.quantity, operation.ranges);
}

std::optional<Approver> Resolve(const VoluntaryCancel& operation, Party party, const View& view) {
  return party == Party::kHolder ? AccountHolder(view, operation.from) : ByRole(party);
}

Outcome<Plan> Check(const VoluntaryCancel& operation, const Context& context) {
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        {.kind = MovementKind::kCancel,
                         .series = operation.series,
                         .quantity = operation.quantity,
                         .ranges = operation.ranges,
                         .from = operation.from,
                         .to = {}}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const VoluntaryCancel& operation, const Context& context, Journal& journal) {
  HENG_TRY(const auto ranges,
           Select(context.view,
                  {.account = operation.from,
                   .series = operation.series,
                   .position = Position::kRegistered,
                   .quantity = operation.quantity,
                   .ranges = operation.ranges,
                   .encumbrance = {}}));
  std::vector<EventReference> references = {{"operation", std::string(VoluntaryCancel::kName)}};
  if (!operation.event.empty()) {
    references.push_back({"event", operation.event});
  }
  HENG_CHECK_OK(EndUnits(journal,
                         context.transaction,
                         ranges,
                         {.status = UnitStatus::kCancelled,
                          .purpose = operation.purpose,
                          .reference = {},
                          .beneficiary = operation.beneficiary,
                          .beneficiary_commitment = operation.beneficiary_commitment},
                         references));
  return {};
}

}  // namespace heng::contracts
