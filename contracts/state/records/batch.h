// SPDX-License-Identifier: Apache-2.0
// A batch: the serials 1, 2, 3 ... that rest on one basis (a cap, a project's vintage, a permit's
// year). Each issuance takes the next serials. The ISSUE events of its log must be `issue_count`
// and reach from 1 to next - 1 without a gap, so no other issuance covers a serial.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"

namespace heng::contracts {

struct Batch {
  static constexpr ByteView kTable = tables::kBatch;

  std::uint32_t schema = 1;
  BatchId id;
  SeriesId series;
  std::string basis;  // state key of the cap, project or permit it rests on
  Serial next;        // the first serial of the next issuance
  Quantity retired;
  Quantity cancelled;
  Quantity recalled;
  Quantity expired;
  std::uint64_t issue_count = 0;
  EventLog log;

  [[nodiscard]] Quantity issued() const { return Quantity(next.value() - 1); }
  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const BatchId& id) { return StateKey(kTable, {id.value()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(4, self.basis);
    codec(5, self.next);
    codec(6, self.retired);
    codec(7, self.cancelled);
    codec(8, self.recalled);
    codec(9, self.expired);
    codec(10, self.issue_count);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Batch&, const Batch&) = default;
};

}  // namespace heng::contracts
