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
    children_.emplace(proposal.parent_pid, pid);
    block.descent = DescentFrom(proposal);
    Settle(ChildrenOf(pid));
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

Descent BlockTree::DescentOf(const ProposalId& pid) const {
  if (pid == tip_.pid) {
    return Descent::kFromTip;
  }
  const Block* block = Find(pid);
  return block == nullptr ? Descent::kUnknown : block->descent;
}

std::vector<ProposalId> BlockTree::PathTo(const ProposalId& pid) const {
  HENG_ASSERT(DescentOf(pid) == Descent::kFromTip);
  std::vector<ProposalId> path;
  for (ProposalId at = pid; at != tip_.pid; at = Find(at)->proposal.parent_pid) {
    path.push_back(at);
  }
  std::ranges::reverse(path);
  return path;
}

ProposalId BlockTree::MissingBehind(const ProposalId& pid) const {
  HENG_ASSERT(DescentOf(pid) == Descent::kUnknown);
  ProposalId at = pid;
  for (const Block* block = Find(at); block != nullptr; block = Find(at)) {
    at = block->proposal.parent_pid;
  }
  return at;
}

// A branch is dead where it passes the height of the tip elsewhere than through the tip.
Descent BlockTree::DescentFrom(const Proposal& proposal) const {
  const bool child_of_tip = proposal.parent_pid == tip_.pid;
  if (proposal.height <= tip_.height || (proposal.height == Next(tip_.height) && !child_of_tip)) {
    return Descent::kDead;
  }
  return DescentOf(proposal.parent_pid);
}

std::vector<ProposalId> BlockTree::ChildrenOf(const ProposalId& pid) const {
  std::vector<ProposalId> children;
  for (auto child = children_.lower_bound({pid, ProposalId()});
       child != children_.end() && child->first == pid;
       ++child) {
    children.push_back(child->second);
  }
  return children;
}

void BlockTree::Settle(std::vector<ProposalId> open) {
  while (!open.empty()) {
    const ProposalId at = open.back();
    open.pop_back();
    Block& block = *Find(at);
    const Descent descent = DescentFrom(block.proposal);
    if (std::exchange(block.descent, descent) != descent) {
      const std::vector<ProposalId> children = ChildrenOf(at);
      open.insert(open.end(), children.begin(), children.end());
    }
  }
}

void BlockTree::Remove(const ProposalId& pid) {
  const auto found = blocks_.find(pid);
  HENG_ASSERT(found != blocks_.end());
  children_.erase({found->second.proposal.parent_pid, pid});
  blocks_.erase(found);
}

void BlockTree::Erase(const ProposalId& pid) {
  Remove(pid);
  Settle(ChildrenOf(pid));
}

std::vector<ProposalId> BlockTree::AdvanceTip(const FinalizedTip& tip) {
  HENG_ASSERT(tip.height == Next(tip_.height));
  HENG_ASSERT(IsCertified(tip.pid));
  const ProposalId before = tip_.pid;
  tip_ = tip;
  ++version_;
  Remove(tip.pid);
  Settle(ChildrenOf(before));
  std::vector<ProposalId> dead;
  for (const auto& [pid, block] : blocks_) {
    if (block.proposal.height <= Next(tip.height)) {
      Settle({pid});
    }
  }
  for (const auto& [pid, block] : blocks_) {
    if (block.descent == Descent::kDead) {
      dead.push_back(pid);
    }
  }
  for (const ProposalId& pid : dead) {
    Remove(pid);
  }
  return dead;
}

}  // namespace heng::consensus
