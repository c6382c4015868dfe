// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/in_process.h"

#include <utility>

namespace heng::cli::scenario {

InProcess::InProcess(std::unique_ptr<node::InProcessLedger> ledger) : ledger_(std::move(ledger)) {}

Result<std::unique_ptr<InProcess>, Status> InProcess::Development() {
  HENG_TRY(std::unique_ptr<node::InProcessLedger> ledger,
           node::InProcessLedger::Open(node::DevelopmentGenesis({})));
  return std::make_unique<InProcess>(std::move(ledger));
}

Result<ChainId, Status> InProcess::Chain() {
  return ledger_->chain_id();
}

Result<LedgerHead, Status> InProcess::Head() {
  return LedgerHead{.height = ledger_->height(), .state_root = ledger_->state_root()};
}

Result<BlockTime, Status> InProcess::Now() {
  return ledger_->now();
}

Result<void, Status> InProcess::SetTime(BlockTime time) {
  return ledger_->SetTime(time);
}

Result<void, Status> InProcess::Tick() {
  return ledger_->Tick();
}

Result<SubmitOutcome, Status> InProcess::Submit(ByteView signed_bytes) {
  HENG_TRY(node::CommittedReceipt committed, ledger_->Submit(signed_bytes));
  return SubmitOutcome{
      .height = committed.height, .time = committed.time, .receipt = std::move(committed.receipt)};
}

Result<std::optional<Bytes>, Status> InProcess::Read(ByteView key) {
  return ledger_->Read(key);
}

Result<std::optional<Bytes>, Status> InProcess::Unit(const BatchId& batch, Serial serial) {
  return ledger_->Unit(batch, serial);
}

}  // namespace heng::cli::scenario
