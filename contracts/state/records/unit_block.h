// SPDX-License-Identifier: Apache-2.0
// A unit block: a closed range of serials of one batch, in one hand. It is named for life by
// (batch, first). A move of its high part shortens it and makes a child; blocks are never merged
// and never deleted, so the blocks of a batch always tile its serials.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/height.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

// Append only.
enum class UnitStatus : std::uint32_t {
  kUnspecified = 0,
  kActive = 1,
  kRetired = 2,    // terminal: surrendered for an obligation, or used
  kCancelled = 3,  // terminal: cancelled voluntarily, as an offset, or to replace
  kRecalled = 4,   // terminal: taken back by the authority
  kExpired = 5,    // terminal: lapsed
  kMaxValue = kExpired,
};

// Where an active block stands in its holder's account. Append only.
enum class Position : std::uint32_t {
  kUnspecified = 0,
  kRegistered = 1,  // free
  kTradable = 2,    // moved to the exchange by its holder
  kPending = 3,     // locked for a trade, a surrender or a cancellation
  kPledged = 4,
  kFrozen = 5,
  kRepo = 6,  // reserved
  kMaxValue = kRepo,
};

struct UnitBlock {
  static constexpr ByteView kTable = tables::kUnitBlock;

  std::uint32_t schema = 1;
  BatchId batch;
  Serial first;
  Serial last;          // inclusive; quantity = last - first + 1
  Serial parent_first;  // the block it was split from; zero for a block as issued
  SeriesId series;
  UnitStatus status = UnitStatus::kActive;
  AccountId holder;                           // empty when terminal
  Position position = Position::kRegistered;  // unspecified when terminal
  std::string encumbrance;  // state key of what holds it back: trade, pledge, freeze, obligation
  Height created;
  Height changed;
  std::string retirement;  // id of its retirement record, when terminal by retirement or cancel
  Position origin_position = Position::kUnspecified;  // where it returns when a lock or freeze ends
  CstDay received;  // day it came to its holder by a trade: R-TRD-10 and audits
  EventLog log;

  [[nodiscard]] Quantity quantity() const { return Quantity(last.value() - first.value() + 1); }
  [[nodiscard]] Bytes Key() const { return KeyOf(batch, first); }
  static Bytes KeyOf(const BatchId& batch, Serial first) {
    Bytes key = StateKey(kTable, {batch.value(), {}});
    AppendBe64(key, first.value());
    return key;
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.batch, Bound{.bytes = kIdentifierMax});
    codec(3, self.first);
    codec(4, self.last);
    codec(5, self.parent_first);
    codec(6, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(7, self.status);
    codec(8, self.holder, Bound{.bytes = kIdentifierMax});
    codec(9, self.position);
    codec(10, self.encumbrance);
    codec(11, self.created);
    codec(12, self.changed);
    codec(13, self.retirement, Bound{.bytes = kIdentifierMax});
    codec(14, self.origin_position);
    codec(15, self.received);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const UnitBlock&, const UnitBlock&) = default;
};

}  // namespace heng::contracts
