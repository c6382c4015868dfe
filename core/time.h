// SPDX-License-Identifier: Apache-2.0
// Time is data. BlockTime is milliseconds since 1970-01-01T00:00:00Z, as the block says; the
// business day and every deadline are China Standard Time (UTC+8, no daylight saving).
// Nothing here reads a clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/strong.h"

namespace heng {

using BlockTime = StrongInt<struct BlockTimeTag>;  // milliseconds since the epoch, UTC

// A day of the China Standard Time calendar, as the number 20251231.
using CstDay = StrongInt<struct CstDayTag, std::uint32_t>;

[[nodiscard]] bool IsValid(CstDay day);
[[nodiscard]] CstDay DayOf(BlockTime time);
[[nodiscard]] std::uint32_t YearOf(CstDay day);
// 00:00:00.000 China Standard Time of the day. `day` must be valid.
[[nodiscard]] BlockTime StartOf(CstDay day);
// The last instant at which a deadline on that day is met: 23:59:59.999.
[[nodiscard]] BlockTime EndOf(CstDay day);
[[nodiscard]] CstDay NextDay(CstDay day);

// "2025-12-31T23:59:59+08:00"; milliseconds are shown only when there are some.
[[nodiscard]] std::string FormatCst(BlockTime time);
// Reads "2025-12-31" (its start), "2025-12-31 10:00", "2025-12-31 10:00:00" and the form above.
[[nodiscard]] std::optional<BlockTime> ParseCst(std::string_view text);

}  // namespace heng
