// SPDX-License-Identifier: Apache-2.0
// The way of a block to certified: its payload is requested, verified unless a certificate says
// that a quorum did, and executed when its parent is certified. Blocks of views that ended are
// carried on, because a descendant may need them; nothing is begun for one that no certificate
// names.
#include <algorithm>

#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

bool IsNeeded(const Engine& engine, const Block& block) {
  return block.wanted || block.recorded || engine.view.accepted == block.pid ||
         block.payload != PayloadState::kUnknown ||
         engine.certificates.AcceptanceOf(block.proposal.view, block.pid) != nullptr;
}

// How many ancestors are not certified, up to `max`.
std::size_t UncertifiedAncestors(const BlockTree& tree, const Block& block, std::size_t max) {
  std::size_t count = 0;
  const Block* at = &block;
  while (count < max && !tree.IsCertified(at->proposal.parent_pid)) {
    ++count;
    at = tree.Find(at->proposal.parent_pid);
    if (at == nullptr) {
      return max;
    }
  }
  return count;
}

std::vector<PeerId> SourcesOf(const Engine& engine, const Block& block) {
  std::vector<PeerId> sources;
  const ValidatorIndex proposer = engine.leaders.LeaderOf(block.proposal.view);
  if (!engine.IsSelf(proposer)) {
    sources.push_back(PeerOf(proposer));
  }
  const Certificate* accepted = engine.certificates.AcceptanceOf(block.proposal.view, block.pid);
  if (accepted != nullptr) {
    for (const ValidatorIndex signer : SignersOf(*accepted)) {
      if (signer != proposer && !engine.IsSelf(signer)) {
        sources.push_back(PeerOf(signer));
      }
    }
  }
  return sources;
}

// True when the payload would be of use soon: few blocks stand between it and execution.
bool IsSoon(const Engine& engine, const Block& block) {
  const auto& known = engine.catch_up.known;
  const std::uint64_t height = block.proposal.height.value();
  const bool final = block.wanted && known && block.proposal.height <= known->height;
  if (final) {
    return height <= engine.tree.tip().height.value() + kFinalPayloadsAheadMax;
  }
  return UncertifiedAncestors(engine.tree, block, kPayloadsAheadMax) < kPayloadsAheadMax;
}

// A quorum has found the proposal well made.
bool IsAccepted(const Engine& engine, const Block& block) {
  return block.wanted ||
         engine.certificates.AcceptanceOf(block.proposal.view, block.pid) != nullptr;
}

bool Request(Engine& engine, Block& block) {
  if (block.payload != PayloadState::kUnknown || !IsSoon(engine, block)) {
    return false;
  }
  block.payload = PayloadState::kRequested;
  engine.Emit(RequestPayload{.pid = block.pid,
                             .proposal = block.proposal,
                             .transactions = std::exchange(block.transactions, std::nullopt),
                             .sources = SourcesOf(engine, block),
                             .accepted = IsAccepted(engine, block)});
  return true;
}

bool Run(Engine& engine, Block& block) {
  if (block.payload != PayloadState::kReady || block.certify != CertifyState::kNone) {
    return false;
  }
  // Or this node has found so before a restart.
  const bool accepted = block.recorded || IsAccepted(engine, block);
  if (!accepted && block.verify == VerifyState::kNone) {
    block.verify = VerifyState::kPending;
    engine.Emit(VerifyPayload{block.pid});
  }
  const auto parent = engine.tree.FactsOf(block.proposal.parent_pid);
  if (!parent || (!accepted && block.verify != VerifyState::kOk)) {
    return false;
  }
  if (!FitsParent(block.proposal, *parent)) {
    block.certify = CertifyState::kBad;
    return true;
  }
  block.certify = CertifyState::kPending;
  engine.Emit(Execute{.pid = block.pid,
                      .proposal = block.proposal,
                      .parent = block.proposal.parent_pid,
                      .proposer = engine.leaders.LeaderOf(block.proposal.view),
                      .decided = block.proposal.view <= engine.HighestFinalView()});
  return true;
}

}  // namespace

bool FitsParent(const Proposal& proposal, const ParentFacts& parent) {
  return proposal.parent_view == parent.view && proposal.height == Next(parent.height) &&
         proposal.parent_block_id == parent.block_id && proposal.time > parent.time;
}

bool CertifyBlocks(Engine& engine) {
  bool changed = false;
  for (auto& [pid, block] : engine.tree.blocks()) {
    if (block.certify == CertifyState::kOk || block.certify == CertifyState::kBad ||
        !IsNeeded(engine, block)) {
      continue;
    }
    changed |= Request(engine, block);
    changed |= Run(engine, block);
  }
  return changed;
}

}  // namespace heng::consensus
