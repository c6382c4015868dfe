// SPDX-License-Identifier: Apache-2.0
// An order that freezes units where they are. It remembers for each range what held it before, so
// that lifting the order gives back exactly that: a pledged unit returns to its pledge.
#pragma once

#include <vector>

#include "contracts/state/record.h"
#include "contracts/state/records/unit_block.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

// Append only.
enum class FreezeKind : std::uint32_t {
  kUnspecified = 0,
  kJudicial = 1,        // a court's order
  kAdministrative = 2,  // an authority's order
  kMaxValue = kAdministrative,
};

// Append only.
enum class FreezeStatus : std::uint32_t {
  kUnspecified = 0,
  kInForce = 1,
  kLifted = 2,
  kLapsed = 3,  // its last day passed
  kMaxValue = kLapsed,
};

struct FrozenRange {
  BatchId batch;
  Serial first;
  Serial last;
  Position position = Position::kRegistered;  // before the order
  std::string encumbrance;                    // before the order: a pledge, an earlier order
  Position origin_position = Position::kUnspecified;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.batch, Bound{.bytes = kIdentifierMax});
    codec(2, self.first);
    codec(3, self.last);
    codec(4, self.position);
    codec(5, self.encumbrance);
    codec(6, self.origin_position);
  }
  friend bool operator==(const FrozenRange&, const FrozenRange&) = default;
};

struct Freeze {
  static constexpr ByteView kTable = tables::kFreeze;

  std::uint32_t schema = 1;
  std::string id;  // the order's number, as an identifier
  FreezeKind kind = FreezeKind::kJudicial;
  ParticipantId authority;  // the court, province or ministry
  std::string case_number;  // as written by the authority
  Hash document;            // SHA-256 of the order
  CstDay until;             // last day; zero until it is lifted
  AccountId account;
  SeriesId series;
  Quantity quantity;
  std::vector<FrozenRange> ranges;  // the units under it; each inside one earlier lock
  FreezeStatus status = FreezeStatus::kInForce;
  BlockTime placed_at;
  BlockTime closed_at;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.kind);
    codec(4, self.authority, Bound{.bytes = 18});
    codec(5, self.case_number);
    codec(6, self.document);
    codec(7, self.until);
    codec(8, self.account, Bound{.bytes = kIdentifierMax});
    codec(9, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(10, self.quantity);
    codec(11, self.ranges, Bound{.items = 256});
    codec(12, self.status);
    codec(13, self.placed_at);
    codec(14, self.closed_at);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Freeze&, const Freeze&) = default;
};

}  // namespace heng::contracts
