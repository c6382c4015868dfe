// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/settlement/settle_trade.h"

#include "contracts/due.h"
#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/settlement/exchange.h"
#include "contracts/parameters.h"
#include "contracts/units.h"

namespace heng::contracts {

Outcome<void> Validate(const SettleTrade& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.exchange.value(), "exchange"));
  HENG_CHECK_OK(CheckIdentifier(operation.trade, "trade"));
  HENG_CHECK_OK(CheckIdentifier(operation.seller.value(), "seller"));
  HENG_CHECK_OK(CheckIdentifier(operation.buyer.value(), "buyer"));
  HENG_CHECK_OK(CheckUnits(operation.series, operation.quantity, operation.ranges));
  if (operation.mode == TradeMode::kUnspecified) {
    return Refuse(ResultCode::kMalformed, "mode is needed");
  }
  if (operation.seller == operation.buyer) {
    return Refuse(ResultCode::kMalformed, "seller and buyer are one account");
  }
  if (operation.price.value() == 0) {
    return Refuse(ResultCode::kFieldRange, "price", {{"requested", 0}});
  }
  if (operation.mode == TradeMode::kBidding) {
    HENG_CHECK_OK(CheckIdentifier(operation.announcement, "announcement"));
  } else if (!operation.announcement.empty()) {
    return Refuse(ResultCode::kMalformed, "only a bidding trade names an announcement");
  }
  if (!Amount(operation.quantity, operation.price)) {
    return Refuse(ResultCode::kOverflow,
                  "amount",
                  {{"requested", operation.quantity.value()}, {"price", operation.price.value()}});
  }
  return {};
}

std::optional<Approver> Resolve(const SettleTrade& operation, Party party, const View& view) {
  return party == Party::kExchange ? ExchangeOf(view, operation.series, operation.exchange)
                                   : std::nullopt;
}

Outcome<BlockTime> CutOffOf(const SettleTrade& operation, const Context& context) {
  if (context.block.time < operation.traded_at || !IsValid(DayOf(operation.traded_at))) {
    return Refuse(
        ResultCode::kFieldRange,
        "traded-at",
        {{"requested", operation.traded_at.value()}, {"block-time", context.block.time.value()}});
  }
  const CstDay day = DayOf(operation.traded_at);
  Scope scope;
  scope.right_class = operation.series.value().substr(0, operation.series.value().find('/'));
  HENG_TRY(const std::uint64_t after, ParameterValue(context.view, "trading.cut-off", scope, day));
  const auto latest = Add(Quantity(StartOf(day).value()), Quantity(after));
  if (!latest) {
    return Refuse(ResultCode::kOverflow, "trading.cut-off", {{"limit", after}});
  }
  const BlockTime limit(latest->value());
  if (operation.cut_off.value() == 0) {
    return limit;
  }
  if (limit < operation.cut_off) {
    return Refuse(ResultCode::kFieldRange,
                  "cut-off",
                  {{"limit", limit.value()}, {"requested", operation.cut_off.value()}});
  }
  return operation.cut_off;
}

Outcome<Plan> Check(const SettleTrade& operation, const Context& context) {
  HENG_CHECK_OK(CutOffOf(operation, context));
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        SeriesMove{.kind = MovementKind::kTrade,
                                   .series = operation.series,
                                   .quantity = operation.quantity,
                                   .ranges = operation.ranges,
                                   .from = operation.seller,
                                   .to = operation.buyer,
                                   .position = Position::kTradable}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const SettleTrade& operation, const Context& context, Journal& journal) {
  Trade trade;
  trade.exchange = operation.exchange;
  trade.id = operation.trade;
  trade.mode = operation.mode;
  trade.seller = operation.seller;
  trade.buyer = operation.buyer;
  trade.series = operation.series;
  trade.quantity = operation.quantity;
  trade.price = operation.price;
  trade.previous_close = operation.previous_close;
  trade.announcement = operation.announcement;
  trade.traded_at = operation.traded_at;
  trade.status = TradeStatus::kUnitsLocked;
  trade.amount = *Amount(operation.quantity, operation.price);  // Validate saw that it fits
  HENG_TRY(trade.cut_off, CutOffOf(operation, context));

  Source source;
  source.account = operation.seller;
  source.series = operation.series;
  source.position = Position::kTradable;
  source.quantity = operation.quantity;
  source.ranges = operation.ranges;
  HENG_TRY(trade.ranges, Select(context.view, source));

  journal.Put(trade);
  DescribeAs(journal, SettleTrade::kName);
  Target target;
  target.holder = operation.seller;
  target.position = Position::kPending;
  target.encumbrance = trade.Key();
  target.origin_position = Position::kTradable;
  HENG_CHECK_OK(MoveUnits(journal, trade.ranges, target, {{"trade", trade.Key()}}));
  ScheduleDue(journal, trade.cut_off, DueKind::kTrade, trade.Key());
  return {};
}

}  // namespace heng::contracts
