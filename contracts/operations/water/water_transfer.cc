// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/water/water_transfer.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

// Between provinces or basins the commission of the basin that gives the water; else the authority
// that approves the sale stands for it.
std::optional<Approver> BasinApprover(const WaterTransfer& operation, const View& view) {
  const auto from = view.Find<Account>(operation.from);
  const auto to = view.Find<Account>(operation.to);
  if (!from || !to) {
    return std::nullopt;
  }
  return from->jurisdiction == to->jurisdiction && from->pool == to->pool
             ? AuthorityOfAccount(view, operation.from)
             : CommissionOf(from->pool);
}

}  // namespace

Outcome<void> Validate(const WaterTransfer& operation) {
  HENG_CHECK_OK(CheckText(operation.agreement, "agreement"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  HENG_CHECK_OK(CheckIdentifier(operation.to.value(), "to"));
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class_id"));
  if (operation.from == operation.to) {
    return Refuse(ResultCode::kMalformed, "from and to are the same account");
  }
  HENG_TRY(const Quantity sum, CheckYears(operation.years));
  if (operation.price.value() == 0) {
    return Refuse(ResultCode::kFieldRange, "price", {{"requested", 0}});
  }
  if (!Amount(sum, operation.price)) {
    return Refuse(ResultCode::kOverflow,
                  "price",
                  {{"quantity", sum.value()}, {"price", operation.price.value()}});
  }
  if (operation.agreement.empty()) {
    return Refuse(ResultCode::kMalformed, "agreement is needed");
  }
  return operation.scheme.empty() ? Outcome<void>{} : CheckIdentifier(operation.scheme, "scheme");
}

std::optional<Approver> Resolve(const WaterTransfer& operation, Party party, const View& view) {
  return party == Party::kBasinCommission
             ? BasinApprover(operation, view)
             : SideOfTransfer(view, operation.from, operation.to, party);
}

Outcome<Plan> Check(const WaterTransfer& operation, const Context& context) {
  HENG_TRY(const Account from, ActiveAccount(context.view, operation.from));
  Plan plan;
  for (const YearQuantity& line : operation.years) {
    HENG_CHECK_OK(CheckYearNotOver(line.year, context.today()));
    HENG_TRY(Movement movement,
             DescribeMove(context.view,
                          {.kind = MovementKind::kWaterTransfer,
                           .series = SeriesOf(operation.class_id, line.year, from.pool),
                           .quantity = line.quantity,
                           .ranges = {},
                           .from = operation.from,
                           .to = operation.to}));
    if (movement.right_class->family != ClassFamily::kWater) {
      return Refuse(ResultCode::kNotEligible, "class " + operation.class_id.value());
    }
    plan.push_back(std::move(movement));
  }
  return plan;
}

Outcome<void> Apply(const WaterTransfer& operation, const Context& context, Journal& journal) {
  HENG_TRY(const Account from, ActiveAccount(context.view, operation.from));
  for (const YearQuantity& line : operation.years) {
    HENG_TRY(const auto ranges,
             Select(journal,
                    {.account = operation.from,
                     .series = SeriesOf(operation.class_id, line.year, from.pool),
                     .position = Position::kRegistered,
                     .quantity = line.quantity,
                     .ranges = {},
                     .encumbrance = {}}));
    HENG_CHECK_OK(MoveUnits(journal,
                            ranges,
                            {.holder = operation.to,
                             .position = Position::kRegistered,
                             .encumbrance = {},
                             .origin_position = Position::kUnspecified,
                             .received = context.today()},
                            {{"operation", std::string(WaterTransfer::kName)},
                             {"agreement", operation.agreement},
                             {"price", std::to_string(operation.price.value())}}));
  }
  return {};
}

}  // namespace heng::contracts
