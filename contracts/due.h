// SPDX-License-Identifier: Apache-2.0
// What happens by itself when its time comes: a trade whose cash never arrived is released, a
// pending item nobody completed lapses, an order ends after its last day. The block that first
// reaches the time does it, after its transactions, under events whose transaction index is the
// block's transaction count.
#pragma once

#include <cstdint>
#include <string>

#include "contracts/state/journal.h"

namespace heng::contracts {

// Append only; part of the index key.
enum class DueKind : std::uint8_t {
  kTrade = 1,
  kPending = 2,
  kFreeze = 3,
};

// What one block does at most; the rest waits for the next one.
inline constexpr std::size_t kDuePerBlockMax = 1000;

// Has `key` (a state key of a record of that kind) looked at in the first block later than `time`.
void ScheduleDue(Journal& journal, BlockTime time, DueKind kind, const Bytes& key);
void CancelDue(Journal& journal, BlockTime time, DueKind kind, const Bytes& key);

// Runs everything whose time lies before the block's.
void RunDue(Journal& journal);

}  // namespace heng::contracts
