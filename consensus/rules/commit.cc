// SPDX-License-Identifier: Apache-2.0
// C1 and C2: a Fin commits its block and every uncommitted ancestor, in height order, once they are
// executed here with the results that the certificates name. Any other result stops this node.
#include <utility>

#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

void Stop(Engine& engine,
          AlarmKind kind,
          const Certificate& finality,
          const ProposalId& pid,
          BlockId own) {
  if (engine.diverged_view) {
    return;
  }
  engine.diverged_view = finality.view;
  engine.StopVoting(
      VotingMode::kStopped,
      Alarm{
          .kind = kind, .view = finality.view, .pid = pid, .own = own, .seen = finality.block_id});
}

// The Fin that a block has of its own.
const Certificate* OwnFinality(const Engine& engine, const Block& block) {
  const Certificate* finality = engine.certificates.Finalization(block.proposal.view);
  return finality != nullptr && finality->pid == block.pid ? finality : nullptr;
}

// True when every block of the path is executed with the result that its certificate names.
bool IsReady(Engine& engine, const Certificate& target, const std::vector<ProposalId>& path) {
  for (const ProposalId& pid : path) {
    const Block& block = *engine.tree.Find(pid);
    if (block.certify == CertifyState::kBad) {
      Stop(engine, AlarmKind::kDiverged, target, pid, BlockId());
      return false;
    }
    if (block.certify != CertifyState::kOk) {
      return false;
    }
    const Certificate* finality = OwnFinality(engine, block);
    if (finality != nullptr && finality->block_id != block.block_id) {
      Stop(engine, AlarmKind::kDiverged, *finality, pid, block.block_id);
      return false;
    }
  }
  return true;
}

void CommitBlock(Engine& engine, const ProposalId& pid) {
  const Block block = *engine.tree.Find(pid);
  const Certificate* finality = OwnFinality(engine, block);
  engine.Emit(Commit{
      .pid = pid,
      .block_id = block.block_id,
      .proposal = block.proposal,
      .certificate = finality == nullptr ? std::nullopt : std::optional<Certificate>(*finality)});
  for (const Evidence& evidence : block.proposal.evidence) {
    engine.evidence_committed.insert(evidence.signer());
  }
  engine.unconfirmed_commits[block.proposal.height] = block.proposal.view;
  const std::vector<ProposalId> dead = engine.tree.AdvanceTip({.view = block.proposal.view,
                                                               .pid = pid,
                                                               .height = block.proposal.height,
                                                               .block_id = block.block_id,
                                                               .time = block.proposal.time});
  for (const ProposalId& dropped : dead) {
    engine.Emit(Discard{dropped});
  }
}

// A Fin of a block that does not descend from the tip. That can only begin when a block or a
// certificate is added or the tip moves, so the branches are walked no more often.
void StopOnDeadFinality(Engine& engine, const std::vector<View>& views) {
  const std::uint64_t version = engine.tree.version() + engine.certificates.version();
  if (std::exchange(engine.finality_checked, version) == version) {
    return;
  }
  for (const View view : views) {
    const Certificate* finality = engine.certificates.Finalization(view);
    if (finality != nullptr && engine.tree.DescentOf(finality->pid) == Descent::kDead) {
      Stop(engine, AlarmKind::kConflictingCertificates, *finality, finality->pid, BlockId());
    }
  }
}

}  // namespace

// The lowest Fin first: while its blocks are not executed, those of a later one cannot be.
bool CommitFinalized(Engine& engine) {
  const std::vector<View> views = engine.certificates.ViewsFrom(Next(engine.tree.tip().view));
  StopOnDeadFinality(engine, views);
  for (const View view : views) {
    const Certificate* finality = engine.certificates.Finalization(view);
    if (finality == nullptr || engine.tree.DescentOf(finality->pid) != Descent::kFromTip) {
      continue;
    }
    const std::vector<ProposalId> path = engine.tree.PathTo(finality->pid);
    if (engine.diverged_view || !IsReady(engine, *finality, path)) {
      return false;
    }
    for (const ProposalId& pid : path) {
      CommitBlock(engine, pid);
    }
    const View floor = engine.tree.tip().view;
    engine.safety.RaiseFloor(floor);
    engine.votes.DropBelow(engine.VoteFloor());
    engine.certificates.DropBelow(
        View(floor.value() > kVoteWindowViews ? floor.value() - kVoteWindowViews : 0));
    return true;
  }
  return false;
}

}  // namespace heng::consensus
