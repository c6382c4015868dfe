// SPDX-License-Identifier: Apache-2.0
// What executing a block's transactions gave: the word that contracts say and storage hears.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.h"
#include "core/kv.h"
#include "core/receipt.h"

namespace heng {

// One leaf of one record's event log.
struct RecordEvent {
  Bytes record_key;
  std::uint64_t seq = 0;          // leaf index in that record's log
  std::uint32_t event_index = 0;  // in the block
};

struct ExecutedBlock {
  std::vector<Receipt> receipts;           // one a transaction, block order
  std::vector<Bytes> events;               // encoded Event, (transaction, event) order
  std::vector<RecordEvent> record_events;  // for each subject of each event, event order
  ChangeSet changes;                       // records and index entries, see core/kv.h
};

}  // namespace heng
