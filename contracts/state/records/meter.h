// SPDX-License-Identifier: Apache-2.0
// What was measured under a permit in a year so far: water withdrawn, or a pollutant discharged.
// The same quantity of that year's units has retired. Key: meter/<permit>/<class>/<year>.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

struct Meter {
  static constexpr ByteView kTable = tables::kMeter;

  std::uint32_t schema = 1;
  std::string permit;
  ClassId class_id;
  std::uint32_t year = 0;
  Quantity measured;  // from the first day of the year to `day`
  CstDay day;         // of the last reading
  Hash evidence;      // SHA-256 of the last reading's document
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(permit, class_id, year); }
  static Bytes KeyOf(const std::string& permit, const ClassId& class_id, std::uint32_t year) {
    return StateKey(kTable, {permit, class_id.value(), std::to_string(year)});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.permit, Bound{.bytes = kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.year);
    codec(5, self.measured);
    codec(6, self.day);
    codec(7, self.evidence);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Meter&, const Meter&) = default;
};

}  // namespace heng::contracts
