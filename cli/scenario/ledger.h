// SPDX-License-Identifier: Apache-2.0
// What a scenario needs of a ledger. Two things are one: a ledger in this process
// (in_process.h), and a running network through the client library.
#pragma once

#include <optional>

#include "core/bytes.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/receipt.h"
#include "core/result.h"
#include "core/time.h"

namespace heng::cli::scenario {

struct SubmitOutcome {
  Height height;
  BlockTime time;
  Receipt receipt;
};

struct LedgerHead {
  Height height;
  StateRoot state_root;
};

class Ledger {
 public:
  Ledger() = default;
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  virtual ~Ledger() = default;

  [[nodiscard]] virtual Result<ChainId, Status> Chain() = 0;
  [[nodiscard]] virtual Result<LedgerHead, Status> Head() = 0;
  // The time of the calendar, and moving it: development chains only, forward only.
  [[nodiscard]] virtual Result<BlockTime, Status> Now() = 0;
  [[nodiscard]] virtual Result<void, Status> SetTime(BlockTime time) = 0;
  // Returns when a block has happened since: what is due by now has happened.
  [[nodiscard]] virtual Result<void, Status> Tick() = 0;

  // Sends signed bytes and waits until they are in a final block.
  [[nodiscard]] virtual Result<SubmitOutcome, Status> Submit(ByteView signed_bytes) = 0;

  // The record under a state key, or nothing.
  [[nodiscard]] virtual Result<std::optional<Bytes>, Status> Read(ByteView key) = 0;
  // The unit block that holds a serial, or nothing.
  [[nodiscard]] virtual Result<std::optional<Bytes>, Status> Unit(const BatchId& batch,
                                                                  Serial serial) = 0;
};

}  // namespace heng::cli::scenario
