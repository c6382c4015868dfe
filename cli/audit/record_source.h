// SPDX-License-Identifier: Apache-2.0
// Where audits read from: a node over the network, or a ledger in a test. Everything is asked at a
// stated height, so that an audit is of one moment although the chain goes on.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"

namespace heng::cli::audit {

struct ChainHead {
  ChainId chain_id;
  Height height;
  BlockTime time;
};

struct RecordEntry {
  Bytes key;
  Bytes value;
};

class RecordSource {
 public:
  RecordSource() = default;
  RecordSource(const RecordSource&) = delete;
  RecordSource& operator=(const RecordSource&) = delete;
  virtual ~RecordSource() = default;

  [[nodiscard]] virtual Result<ChainHead, Status> Head() = 0;
  // The record as it was right after `at`; nothing when it was not there.
  [[nodiscard]] virtual Result<std::optional<Bytes>, Status> Record(ByteView key, Height at) = 0;
  // Every record whose key starts with `prefix`, in key order. kLimit when there are more.
  [[nodiscard]] virtual Result<std::vector<RecordEntry>, Status> Records(ByteView prefix,
                                                                         Height at,
                                                                         std::size_t limit) = 0;
  // The unit block that holds the serial; nothing when it was never issued.
  [[nodiscard]] virtual Result<std::optional<Bytes>, Status> Unit(const BatchId& batch,
                                                                  Serial serial,
                                                                  Height at) = 0;
  // The encoded events of the record's log, oldest first, as of now: at least those of any height
  // that was asked.
  [[nodiscard]] virtual Result<std::vector<Bytes>, Status> Events(ByteView key) = 0;
  // The signed bytes of a transaction that is in a block; nothing when none is known.
  [[nodiscard]] virtual Result<std::optional<Bytes>, Status> Transaction(
      const TransactionId& id) = 0;
};

}  // namespace heng::cli::audit
