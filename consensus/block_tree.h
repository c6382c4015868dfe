// SPDX-License-Identifier: Apache-2.0
// The known proposals above the last committed block, and how far each has come on its way to
// certified: payload requested, ready, verified, executed. The committed tip is the root and counts
// as certified. Decides nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "consensus/durable_state.h"
#include "consensus/messages/proposal.h"

namespace heng::consensus {

enum class PayloadState { kUnknown, kRequested, kReady };
enum class VerifyState { kNone, kPending, kOk, kRejected };
enum class CertifyState { kNone, kPending, kOk, kBad };

// How a proposal is joined to the tip.
enum class Descent {
  kFromTip,  // every ancestor above the tip is known
  kUnknown,  // an ancestor is not known
  kDead,     // it does not descend from the tip
};

struct Block {
  ProposalId pid;
  Proposal proposal;
  std::optional<std::vector<TransactionDigest>> transactions;  // until the payload is requested
  PayloadState payload = PayloadState::kUnknown;
  VerifyState verify = VerifyState::kNone;
  CertifyState certify = CertifyState::kNone;
  BlockId block_id;                     // when certify is kOk
  std::optional<BlockId> recorded;      // what the journal says it was before a restart
  bool wanted = false;                  // known through a certificate of it or of a descendant
  Descent descent = Descent::kUnknown;  // the tree's own business
};

// What later blocks need to know of a parent.
struct ParentFacts {
  View view;
  Height height;
  BlockTime time;
  BlockId block_id;
};

class BlockTree {
 public:
  explicit BlockTree(const FinalizedTip& tip) : tip_(tip) {}

  [[nodiscard]] const FinalizedTip& tip() const { return tip_; }
  [[nodiscard]] std::size_t size() const { return blocks_.size(); }
  // Rises when a block is added and when the tip moves.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  // Adds a proposal that is not yet there, and returns it either way. Digests are kept if it had
  // none.
  Block& Insert(const Proposal& proposal,
                std::optional<std::vector<TransactionDigest>> transactions = std::nullopt);
  [[nodiscard]] Block* Find(const ProposalId& pid);
  [[nodiscard]] const Block* Find(const ProposalId& pid) const;
  [[nodiscard]] const std::map<ProposalId, Block>& blocks() const { return blocks_; }
  [[nodiscard]] std::map<ProposalId, Block>& blocks() { return blocks_; }

  // True for the tip and for blocks whose certify is ok.
  [[nodiscard]] bool IsCertified(const ProposalId& pid) const;
  // Of the tip or of a certified block; nothing for others.
  [[nodiscard]] std::optional<ParentFacts> FactsOf(const ProposalId& pid) const;

  // Of any proposal: the tip descends from itself, and of one that is not in the tree nothing is
  // known. Kept with every change, because a node that comes back asks it of thousands of
  // certificates again and again.
  [[nodiscard]] Descent DescentOf(const ProposalId& pid) const;
  // From the child of the tip to a block of Descent::kFromTip.
  [[nodiscard]] std::vector<ProposalId> PathTo(const ProposalId& pid) const;
  // The lowest ancestor that is not known of a proposal of Descent::kUnknown, or itself.
  [[nodiscard]] ProposalId MissingBehind(const ProposalId& pid) const;

  // Moves the tip to a certified child of it, drops every block that does not descend from the
  // new tip, and returns those but the tip itself.
  [[nodiscard]] std::vector<ProposalId> AdvanceTip(const FinalizedTip& tip);
  void Erase(const ProposalId& pid);

 private:
  [[nodiscard]] Descent DescentFrom(const Proposal& proposal) const;
  [[nodiscard]] std::vector<ProposalId> ChildrenOf(const ProposalId& pid) const;
  // Finds the descent of these blocks anew, and of their descendants where that changes it.
  void Settle(std::vector<ProposalId> open);
  // Takes a block out, and leaves the descent of its children as it was.
  void Remove(const ProposalId& pid);

  FinalizedTip tip_;
  std::uint64_t version_ = 1;
  std::map<ProposalId, Block> blocks_;
  std::set<std::pair<ProposalId, ProposalId>> children_;  // parent and child, of all blocks
};

}  // namespace heng::consensus
