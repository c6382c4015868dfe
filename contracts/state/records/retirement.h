// SPDX-License-Identifier: Apache-2.0
// The end of a range of serials: retired for an obligation, used, or cancelled. Written once.
// Personal names never stand here; beneficiary_commitment hides one until its holder opens it.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/records/unit_block.h"
#include "contracts/state/tables.h"

namespace heng::contracts {

struct Retirement {
  static constexpr ByteView kTable = tables::kRetirement;

  std::uint32_t schema = 1;
  std::string id;  // first 16 hex digits of the transaction id, '-', running number in it
  BatchId batch;
  Serial first;
  Serial last;
  UnitStatus status = UnitStatus::kRetired;  // retired or cancelled
  AccountId holder;                          // the last holder
  std::string purpose;                       // "surrender", "offset", "use", or as the holder says
  std::string reference;                     // state key of the obligation, permit or fact served
  std::string beneficiary;                   // organisation or event, in clear, where public
  Hash beneficiary_commitment;               // docs/formats/proofs.md
  Height height;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.batch, Bound{.bytes = kIdentifierMax});
    codec(4, self.first);
    codec(5, self.last);
    codec(6, self.status);
    codec(7, self.holder, Bound{.bytes = kIdentifierMax});
    codec(8, self.purpose);
    codec(9, self.reference);
    codec(10, self.beneficiary);
    codec(11, self.beneficiary_commitment);
    codec(12, self.height);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Retirement&, const Retirement&) = default;
};

}  // namespace heng::contracts
