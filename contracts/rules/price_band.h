// SPDX-License-Identifier: Apache-2.0
// How far a trade's price may lie from the previous close, exactly: |price - close| <= band * close
// in integers, with nothing rounded to a tick first.
#pragma once

#include <optional>
#include <string>

#include "contracts/operations/settlement/settle_trade.h"
#include "contracts/result.h"

namespace heng::contracts {

// A number of the trading rules for the class of the trade, in force on the day of the trade.
[[nodiscard]] Outcome<std::uint64_t> TradingParameter(const Context& context,
                                                      const SettleTrade& operation,
                                                      const std::string& name);

// The last close recorded before the day of the trade, as a price fact; nothing when there is none.
struct RecordedClose {
  CstDay day;
  Fen close;
};
[[nodiscard]] std::optional<RecordedClose> RecordedCloseBefore(const View& view,
                                                               const SettleTrade& operation);

// The refusal of a price outside the band (a parameter in 1/10,000) around the previous close: the
// one that the trade states, else the recorded one. Without either the band cannot be judged, and
// what cannot be judged is refused.
[[nodiscard]] std::optional<Refusal> OutsideBand(const Context& context,
                                                 const SettleTrade& operation,
                                                 const std::string& band);

}  // namespace heng::contracts
