// SPDX-License-Identifier: Apache-2.0
// E1: a view is left by Nul, by Fin, or by Not of a block that is certified here; any such
// certificate of the current view or a later one leads straight to the view after it. A view number
// alone moves nobody.
#include <algorithm>
#include <ranges>
#include <utility>

#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

// The certificate of a view that allows to leave it: the one that others can build on comes first.
const Certificate* ExitOf(const Engine& engine, View view) {
  const Certificate* notarization = engine.certificates.Notarization(view);
  if (notarization != nullptr && engine.tree.IsCertified(notarization->pid)) {
    return notarization;
  }
  const Certificate* finalization = engine.certificates.Finalization(view);
  return finalization != nullptr ? finalization : engine.certificates.Nullification(view);
}

void CloseView(Engine& engine, const Certificate& exit) {
  if (exit.view != engine.current) {
    return;
  }
  const bool nullified = exit.type == VoteType::kNullify;
  if (nullified) {
    engine.pacemaker.ViewNullified(
        !engine.activity.IsInactive(engine.leader(), engine.now.uptime_ms));
  }
  if (engine.view.own_proposal) {
    if (nullified) {
      engine.payload_limit.OwnViewFailed();
    } else {
      engine.payload_limit.OwnViewSucceeded();
    }
  }
}

// Proposals of long nullified views that no certificate names. Commits clear the tree; this bounds
// it while there are none.
void DropForgotten(Engine& engine) {
  std::vector<ProposalId> forgotten;
  for (const auto& [pid, block] : engine.tree.blocks()) {
    if (block.proposal.view < engine.VoteFloor() && !block.wanted && !block.recorded &&
        block.certify != CertifyState::kOk &&
        engine.certificates.AcceptanceOf(block.proposal.view, pid) == nullptr) {
      forgotten.push_back(pid);
    }
  }
  for (const ProposalId& pid : forgotten) {
    engine.tree.Erase(pid);
    engine.Emit(Discard{pid});
  }
}

// P2: the fuller the block before, the longer the next is filled. What a lone client sends is
// proposed at once.
void GatherBehind(Engine& engine, const Certificate& exit) {
  const Block* before = exit.type == VoteType::kNullify ? nullptr : engine.tree.Find(exit.pid);
  if (before == nullptr || !engine.IsSelf(engine.leader()) || engine.work_ample) {
    return;
  }
  const std::uint64_t delay_ms =
      std::min(std::uint64_t{before->proposal.transaction_count} * kGatherMsPerTransaction,
               engine.config.parameters.build_budget_ms / 2);
  if (delay_ms >= kGatherMsMin) {
    engine.view.gathering = true;
    engine.Emit(SetTimer{TimerKind::kBatch, engine.current, delay_ms});
  }
}

void OpenView(Engine& engine, const Certificate& exit) {
  engine.current = Next(exit.view);
  engine.entry = exit;
  engine.view = CurrentView{};
  engine.PersistRecord(EntryRecord{exit});
  // A Fin is assembled by everybody from votes, and given to those who fall behind.
  if (exit.type != VoteType::kFinalize) {
    engine.Emit(Broadcast{exit});
  }
  engine.pacemaker.Enter(engine.current, engine.now.uptime_ms, engine.effects);
  engine.view.skipped = !engine.IsSelf(engine.leader()) &&
                        engine.activity.IsInactive(engine.leader(), engine.now.uptime_ms);
  if (engine.work_pending) {
    engine.view.stage = ProposeStage::kWanted;
  }
  GatherBehind(engine, exit);
  engine.votes.DropBelow(engine.VoteFloor());
  DropForgotten(engine);
  if (engine.buffered && engine.buffered->proposal.view <= engine.current) {
    ProposalMessage message = *std::exchange(engine.buffered, std::nullopt);
    if (message.proposal.view == engine.current) {
      (void)AcceptProposal(engine, std::move(message));
    }
  }
}

}  // namespace

bool EnterNextView(Engine& engine) {
  const std::vector<View> views = engine.certificates.ViewsFrom(engine.current);
  for (const View view : views | std::views::reverse) {
    if (const Certificate* found = ExitOf(engine, view); found != nullptr) {
      const Certificate exit = *found;
      CloseView(engine, exit);
      OpenView(engine, exit);
      return true;
    }
  }
  return false;
}

}  // namespace heng::consensus
