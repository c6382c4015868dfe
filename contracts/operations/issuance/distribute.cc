// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/issuance/distribute.h"

#include <array>

#include "contracts/form.h"
#include "contracts/lookup.h"

namespace heng::contracts {
namespace {

std::string_view NameOf(DistributionStep step) {
  static constexpr std::array<std::string_view, 5> kNames = {
      "unspecified", "pre-allocation", "final", "reserve", "auction"};
  static_assert(kNames.size() == static_cast<std::size_t>(DistributionStep::kMaxValue) + 1);
  return kNames.at(static_cast<std::size_t>(step));
}

// The province of a hop is the one whose distribution account takes part in it.
std::optional<Approver> ProvinceOf(const Distribute& operation, const View& view) {
  for (const AccountId& id : {operation.from, operation.to}) {
    const auto account = view.Find<Account>(id);
    if (account && account->type == AccountType::kProvinceDistribute) {
      return Approver{.role = Role::kProvince, .participant = account->participant};
    }
  }
  return std::nullopt;
}

}  // namespace

Outcome<void> Validate(const Distribute& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  HENG_CHECK_OK(CheckIdentifier(operation.to.value(), "to"));
  if (operation.step == DistributionStep::kUnspecified) {
    return Refuse(ResultCode::kMalformed, "step is needed");
  }
  return CheckUnits(operation.series, operation.quantity, operation.ranges);
}

std::optional<Approver> Resolve(const Distribute& operation, Party party, const View& view) {
  return party == Party::kProvince ? ProvinceOf(operation, view) : ByRole(party);
}

Outcome<Plan> Check(const Distribute& operation, const Context& context) {
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        {.kind = MovementKind::kDistribute,
                         .series = operation.series,
                         .quantity = operation.quantity,
                         .ranges = operation.ranges,
                         .from = operation.from,
                         .to = operation.to}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const Distribute& operation, const Context& context, Journal& journal) {
  HENG_TRY(const auto ranges,
           Select(context.view,
                  {.account = operation.from,
                   .series = operation.series,
                   .position = Position::kRegistered,
                   .quantity = operation.quantity,
                   .ranges = operation.ranges,
                   .encumbrance = {}}));
  return MoveUnits(journal,
                   ranges,
                   {.holder = operation.to,
                    .position = Position::kRegistered,
                    .encumbrance = {},
                    .origin_position = Position::kUnspecified,
                    .received = {}},
                   {{"operation", std::string(Distribute::kName)},
                    {"step", std::string(NameOf(operation.step))}});
}

}  // namespace heng::contracts
