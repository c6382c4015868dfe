// SPDX-License-Identifier: Apache-2.0
// The totals of a series, by R-GOV-02: issued = outstanding + retired + cancelled + recalled +
// expired, where outstanding is what all holdings of the series add up to.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"

namespace heng::contracts {

struct Totals {
  static constexpr ByteView kTable = tables::kTotals;

  std::uint32_t schema = 1;
  SeriesId series;
  ClassId class_id;
  std::uint32_t vintage = 0;  // year
  std::string pool;
  Quantity issued;
  Quantity retired;
  Quantity cancelled;
  Quantity recalled;
  Quantity expired;
  Quantity outstanding;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(series); }
  static Bytes KeyOf(const SeriesId& series) { return StateKey(kTable, {series.value()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.vintage);
    codec(5, self.pool, Bound{.bytes = kIdentifierMax});
    codec(6, self.issued);
    codec(7, self.retired);
    codec(8, self.cancelled);
    codec(9, self.recalled);
    codec(10, self.expired);
    codec(11, self.outstanding);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Totals&, const Totals&) = default;
};

}  // namespace heng::contracts
