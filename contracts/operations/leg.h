// SPDX-License-Identifier: Apache-2.0
// One series in an operation that moves units of several: how much, and which where it matters.
#pragma once

#include <vector>

#include "contracts/units.h"

namespace heng::contracts {

inline constexpr std::size_t kLegsMax = 16;

struct Leg {
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(2, self.quantity);
    codec(3, self.ranges, Bound{.items = kBlocksPerMoveMax});
  }
  friend bool operator==(const Leg&, const Leg&) = default;
};

}  // namespace heng::contracts
