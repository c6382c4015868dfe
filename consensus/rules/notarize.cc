// SPDX-License-Identifier: Apache-2.0
// V1 with the block time rule 1.11: the first proposal of the view's leader is voted for when it is
// justified, its parent is certified here, and everything that can be checked without executing it
// was checked. What is not there yet is waited for; what can never be right is rejected.
#include <algorithm>

#include "consensus/learn.h"
#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

enum class Timeliness { kAcceptable, kAhead, kTooFarAhead, kTooOld };

// A time one millisecond after the parent's is always acceptable, so that a chain whose time once
// ran ahead goes on. One that the clock will not reach while the view lasts is not waited for: a
// leader with a wrong clock costs the others a hop and not their patience.
Timeliness TimelinessOf(const Engine& engine, const Proposal& proposal, BlockTime parent_time) {
  const std::uint64_t acceptable = engine.now.wall.value() + kBlockTimeAheadMaxMs;
  if (proposal.time.value() > acceptable + engine.pacemaker.view_timeout_ms()) {
    return Timeliness::kTooFarAhead;
  }
  if (proposal.time.value() > acceptable) {
    return Timeliness::kAhead;
  }
  const bool just_after_parent = proposal.time.value() == parent_time.value() + 1;
  const std::uint64_t tolerated = kBlockTimeBehindMaxMs + engine.pacemaker.delta_ms();
  if (!just_after_parent && proposal.time.value() + tolerated < engine.view.accepted_at.value()) {
    return Timeliness::kTooOld;
  }
  return Timeliness::kAcceptable;
}

bool RejectProposal(Engine& engine) {
  engine.view.rejected = true;
  return true;
}

// Waits until the time of the proposal is near enough. Returns true when it is.
bool WaitForItsTime(Engine& engine, const Proposal& proposal) {
  if (!engine.view.block_time_timer) {
    engine.view.block_time_timer = true;
    const std::uint64_t ahead =
        proposal.time.value() - kBlockTimeAheadMaxMs - engine.now.wall.value();
    engine.Emit(SetTimer{TimerKind::kBlockTime, engine.current, ahead});
  }
  return false;
}

}  // namespace

std::optional<MissingViews> MissingJustification(const Engine& engine,
                                                 View view,
                                                 View parent_view,
                                                 const ProposalId& parent_pid) {
  std::optional<MissingViews> missing;
  const auto miss = [&](View absent) {
    if (!missing) {
      missing = MissingViews{absent, absent};
    }
    missing->last = absent;
  };
  const FinalizedTip& tip = engine.tree.tip();
  const bool is_tip = parent_pid == tip.pid && parent_view == tip.view;
  if (!is_tip && engine.certificates.AcceptanceOf(parent_view, parent_pid) == nullptr) {
    miss(parent_view);
  }
  for (View between = Next(parent_view); between < view; between = Next(between)) {
    if (missing && between.value() - missing->first.value() >= kFetchCertificatesMax) {
      break;
    }
    if (engine.certificates.Nullification(between) == nullptr) {
      miss(between);
    }
  }
  return missing;
}

Outcome AcceptProposal(Engine& engine, ProposalMessage message) {
  if (engine.view.accepted) {
    return Refuse(Reject::kAlreadyKnown);
  }
  for (const Evidence& evidence : message.proposal.evidence) {
    if (!engine.verifier.Check(evidence)) {
      return Refuse(Reject::kBadSignature);
    }
  }
  engine.PersistRecord(
      ProposalRecord{.proposal = message.proposal, .signature = message.signature});
  for (const Evidence& evidence : message.proposal.evidence) {
    LearnEvidence(engine, evidence);
  }
  const Block& block = engine.tree.Insert(message.proposal, std::move(message.transactions));
  engine.view.accepted = block.pid;
  engine.view.accepted_at = engine.now.wall;
  engine.pacemaker.StopWaitingForProposal(engine.effects);
  return {};
}

bool NotarizeProposal(Engine& engine) {
  if (!engine.view.accepted || engine.view.rejected) {
    return false;
  }
  const Block* block = engine.tree.Find(*engine.view.accepted);
  if (block == nullptr) {
    return RejectProposal(engine);  // it conflicts with a committed block
  }
  const Proposal& proposal = block->proposal;
  if (proposal.parent_view < engine.tree.tip().view) {
    return RejectProposal(engine);  // Nul of a finalized view cannot exist
  }
  if (engine.safety.HasNotarized(engine.current) || engine.safety.HasNullified(engine.current)) {
    return false;
  }
  if (MissingJustification(engine, engine.current, proposal.parent_view, proposal.parent_pid)) {
    return false;
  }
  const auto parent = engine.tree.FactsOf(proposal.parent_pid);
  if (!parent) {
    return false;
  }
  if (!FitsParent(proposal, *parent) || block->verify == VerifyState::kRejected) {
    return RejectProposal(engine);
  }
  switch (TimelinessOf(engine, proposal, parent->time)) {
    case Timeliness::kTooFarAhead:
    case Timeliness::kTooOld:
      return RejectProposal(engine);
    case Timeliness::kAhead:
      return WaitForItsTime(engine, proposal);
    case Timeliness::kAcceptable:
      break;
  }
  const auto content = engine.safety.Notarize({.current = engine.current,
                                               .view = proposal.view,
                                               .pid = block->pid,
                                               .justified = true,
                                               .parent_certified = true,
                                               .verified = block->verify == VerifyState::kOk});
  if (!content) {
    return false;
  }
  engine.Emit(Broadcast{engine.CastVote(*content)});
  return true;
}

}  // namespace heng::consensus
