// SPDX-License-Identifier: Apache-2.0
// The exchange's word on one trading day of a class. Written once.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

struct Price {
  static constexpr ByteView kTable = tables::kPrice;

  std::uint32_t schema = 1;
  ClassId class_id;
  CstDay day;
  Fen close;    // of the day; the previous close when nothing was traded
  Fen average;  // weighted by volume; zero when nothing was traded
  Quantity volume;
  ParticipantId exchange;  // who signed
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(class_id, day); }
  static Bytes KeyOf(const ClassId& class_id, CstDay day) {
    return StateKey(kTable, {class_id.value(), std::to_string(day.value())});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(3, self.day);
    codec(4, self.close);
    codec(5, self.average);
    codec(6, self.volume);
    codec(7, self.exchange, Bound{.bytes = 18});
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Price&, const Price&) = default;
};

}  // namespace heng::contracts
