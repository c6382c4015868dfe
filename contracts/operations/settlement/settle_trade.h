// SPDX-License-Identifier: Apache-2.0
// 10-01 SettleTrade: an exchange reports a trade that it matched. The seller's tradable units are
// locked for it until the bank confirms the cash (10-02), or it fails (10-03), or its cut-off
// passes. A settlement file is many of these in one transaction.
#pragma once

#include <vector>

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/serial_range.h"
#include "contracts/state/records/trade.h"

namespace heng::contracts {

struct SettleTrade {
  static constexpr OperationType kType = OperationType::kSettleTrade;
  static constexpr std::string_view kName = "settle-trade";

  ParticipantId exchange;
  std::string trade;  // the exchange's number of the trade; used once for ever
  TradeMode mode = TradeMode::kListed;
  AccountId seller;
  AccountId buyer;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register
  Fen price;                        // of one unit
  Fen previous_close;               // zero: the recorded price fact of the day before decides
  std::string announcement;         // of a bidding trade
  BlockTime traded_at;
  BlockTime cut_off;  // zero: the cut-off of the trading day; never later than that

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.exchange, Bound{.bytes = 18});
    codec(2, self.trade, Bound{.bytes = kIdentifierMax});
    codec(3, self.mode);
    codec(4, self.seller, Bound{.bytes = kIdentifierMax});
    codec(5, self.buyer, Bound{.bytes = kIdentifierMax});
    codec(6, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(7, self.quantity);
    codec(8, self.ranges, Bound{.items = 256});
    codec(9, self.price);
    codec(10, self.previous_close);
    codec(11, self.announcement, Bound{.bytes = kIdentifierMax});
    codec(12, self.traded_at);
    codec(13, self.cut_off);
  }
  friend bool operator==(const SettleTrade&, const SettleTrade&) = default;
};

[[nodiscard]] Outcome<void> Validate(const SettleTrade& operation);
[[nodiscard]] std::optional<Approver> Resolve(const SettleTrade& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const SettleTrade& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const SettleTrade& operation,
                                  const Context& context,
                                  Journal& journal);

// When the trade lapses unless it is paid: the parameter "trading.cut-off" after the start of the
// day of the trade, or the earlier time that the operation names.
[[nodiscard]] Outcome<BlockTime> CutOffOf(const SettleTrade& operation, const Context& context);

}  // namespace heng::contracts
