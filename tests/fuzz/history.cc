// SPDX-License-Identifier: Apache-2.0
// A row of the history: what a block made of a record, and its events (storage/FORMAT.md).
#include "core/check.h"
#include "storage/record_history.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {

void History(ByteView input) {
  const auto entry = storage::DecodeHistory(input);
  if (!entry) {
    HENG_ASSERT(entry.error().code == StatusCode::kCorrupt && !entry.error().context.empty());
    return;
  }
  HENG_ASSERT(storage::EncodeHistory(*entry) == input);
}

}  // namespace heng::fuzz
