// SPDX-License-Identifier: Apache-2.0
#include "contracts/form.h"

#include "core/utf8.h"

namespace heng::contracts {

Outcome<void> CheckIdentifier(std::string_view value, std::string_view field) {
  if (!IsIdentifier(value)) {
    return Refuse(ResultCode::kMalformed, std::string(field) + " must be an identifier");
  }
  return {};
}

Outcome<void> CheckText(std::string_view value, std::string_view field) {
  if (!IsUtf8(value)) {
    return Refuse(ResultCode::kMalformed, std::string(field) + " must be UTF-8");
  }
  return {};
}

Outcome<void> CheckSeriesForm(const SeriesId& series) {
  if (!IsPath(series.value())) {
    return Refuse(ResultCode::kMalformed, "series must be class/vintage/pool");
  }
  return {};
}

Outcome<void> CheckYear(std::uint32_t year, std::string_view field) {
  if (year < kYearMin || year > kYearMax) {
    return Refuse(ResultCode::kFieldRange, std::string(field), {{"requested", year}});
  }
  return {};
}

Outcome<void> CheckPositive(Quantity quantity) {
  if (quantity.value() == 0) {
    return Refuse(ResultCode::kFieldRange, "quantity", {{"requested", 0}});
  }
  return {};
}

Outcome<void> CheckUnits(const SeriesId& series,
                         Quantity quantity,
                         const std::vector<SerialRange>& ranges) {
  HENG_CHECK_OK(CheckSeriesForm(series));
  HENG_CHECK_OK(CheckPositive(quantity));
  Quantity named;
  for (const SerialRange& range : ranges) {
    HENG_CHECK_OK(CheckIdentifier(range.batch.value(), "ranges"));
    if (range.first.value() == 0 || range.last < range.first) {
      return Refuse(ResultCode::kFieldRange, FormatSerials(range));
    }
    const auto sum = Add(named, range.quantity());
    if (!sum) {
      return Refuse(ResultCode::kOverflow, FormatSerials(range));
    }
    named = *sum;
  }
  if (!ranges.empty() && named != quantity) {
    return Refuse(ResultCode::kFieldRange,
                  "ranges",
                  {{"requested", quantity.value()}, {"named", named.value()}});
  }
  return {};
}

Outcome<Quantity> CheckLegs(const std::vector<Leg>& legs) {
  Quantity total;
  for (std::size_t i = 0; i < legs.size(); ++i) {
    HENG_CHECK_OK(CheckUnits(legs[i].series, legs[i].quantity, legs[i].ranges));
    for (std::size_t j = 0; j < i; ++j) {
      if (legs[j].series == legs[i].series) {
        return Refuse(ResultCode::kMalformed, "series " + legs[i].series.value() + " twice");
      }
    }
    const auto sum = Add(total, legs[i].quantity);
    if (!sum) {
      return Refuse(ResultCode::kOverflow, "legs", {{"requested", legs[i].quantity.value()}});
    }
    total = *sum;
  }
  return total;
}

}  // namespace heng::contracts
