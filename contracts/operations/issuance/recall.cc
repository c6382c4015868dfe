// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/issuance/recall.h"

#include "contracts/form.h"
#include "contracts/lookup.h"

namespace heng::contracts {

Outcome<void> Validate(const Recall& operation) {
  HENG_CHECK_OK(CheckText(operation.basis, "basis"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  if (operation.basis.empty()) {
    return Refuse(ResultCode::kMalformed, "a recall names the determination it rests on");
  }
  return CheckUnits(operation.series, operation.quantity, operation.ranges);
}

std::optional<Approver> Resolve(const Recall& operation, Party party, const View& view) {
  return party == Party::kProvince ? ProvinceOfAccount(view, operation.from) : ByRole(party);
}

Outcome<Plan> Check(const Recall& operation, const Context& context) {
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        {.kind = MovementKind::kRecall,
                         .series = operation.series,
                         .quantity = operation.quantity,
                         .ranges = operation.ranges,
                         .from = operation.from,
                         .to = {}}));
  if (movement.from->type != AccountType::kKeyEmitter) {
    return Refuse(ResultCode::kNotEligible, "account " + operation.from.value());
  }
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const Recall& operation, const Context& context, Journal& journal) {
  HENG_TRY(const auto ranges,
           Select(context.view,
                  {.account = operation.from,
                   .series = operation.series,
                   .position = Position::kRegistered,
                   .quantity = operation.quantity,
                   .ranges = operation.ranges,
                   .encumbrance = {}}));
  HENG_CHECK_OK(EndUnits(journal,
                         context.transaction,
                         ranges,
                         {.status = UnitStatus::kRecalled,
                          .purpose = {},
                          .reference = {},
                          .beneficiary = {},
                          .beneficiary_commitment = {}},
                         {{"operation", std::string(Recall::kName)}, {"basis", operation.basis}}));
  return {};
}

}  // namespace heng::contracts
