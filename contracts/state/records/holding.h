// SPDX-License-Identifier: Apache-2.0
// What an account holds of a series, by position. Derived from the unit blocks and checked against
// them after every transaction.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/records/unit_block.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"

namespace heng::contracts {

struct Holding {
  static constexpr ByteView kTable = tables::kHolding;

  std::uint32_t schema = 1;
  AccountId account;
  SeriesId series;
  Quantity registered;
  Quantity tradable;
  Quantity pending;
  Quantity pledged;
  Quantity frozen;
  Quantity repo;
  std::uint64_t block_count = 0;
  EventLog log;

  // The quantity in one position. `position` must not be unspecified.
  [[nodiscard]] Quantity& At(Position position);
  [[nodiscard]] Quantity At(Position position) const;
  // The sum of all positions.
  [[nodiscard]] Quantity total() const;

  [[nodiscard]] Bytes Key() const { return KeyOf(account, series); }
  static Bytes KeyOf(const AccountId& account, const SeriesId& series) {
    return StateKey(kTable, {account.value(), series.value()});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.account, Bound{.bytes = kIdentifierMax});
    codec(3, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(4, self.registered);
    codec(5, self.tradable);
    codec(6, self.pending);
    codec(7, self.pledged);
    codec(8, self.frozen);
    codec(9, self.repo);
    codec(10, self.block_count);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Holding&, const Holding&) = default;
};

}  // namespace heng::contracts
