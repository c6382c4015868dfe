// SPDX-License-Identifier: Apache-2.0
// A closed range of serials of one batch, and how people write it:
// "CN-CEA-2024-000000000001-000003584000" (first and last in twelve digits).
#pragma once

#include <string>

#include "core/codec/codec.h"
#include "core/ids.h"
#include "core/quantity.h"

namespace heng::contracts {

struct SerialRange {
  BatchId batch;
  Serial first;
  Serial last;

  // `first` and `last` must be in order; Validate checks what comes from outside.
  [[nodiscard]] Quantity quantity() const { return Quantity(last.value() - first.value() + 1); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.batch, Bound{.bytes = kIdentifierMax});
    codec(2, self.first);
    codec(3, self.last);
  }
  friend bool operator==(const SerialRange&, const SerialRange&) = default;
};

[[nodiscard]] std::string FormatSerials(const SerialRange& range);

}  // namespace heng::contracts
