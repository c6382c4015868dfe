// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/transfer/non_trade_transfer.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/signatories.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

// Courts and the ministry decide everywhere, a province on the units of its own holders; which
// reasons each may decide on is R-TRD-08.
std::optional<Approver> Authority(const View& view, const NonTradeTransfer& operation) {
  const auto authority = view.Find<Participant>(operation.authority);
  for (const Role role : {Role::kCourt, Role::kMinistry}) {
    if (authority && authority->Has(role)) {
      return NamedApprover(role, operation.authority);
    }
  }
  return ProvinceOf(view, operation.from, operation.authority);
}

}  // namespace

Outcome<void> Validate(const NonTradeTransfer& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  HENG_CHECK_OK(CheckIdentifier(operation.to.value(), "to"));
  HENG_CHECK_OK(CheckIdentifier(operation.authority.value(), "authority"));
  HENG_CHECK_OK(CheckUnits(operation.series, operation.quantity, operation.ranges));
  if (operation.from == operation.to) {
    return Refuse(ResultCode::kMalformed, "from and to are one account");
  }
  if (operation.document.is_zero()) {
    return Refuse(ResultCode::kMalformed, "document is needed");
  }
  return {};
}

std::optional<Approver> Resolve(const NonTradeTransfer& operation, Party party, const View& view) {
  return party == Party::kAuthority ? Authority(view, operation) : ByRole(party);
}

Outcome<Plan> Check(const NonTradeTransfer& operation, const Context& context) {
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        SeriesMove{.kind = MovementKind::kNonTradeTransfer,
                                   .series = operation.series,
                                   .quantity = operation.quantity,
                                   .ranges = operation.ranges,
                                   .from = operation.from,
                                   .to = operation.to,
                                   .position = Position::kRegistered}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const NonTradeTransfer& operation, const Context& context, Journal& journal) {
  Source source;
  source.account = operation.from;
  source.series = operation.series;
  source.position = Position::kRegistered;
  source.quantity = operation.quantity;
  source.ranges = operation.ranges;
  HENG_TRY(const std::vector<SerialRange> ranges, Select(context.view, source));
  Target target;
  target.holder = operation.to;
  target.position = Position::kRegistered;
  return MoveUnits(journal,
                   ranges,
                   target,
                   {{"operation", std::string(NonTradeTransfer::kName)},
                    {"reason", context.reason_code},
                    {"legal-reference", context.legal_reference},
                    {"document", operation.document.hex()}});
}

}  // namespace heng::contracts
