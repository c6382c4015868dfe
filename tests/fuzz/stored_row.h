// SPDX-License-Identifier: Apache-2.0
// The input of the target `block`: one row of the database of the story, and what stands in its
// place. Canonical bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "core/codec/codec.h"
#include "storage/column_families.h"

namespace heng::fuzz {

struct StoredRow {
  std::uint32_t row = 0;  // counted through all column families, in their order
  Bytes value;
  bool erased = false;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.row);
    codec(2, self.value, Bound{.bytes = 1 << 16});
    codec(3, self.erased);
  }
};

struct DatabaseRow {
  storage::ColumnFamily family;
  Bytes key;
  Bytes value;
};

// Every row of the story's database, as committed.
[[nodiscard]] const std::vector<DatabaseRow>& StoryRows();

}  // namespace heng::fuzz
