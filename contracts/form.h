// SPDX-License-Identifier: Apache-2.0
// The form of what operations carry, for their Validate phase. Everything that becomes part of a
// state key passes here first, so a key can never be forged from its parts.
#pragma once

#include <string_view>
#include <vector>

#include "contracts/operations/leg.h"
#include "contracts/result.h"
#include "contracts/serial_range.h"
#include "core/quantity.h"

namespace heng::contracts {

// Years that a vintage or an obligation may have.
inline constexpr std::uint32_t kYearMin = 2013;
inline constexpr std::uint32_t kYearMax = 2200;

[[nodiscard]] Outcome<void> CheckIdentifier(std::string_view value, std::string_view field);
// Text that people wrote: UTF-8, because published messages carry it as a Protobuf string.
[[nodiscard]] Outcome<void> CheckText(std::string_view value, std::string_view field);
[[nodiscard]] Outcome<void> CheckSeriesForm(const SeriesId& series);
[[nodiscard]] Outcome<void> CheckYear(std::uint32_t year, std::string_view field);
[[nodiscard]] Outcome<void> CheckPositive(Quantity quantity);
// A positive quantity of a series; where ranges are named they are in order and add up to it.
[[nodiscard]] Outcome<void> CheckUnits(const SeriesId& series,
                                       Quantity quantity,
                                       const std::vector<SerialRange>& ranges);
// At most kLegsMax legs, each well-formed, no series twice; returns their sum.
[[nodiscard]] Outcome<Quantity> CheckLegs(const std::vector<Leg>& legs);

}  // namespace heng::contracts
