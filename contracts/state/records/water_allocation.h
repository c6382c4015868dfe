// SPDX-License-Identifier: Apache-2.0
// The volume of a basin's water that a province may grant as rights in a year, and what it has
// granted of it. A right that is sold to another province stays counted here: the water is taken
// out of this allocation wherever it is used. Key: water-allocation/<basin>/<province>/<year>.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"

namespace heng::contracts {

struct WaterAllocation {
  static constexpr ByteView kTable = tables::kWaterAllocation;

  std::uint32_t schema = 1;
  std::string pool;          // basin
  std::string jurisdiction;  // province code
  std::uint32_t year = 0;
  Quantity volume;
  Quantity granted;  // never more than the volume; units that end make no room again
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(pool, jurisdiction, year); }
  static Bytes KeyOf(const std::string& pool, const std::string& jurisdiction, std::uint32_t year) {
    return StateKey(kTable, {pool, jurisdiction, std::to_string(year)});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.pool, Bound{.bytes = kIdentifierMax});
    codec(3, self.jurisdiction, Bound{.bytes = 16});
    codec(4, self.year);
    codec(5, self.volume);
    codec(6, self.granted);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const WaterAllocation&, const WaterAllocation&) = default;
};

}  // namespace heng::contracts
