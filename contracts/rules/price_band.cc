// SPDX-License-Identifier: Apache-2.0
#include "contracts/rules/price_band.h"

#include "contracts/parameters.h"
#include "contracts/rules/rule.h"
#include "contracts/state/records/price.h"

namespace heng::contracts {
namespace {

std::string ClassOf(const SettleTrade& operation) {
  const std::string& series = operation.series.value();
  return series.substr(0, series.find('/'));
}

}  // namespace

Outcome<std::uint64_t> TradingParameter(const Context& context,
                                        const SettleTrade& operation,
                                        const std::string& name) {
  Scope scope;
  scope.right_class = ClassOf(operation);
  return ParameterValue(context.view, name, scope, DayOf(operation.traded_at));
}

std::optional<RecordedClose> RecordedCloseBefore(const View& view, const SettleTrade& operation) {
  const std::string right_class = ClassOf(operation);
  // No day has the number right below another day's, or it is the day before: both are wanted.
  const std::uint32_t bound = DayOf(operation.traded_at).value() - 1;
  const auto found = view.FindLast(StateKey(Price::kTable, {right_class, {}}),
                                   Price::KeyOf(ClassId(right_class), CstDay(bound)));
  if (!found) {
    return std::nullopt;
  }
  const auto price = View::DecodeRecord<Price>(found->second);
  return RecordedClose{.day = price.day, .close = price.close};
}

std::optional<Refusal> OutsideBand(const Context& context,
                                   const SettleTrade& operation,
                                   const std::string& band) {
  const Outcome<std::uint64_t> band_bp = TradingParameter(context, operation, band);
  if (!band_bp) {
    return band_bp.error();
  }
  std::uint64_t close = operation.previous_close.value();
  if (close == 0) {
    const auto recorded = RecordedCloseBefore(context.view, operation);
    if (!recorded) {
      return RefusedFor(ResultCode::kNotFound, "price of " + ClassOf(operation));
    }
    close = recorded->close.value();
  }
  // An integer is at most x exactly when it is at most floor(x): the comparison stays exact.
  const auto distance = MulDivFloor(close, *band_bp, 10'000);
  if (!distance) {
    return RefusedFor(ResultCode::kOverflow, "previous-close", {{"requested", close}});
  }
  const std::uint64_t price = operation.price.value();
  const std::uint64_t off = price > close ? price - close : close - price;
  if (off <= *distance) {
    return std::nullopt;
  }
  return RefusedFor(
      ResultCode::kPriceBand,
      operation.trade,
      {{"requested", price},
       {"previous-close", close},
       {"lowest", close > *distance ? close - *distance : 0},
       {"highest",
        Add(Quantity(close), Quantity(*distance)).value_or(Quantity(~std::uint64_t{0})).value()},
       {"band-bp", *band_bp}});
}

}  // namespace heng::contracts
