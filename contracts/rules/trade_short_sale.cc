// SPDX-License-Identifier: Apache-2.0
// R-TRD-11: no short sale.
#include "contracts/rules/registry.h"
#include "contracts/state/records/holding.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!movement.from) {
    return std::nullopt;
  }
  const auto holding = input.context.view.Find<Holding>(movement.from->id, movement.series);
  const std::uint64_t tradable = holding ? holding->tradable.value() : 0;
  if (movement.quantity.value() <= tradable) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kInsufficient,
                    movement.from->id.value(),
                    {{"requested", movement.quantity.value()}, {"available", tradable}});
}

}  // namespace

const Rule kShortSaleRule{
    .id = "R-TRD-11",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en = "Nobody sells more than their tradable position.",
    .zh = "卖出数量不得超过可交易持仓，不得卖空。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
