// SPDX-License-Identifier: Apache-2.0
// R-TRD-04: quantity and price of a block trade. Both numbers are parameters of the class.
#include "contracts/rules/price_band.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<SettleTrade>();
  if (operation == nullptr || operation->mode != TradeMode::kBlock) {
    return std::nullopt;
  }
  const auto minimum = TradingParameter(input.context, *operation, "trading.block-minimum");
  if (!minimum) {
    return minimum.error();
  }
  if (operation->quantity.value() < *minimum) {
    return RefusedFor(ResultCode::kLot,
                      operation->trade,
                      {{"minimum", *minimum}, {"requested", operation->quantity.value()}});
  }
  return OutsideBand(input.context, *operation, "trading.block-band");
}

}  // namespace

const Rule kBlockTradeRule{
    .id = "R-TRD-04",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en =
        "A block trade has at least the minimum quantity, and its price within 30% of the previous "
        "close.",
    .zh = "大宗协议交易单笔数量不得低于下限，价格不得超过前收盘价上下30%。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
