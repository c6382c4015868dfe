// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/settlement/move_position.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/signatories.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

Position SourceOf(const MovePosition& operation) {
  return operation.to == Position::kTradable ? Position::kRegistered : Position::kTradable;
}

}  // namespace

Outcome<void> Validate(const MovePosition& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.account.value(), "account"));
  HENG_CHECK_OK(CheckUnits(operation.series, operation.quantity, operation.ranges));
  if (operation.to != Position::kTradable && operation.to != Position::kRegistered) {
    return Refuse(ResultCode::kMalformed, "to must be the tradable or the registered position");
  }
  return {};
}

std::optional<Approver> Resolve(const MovePosition& operation, Party party, const View& view) {
  return party == Party::kHolder ? AccountHolder(view, operation.account) : std::nullopt;
}

Outcome<Plan> Check(const MovePosition& operation, const Context& context) {
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        SeriesMove{.kind = MovementKind::kPosition,
                                   .series = operation.series,
                                   .quantity = operation.quantity,
                                   .ranges = operation.ranges,
                                   .from = operation.account,
                                   .to = operation.account,
                                   .position = SourceOf(operation)}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const MovePosition& operation, const Context& context, Journal& journal) {
  Source source;
  source.account = operation.account;
  source.series = operation.series;
  source.position = SourceOf(operation);
  source.quantity = operation.quantity;
  source.ranges = operation.ranges;
  HENG_TRY(const std::vector<SerialRange> ranges, Select(context.view, source));
  Target target;
  target.holder = operation.account;
  target.position = operation.to;
  return MoveUnits(journal, ranges, target, {{"operation", std::string(MovePosition::kName)}});
}

}  // namespace heng::contracts
