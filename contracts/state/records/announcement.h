// SPDX-License-Identifier: Apache-2.0
// A notice of an exchange that units of a series are sold by bidding. A bidding trade must name one
// whose window covers the time of the trade (R-TRD-05).
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/time.h"

namespace heng::contracts {

struct Announcement {
  static constexpr ByteView kTable = tables::kAnnouncement;

  std::uint32_t schema = 1;
  ParticipantId exchange;
  std::string id;
  SeriesId series;
  BlockTime opens;
  BlockTime closes;  // inclusive
  Hash document;     // SHA-256 of the notice
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(exchange, id); }
  static Bytes KeyOf(const ParticipantId& exchange, const std::string& id) {
    return StateKey(kTable, {exchange.value(), id});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.exchange, Bound{.bytes = 18});
    codec(3, self.id, Bound{.bytes = kIdentifierMax});
    codec(4, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(5, self.opens);
    codec(6, self.closes);
    codec(7, self.document);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Announcement&, const Announcement&) = default;
};

}  // namespace heng::contracts
