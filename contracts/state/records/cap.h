// SPDX-License-Identifier: Apache-2.0
// The approved total of an allowance class and vintage. Units are created only under a cap, into
// the one batch that is its own; `created` never falls, so nothing cancelled is issued again.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"

namespace heng::contracts {

struct Cap {
  static constexpr ByteView kTable = tables::kCap;

  std::uint32_t schema = 1;
  std::string id;
  ClassId class_id;
  std::uint32_t vintage = 0;  // year
  std::string pool;
  std::string sector;  // empty for all sectors
  Quantity quantity;
  Quantity created;  // equals what the batch has issued
  BatchId batch;     // "CN-CEA-2024"
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.vintage);
    codec(5, self.pool, Bound{.bytes = kIdentifierMax});
    codec(6, self.sector, Bound{.bytes = 32});
    codec(7, self.quantity);
    codec(8, self.created);
    codec(9, self.batch, Bound{.bytes = kIdentifierMax});
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Cap&, const Cap&) = default;
};

}  // namespace heng::contracts
