// SPDX-License-Identifier: Apache-2.0
// What happened to which records. The same bytes are a leaf of the block's event tree and, for
// every record they touch, leaf number `seq` of that record's own event log; that is what makes a
// provenance proof complete (docs/formats/proofs.md). Wire form: proto/heng/v1/event.proto.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/codec/codec.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng {

// Append only: the numbers are on disk and in proofs.
enum class EventType : std::uint32_t {
  kUnspecified = 0,
  kGenesis = 1,
  kRecordSet = 2,  // a record of administration was created or changed; refs say how
  kIssue = 3,      // new serials of a batch
  kSplit = 4,      // a block gave its high part to a new child
  kTransfer = 5,   // a whole block changed holder
  kPosition = 6,   // a block changed position (registered, tradable, pending ...)
  kRetire = 7,     // terminal: surrendered and retired, or used
  kCancel = 8,     // terminal: cancelled, voluntarily or as an offset
  kRecall = 9,     // terminal: taken back by the authority
  kExpire = 10,    // terminal: lapsed
  kMaxValue = kExpire,
};

// A record as it was right after the event.
struct EventSubject {
  Bytes key;              // state key
  std::uint64_t seq = 0;  // index of this event in the record's log
  Hash post_core_hash;    // SHA-256(02 | core bytes after the event)

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.key);
    codec(2, self.seq);
    codec(3, self.post_core_hash);
  }
  friend bool operator==(const EventSubject&, const EventSubject&) = default;
};

struct EventReference {
  std::string name;  // "trade", "pledge", "obligation", "operation" ...
  std::string value;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.name, Bound{.bytes = 64});
    codec(2, self.value);
  }
  friend bool operator==(const EventReference&, const EventReference&) = default;
};

struct Event {
  ChainId chain_id;
  Height height;
  std::uint32_t transaction_index = 0;  // in the block; transaction_count for the block's own work
  std::uint32_t event_index = 0;        // in the block
  TransactionId transaction_id;         // zero for genesis and the block's own work
  BlockTime time;
  EventType type = EventType::kUnspecified;
  std::vector<EventSubject> subjects;
  BatchId batch;  // for events that touch unit blocks
  Serial first;
  Serial last;
  AccountId from;
  AccountId to;
  std::vector<EventReference> references;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.chain_id, Bound{.bytes = kIdentifierMax});
    codec(2, self.height);
    codec(3, self.transaction_index);
    codec(4, self.event_index);
    codec(5, self.transaction_id);
    codec(6, self.time);
    codec(7, self.type);
    codec(8, self.subjects, Bound{.items = 64});
    codec(9, self.batch, Bound{.bytes = kIdentifierMax});
    codec(10, self.first);
    codec(11, self.last);
    codec(12, self.from, Bound{.bytes = kIdentifierMax});
    codec(13, self.to, Bound{.bytes = kIdentifierMax});
    codec(14, self.references, Bound{.items = 32});
  }
  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace heng
