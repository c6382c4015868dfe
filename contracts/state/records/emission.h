// SPDX-License-Identifier: Apache-2.0
// The verified emission of a participant in a year: a fact that the verifier and the province
// signed. Written once.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/height.h"
#include "core/quantity.h"

namespace heng::contracts {

struct Emission {
  static constexpr ByteView kTable = tables::kEmission;

  std::uint32_t schema = 1;
  ParticipantId participant;
  std::uint32_t year = 0;
  ClassId class_id;   // the allowance class in which the obligation is due
  Quantity quantity;  // verified, t CO2e
  ParticipantId verifier;
  Hash report_hash;
  Height height;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(participant, year); }
  static Bytes KeyOf(const ParticipantId& participant, std::uint32_t year) {
    return StateKey(kTable, {participant.value(), std::to_string(year)});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.participant, Bound{.bytes = 18});
    codec(3, self.year);
    codec(4, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(5, self.quantity);
    codec(6, self.verifier, Bound{.bytes = 18});
    codec(7, self.report_hash);
    codec(8, self.height);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Emission&, const Emission&) = default;
};

}  // namespace heng::contracts
