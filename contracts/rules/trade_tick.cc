// SPDX-License-Identifier: Apache-2.0
// R-TRD-07: tick and lot, parameters of the class.
#include "contracts/rules/price_band.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<SettleTrade>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  const auto lot = TradingParameter(input.context, *operation, "trading.lot");
  if (!lot) {
    return lot.error();
  }
  const auto tick = TradingParameter(input.context, *operation, "trading.tick");
  if (!tick) {
    return tick.error();
  }
  if (*lot == 0 || operation->quantity.value() % *lot != 0) {
    return RefusedFor(ResultCode::kTick,
                      "quantity of " + operation->trade,
                      {{"requested", operation->quantity.value()}, {"lot", *lot}});
  }
  if (*tick == 0 || operation->price.value() % *tick != 0) {
    return RefusedFor(ResultCode::kTick,
                      "price of " + operation->trade,
                      {{"requested", operation->price.value()}, {"tick", *tick}});
  }
  return std::nullopt;
}

}  // namespace

const Rule kTickRule{
    .id = "R-TRD-07",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en = "Quantities come in whole lots and prices in whole ticks.",
    .zh = "申报数量须为最小交易单位的整数倍，价格须为最小变动价位的整数倍。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
