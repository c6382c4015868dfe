// SPDX-License-Identifier: Apache-2.0
// Answers of the driver about work and payloads. An answer about a block that is no longer here is
// ignored.
#include "consensus/handlers/handlers.h"
#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

// P2: blocks are batch_delay apart, so that what comes together is ordered together. A view that
// was quiet for so long has nothing to wait for.
void BeginWork(Engine& engine) {
  const std::uint64_t since_entry = engine.now.uptime_ms - engine.pacemaker.entered_ms();
  const std::uint64_t delay = engine.config.parameters.batch_delay_ms;
  if (since_entry >= delay) {
    engine.view.stage = ProposeStage::kWanted;
    return;
  }
  engine.view.gathering = true;
  engine.Emit(SetTimer{TimerKind::kBatch, engine.current, delay - since_entry});
}

}  // namespace

void HandlePendingWork(Engine& engine, const PendingWork& work) {
  engine.work_pending = work.any;
  engine.work_ample = work.ample;
  CurrentView& view = engine.view;
  if (!work.any || !engine.IsSelf(engine.leader())) {
    return;
  }
  if (work.ample && view.gathering) {
    view.gathering = false;
    engine.Emit(CancelTimer{TimerKind::kBatch});
    if (view.stage == ProposeStage::kWaiting) {
      view.stage = ProposeStage::kWanted;
    }
    return;
  }
  view.more_work = view.stage == ProposeStage::kBuilding;
  if (view.stage == ProposeStage::kWaiting && !view.gathering) {
    BeginWork(engine);
  }
}

void HandlePayloadBuilt(Engine& engine, const PayloadBuilt& built) {
  if (built.view == engine.current && engine.view.stage == ProposeStage::kBuilding) {
    OfferPayload(engine, built.transactions);
  }
}

void HandlePayloadReady(Engine& engine, const PayloadReady& ready) {
  if (Block* block = engine.tree.Find(ready.pid); block != nullptr) {
    block->payload = PayloadState::kReady;
  }
}

void HandlePayloadVerified(Engine& engine, const PayloadVerified& verified) {
  Block* block = engine.tree.Find(verified.pid);
  if (block != nullptr && block->verify == VerifyState::kPending) {
    block->verify = verified.ok ? VerifyState::kOk : VerifyState::kRejected;
  }
}

void HandleExecuted(Engine& engine, const Executed& executed) {
  Block* block = engine.tree.Find(executed.pid);
  if (block == nullptr || block->certify != CertifyState::kPending) {
    return;
  }
  block->certify = executed.ok ? CertifyState::kOk : CertifyState::kBad;
  block->block_id = executed.block_id;
  if (block->recorded) {
    if (!executed.ok || *block->recorded != executed.block_id) {
      // The same bytes gave another result than before the restart.
      engine.StopVoting(VotingMode::kStopped,
                        Alarm{.kind = AlarmKind::kDiverged,
                              .view = block->proposal.view,
                              .pid = block->pid,
                              .own = executed.block_id,
                              .seen = *block->recorded});
    }
  } else if (executed.ok && block->proposal.view > engine.HighestFinalView()) {
    engine.PersistRecord(CertifiedRecord{
        .view = block->proposal.view, .pid = block->pid, .block_id = block->block_id});
  }
}

}  // namespace heng::consensus
