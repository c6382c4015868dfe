// SPDX-License-Identifier: Apache-2.0
// The cast at market: operations of trading, pledging and freezing filled with what most tests do
// not care about, so that each test says only what it is about.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/cast.h"

namespace heng::tests {

inline constexpr std::string_view kAllowances = "CEA/2024/CN";
inline constexpr std::string_view kReductions = "CCER/2024/CN";

[[nodiscard]] std::uint32_t Code(contracts::ResultCode code);

// "2025-11-20 10:00" as a block time; ends the test process when it is no time.
[[nodiscard]] BlockTime Time(const std::string& text);

// Registered to tradable.
[[nodiscard]] contracts::MovePosition OnSale(const std::string& account, std::uint64_t quantity);

// A listed trade of allowances of 2024, made at 2025-11-20 10:00, at 62.36 after a close of 62.36.
[[nodiscard]] contracts::SettleTrade TradeOf(const std::string& id,
                                             const std::string& seller,
                                             const std::string& buyer,
                                             std::uint64_t quantity);

// The bank's word on a trade between the two, for that many fen, under reference "REF-<id>".
[[nodiscard]] contracts::ConfirmCash CashFor(const contracts::SettleTrade& trade,
                                             std::uint64_t fen);

// A proposal of p4 to the bank over allowances of 2024, until 2026-06-30.
[[nodiscard]] contracts::ProposePledge PledgeOf(const std::string& id, std::uint64_t quantity);

// A court's order over p4's allowances of 2024, until it is lifted.
[[nodiscard]] contracts::FreezeUnits OrderOf(const std::string& id, std::uint64_t quantity);

}  // namespace heng::tests
