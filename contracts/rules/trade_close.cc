// SPDX-License-Identifier: Apache-2.0
// R-TRD-06: the close that bands are measured from. A close older than the day before is not held
// against the exchange: facts may be missing for a trading day in between.
#include "contracts/rules/price_band.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<SettleTrade>();
  if (operation == nullptr || operation->previous_close.value() == 0) {
    return std::nullopt;
  }
  const auto recorded = RecordedCloseBefore(input.context.view, *operation);
  const BlockTime midnight = StartOf(DayOf(operation->traded_at));
  const CstDay day_before = DayOf(BlockTime(midnight.value() - 1));
  if (!recorded || recorded->day != day_before || recorded->close == operation->previous_close) {
    return std::nullopt;
  }
  return RefusedFor(
      ResultCode::kPriceBand,
      "previous-close of " + operation->trade,
      {{"requested", operation->previous_close.value()}, {"recorded", recorded->close.value()}});
}

}  // namespace

const Rule kPreviousCloseRule{
    .id = "R-TRD-06",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en =
        "The previous close that a trade states is the close recorded for the day before, where "
        "one is.",
    .zh = "成交所述前收盘价须与登记的前一日收盘价一致。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
