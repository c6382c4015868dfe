// SPDX-License-Identifier: Apache-2.0
#include "consensus/block_tree.h"

#include <algorithm>
#include <utility>

#include "core/check.h"

namespace heng::consensus {

Block& BlockTree::Insert(const Proposal& proposal,
                         std::optional<std::vector<TransactionDigest>> transactions) {
  const ProposalId pid = IdOf(proposal);
  const auto [place, added] = blocks_.try_emplace(pid);
  Block& block = place->second;
  if (added) {
    block.pid = pid;
    block.proposal = proposal;
    ++version_;
  }
  if (transactions && !block.transactions && block.payload != PayloadState::kReady) {
    // A request that went out without digests is made again with them.
    block.payload = PayloadState::kUnknown;
    block.transactions = std::move(transactions);
  }
  return block;
}

Block* BlockTree::Find(const ProposalId& pid) {
  const auto found = blocks_.find(pid);
  return found == blocks_.end() ? nullptr : &found->second;
}

const Block* BlockTree::Find(const ProposalId& pid) const {
  const auto found = blocks_.find(pid);
  return found == blocks_.end() ? nullptr : &found->second;
}

bool BlockTree::IsCertified(const ProposalId& pid) const {
  if (pid == tip_.pid) {
    return true;
  }
  const Block* block = Find(pid);
  return block != nullptr && block->certify == CertifyState::kOk;
}

std::optional<ParentFacts> BlockTree::FactsOf(const ProposalId& pid) const {
  if (pid == tip_.pid) {
    return ParentFacts{tip_.view, tip_.height, tip_.time, tip_.block_id};
  }
  const Block* block = Find(pid);
  if (block == nullptr || block->certify != CertifyState::kOk) {
    return std::nullopt;
  }
  return ParentFacts{
      block->proposal.view, block->proposal.height, block->proposal.time, block->block_id};
}

BlockTree::Path BlockTree::PathTo(const ProposalId& pid) const {
  Path path;
  ProposalId at = pid;
  while (at != tip_.pid) {
    const Block* block = Find(at);
    if (block == nullptr) {
      path.kind = Path::Kind::kMissing;
      path.missing = at;
      return path;
    }
    // Heights fall by one with each step (a block of any other height is never certified), so the
    // walk ends at the height of the tip.
    const bool child_of_tip = block->proposal.parent_pid == tip_.pid;
    if (block->proposal.height <= tip_.height ||
        (block->proposal.height == Next(tip_.height) && !child_of_tip) ||
        path.blocks.size() > blocks_.size()) {
      path.kind = Path::Kind::kDead;
      return path;
    }
    path.blocks.push_back(at);
    at = block->proposal.parent_pid;
  }
  path.kind = Path::Kind::kConnected;
  std::ranges::reverse(path.blocks);
  return path;
}

std::vector<ProposalId> BlockTree::AdvanceTip(const FinalizedTip& tip) {
  HENG_ASSERT(tip.height == Next(tip_.height));
  HENG_ASSERT(IsCertified(tip.pid));
  tip_ = tip;
  ++version_;
  blocks_.erase(tip.pid);
  // A branch dies where it passes the height of the tip elsewhere than through the tip. There is
  // none in a long run of final blocks, and then nothing is walked.
  const bool any = std::ranges::any_of(blocks_, [&](const auto& entry) {
    const Proposal& proposal = entry.second.proposal;
    return proposal.height <= tip.height ||
           (proposal.height == Next(tip.height) && proposal.parent_pid != tip.pid);
  });
  std::vector<ProposalId> dead;
  if (!any) {
    return dead;
  }
  for (const auto& [pid, block] : blocks_) {
    if (PathTo(pid).kind == Path::Kind::kDead) {
      dead.push_back(pid);
    }
  }
  for (const ProposalId& pid : dead) {
    blocks_.erase(pid);
  }
  return dead;
}

}  // namespace heng::consensus
