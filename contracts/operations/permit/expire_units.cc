// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/permit/expire_units.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/permits.h"
#include "contracts/units.h"

namespace heng::contracts {

Outcome<void> Validate(const ExpireUnits& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.account.value(), "account"));
  HENG_CHECK_OK(CheckUnits(operation.series, operation.quantity, {}));
  if (operation.position != Position::kRegistered && operation.position != Position::kTradable) {
    return Refuse(ResultCode::kMalformed, "position must be the registered or the tradable one");
  }
  return {};
}

std::optional<Approver> Resolve(const ExpireUnits& operation, Party party, const View& view) {
  return party == Party::kAuthority ? AuthorityOfAccount(view, operation.account) : ByRole(party);
}

Outcome<Plan> Check(const ExpireUnits& operation, const Context& context) {
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        {.kind = MovementKind::kExpire,
                         .series = operation.series,
                         .quantity = operation.quantity,
                         .ranges = {},
                         .from = operation.account,
                         .to = {},
                         .position = operation.position}));
  if (movement.right_class->family != ClassFamily::kWater &&
      movement.right_class->family != ClassFamily::kPollution) {
    return Refuse(ResultCode::kNotEligible, "class " + movement.right_class->id.value());
  }
  const std::uint32_t this_year = YearOf(context.today());
  if (movement.vintage >= this_year) {
    return Refuse(ResultCode::kTerm,
                  operation.series.value(),
                  {{"year", movement.vintage}, {"this-year", this_year}});
  }
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const ExpireUnits& operation, const Context& context, Journal& journal) {
  HENG_TRY(const auto ranges,
           Select(context.view,
                  {.account = operation.account,
                   .series = operation.series,
                   .position = operation.position,
                   .quantity = operation.quantity,
                   .ranges = {},
                   .encumbrance = {}}));
  HENG_CHECK_OK(EndUnits(journal,
                         context.transaction,
                         ranges,
                         {.status = UnitStatus::kExpired,
                          .purpose = {},
                          .reference = {},
                          .beneficiary = {},
                          .beneficiary_commitment = {}},
                         {{"operation", std::string(ExpireUnits::kName)}}));
  return {};
}

}  // namespace heng::contracts
