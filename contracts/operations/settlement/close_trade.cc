// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/settlement/close_trade.h"

#include <utility>

#include "contracts/due.h"
#include "contracts/operations/describe.h"
#include "contracts/units.h"

namespace heng::contracts {

Outcome<void> CloseTrade(Journal& journal,
                         Trade trade,
                         TradeStatus status,
                         std::string_view operation) {
  trade.status = status;
  trade.closed_at = journal.block().time;
  journal.Put(trade);
  DescribeAs(journal, operation);
  Target target;
  if (status == TradeStatus::kSettled) {
    target.holder = trade.buyer;
    target.position = Position::kRegistered;
    target.received = DayOf(journal.block().time);
  } else {
    target.holder = trade.seller;
    target.position = Position::kTradable;
  }
  CancelDue(journal, trade.cut_off, DueKind::kTrade, trade.Key());
  return MoveUnits(journal, trade.ranges, target, {{"trade", trade.Key()}});
}

void ExpireTrade(Journal& journal, const Bytes& trade_key) {
  auto trade = journal.FindByKey<Trade>(trade_key);
  HENG_ASSERT(trade.has_value());  // SettleTrade wrote it together with its due entry
  if (trade->status != TradeStatus::kUnitsLocked) {
    return;
  }
  const auto closed = CloseTrade(journal, *std::move(trade), TradeStatus::kExpired, "expire-trade");
  HENG_ASSERT(closed.has_value());  // nothing else moves the units that a trade locked
}

}  // namespace heng::contracts
