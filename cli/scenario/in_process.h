// SPDX-License-Identifier: Apache-2.0
// The ledger of `scenario run --in-process`.
#pragma once

#include <memory>

#include "cli/scenario/ledger.h"
#include "node/in_process/in_process_ledger.h"

namespace heng::cli::scenario {

class InProcess final : public Ledger {
 public:
  explicit InProcess(std::unique_ptr<node::InProcessLedger> ledger);
  // A development chain with the institutions of the demonstration.
  [[nodiscard]] static Result<std::unique_ptr<InProcess>, Status> Development();

  [[nodiscard]] Result<ChainId, Status> Chain() override;
  [[nodiscard]] Result<LedgerHead, Status> Head() override;
  [[nodiscard]] Result<BlockTime, Status> Now() override;
  [[nodiscard]] Result<void, Status> SetTime(BlockTime time) override;
  [[nodiscard]] Result<void, Status> Tick() override;
  [[nodiscard]] Result<SubmitOutcome, Status> Submit(ByteView signed_bytes) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Read(ByteView key) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Unit(const BatchId& batch,
                                                          Serial serial) override;

 private:
  std::unique_ptr<node::InProcessLedger> ledger_;
};

}  // namespace heng::cli::scenario
