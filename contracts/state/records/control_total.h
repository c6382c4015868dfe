// SPDX-License-Identifier: Apache-2.0
// The mass of a pollutant that a pool may bear in a year, and what was granted of it: issued there,
// or brought in from another pool under an agreement. Key: control-total/<pool>/<class>/<year>.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"

namespace heng::contracts {

struct ControlTotal {
  static constexpr ByteView kTable = tables::kControlTotal;

  std::uint32_t schema = 1;
  std::string pool;
  ClassId class_id;
  std::uint32_t year = 0;
  Quantity total;
  Quantity granted;  // never more than the total; units that end make no room again
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(pool, class_id, year); }
  static Bytes KeyOf(const std::string& pool, const ClassId& class_id, std::uint32_t year) {
    return StateKey(kTable, {pool, class_id.value(), std::to_string(year)});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.pool, Bound{.bytes = kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.year);
    codec(5, self.total);
    codec(6, self.granted);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const ControlTotal&, const ControlTotal&) = default;
};

}  // namespace heng::contracts
