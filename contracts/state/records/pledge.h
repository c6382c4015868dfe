// SPDX-License-Identifier: Apache-2.0
// A pledge of units. Proposed by the pledgor, registered when the pledgee and the registrar sign:
// from then on its units stand in the pledgor's account, pledged, encumbered by this record's key.
// Among pledges the first registered goes first, by the ledger's order (R-FIN-02).
#pragma once

#include <vector>

#include "contracts/serial_range.h"
#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

// Append only.
enum class PledgeStatus : std::uint32_t {
  kUnspecified = 0,
  kProposed = 1,
  kRegistered = 2,
  kReleased = 3,
  kEnforced = 4,
  kMaxValue = kEnforced,
};

struct Pledge {
  static constexpr ByteView kTable = tables::kPledge;

  std::uint32_t schema = 1;
  std::string id;
  AccountId pledgor;
  ParticipantId pledgee;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // proposed: those named, if any; registered: those pledged
  Fen secured;                      // the amount secured
  CstDay term;                      // last day of the secured debt
  Hash contract;                    // SHA-256 of the pledge contract
  std::string unified_number;       // in the unified registration system of movables and rights
  PledgeStatus status = PledgeStatus::kProposed;
  BlockTime registered_at;
  AccountId enforced_to;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.pledgor, Bound{.bytes = kIdentifierMax});
    codec(4, self.pledgee, Bound{.bytes = 18});
    codec(5, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(6, self.quantity);
    codec(7, self.ranges, Bound{.items = 256});
    codec(8, self.secured);
    codec(9, self.term);
    codec(10, self.contract);
    codec(11, self.unified_number, Bound{.bytes = kIdentifierMax});
    codec(12, self.status);
    codec(13, self.registered_at);
    codec(14, self.enforced_to, Bound{.bytes = kIdentifierMax});
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Pledge&, const Pledge&) = default;
};

}  // namespace heng::contracts
