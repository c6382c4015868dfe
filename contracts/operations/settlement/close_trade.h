// SPDX-License-Identifier: Apache-2.0
// The end of a trade whose units are locked. One place takes the lock off, whatever the reason.
#pragma once

#include "contracts/result.h"
#include "contracts/state/journal.h"
#include "contracts/state/records/trade.h"

namespace heng::contracts {

// Writes the trade as settled, failed or expired at the block's time, with every other record put
// since the last event, and moves its units: to the buyer's registered position when it is
// settled, back to the seller's tradable position otherwise. `operation` names the cause.
[[nodiscard]] Outcome<void> CloseTrade(Journal& journal,
                                       Trade trade,
                                       TradeStatus status,
                                       std::string_view operation);

// What is due at the cut-off of the trade under that key.
void ExpireTrade(Journal& journal, const Bytes& trade_key);

}  // namespace heng::contracts
