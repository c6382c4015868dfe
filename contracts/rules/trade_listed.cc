// SPDX-License-Identifier: Apache-2.0
// R-TRD-03: quantity and price of a listed trade. Both numbers are parameters of the class.
#include "contracts/rules/price_band.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<SettleTrade>();
  if (operation == nullptr || operation->mode != TradeMode::kListed) {
    return std::nullopt;
  }
  const auto minimum = TradingParameter(input.context, *operation, "trading.block-minimum");
  if (!minimum) {
    return minimum.error();
  }
  if (operation->quantity.value() >= *minimum) {
    return RefusedFor(ResultCode::kLot,
                      operation->trade,
                      {{"limit", *minimum}, {"requested", operation->quantity.value()}});
  }
  return OutsideBand(input.context, *operation, "trading.listed-band");
}

}  // namespace

const Rule kListedTradeRule{
    .id = "R-TRD-03",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en =
        "A listed trade is below the minimum of a block trade, and its price within 10% of the "
        "previous close.",
    .zh = "挂牌协议交易单笔数量须低于大宗交易下限，价格不得超过前收盘价上下10%。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
