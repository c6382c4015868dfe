// SPDX-License-Identifier: Apache-2.0
// A class of rights. To add one is to add this record at genesis (or, later, by governance).
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"

namespace heng::contracts {

// Which rules speak to a class. Append only.
enum class ClassFamily : std::uint32_t {
  kUnspecified = 0,
  kAllowance = 1,  // carbon allowances
  kReduction = 2,  // certified reductions
  kWater = 3,
  kPollution = 4,
  kMaxValue = kPollution,
};

struct ClassRecord {
  static constexpr ByteView kTable = tables::kClass;

  std::uint32_t schema = 1;
  ClassId id;  // "CEA", "CCER", "CCER-LEGACY", "WATER-WITHDRAWAL", "POLL-NOX"
  ClassFamily family = ClassFamily::kUnspecified;
  std::string unit;  // "t", "m3", "g"
  std::string name_zh;
  std::string name_en;
  std::string serial_prefix;  // "CN-CEA"
  bool open = false;          // whether holders that are not key emitting may hold it (R-ID-06)
  std::string legal_basis;
  bool halted = false;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const ClassId& id) { return StateKey(kTable, {id.value()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.family);
    codec(4, self.unit, Bound{.bytes = 8});
    codec(5, self.name_zh);
    codec(6, self.name_en);
    codec(7, self.serial_prefix, Bound{.bytes = 32});
    codec(8, self.open);
    codec(9, self.legal_basis);
    codec(10, self.halted);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const ClassRecord&, const ClassRecord&) = default;
};

}  // namespace heng::contracts
