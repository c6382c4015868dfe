// SPDX-License-Identifier: Apache-2.0
#include "consensus/messages/proposal.h"

#include <algorithm>

#include "core/crypto/hash.h"

namespace heng::consensus {

ProposalId IdOf(const Proposal& proposal) {
  return As<ProposalId>(Sha256({"HENG-PROPOSAL/1\n", Encode(proposal)}));
}

bool IsWellFormed(const Proposal& proposal) {
  return IsIdentifier(proposal.chain_id.value()) && proposal.epoch.value() > 0 &&
         proposal.view > proposal.parent_view && proposal.height.value() > 0 &&
         // Only the genesis block has no proposal behind it, and only it is below height 1.
         proposal.parent_pid.is_zero() == (proposal.height.value() == 1) &&
         !proposal.parent_block_id.is_zero() &&
         proposal.transaction_count <= kBlockTransactionsMax &&
         proposal.next_validator_set_hash.is_zero() &&
         std::ranges::all_of(proposal.evidence,
                             [](const Evidence& evidence) { return IsWellFormed(evidence); });
}

bool IsWellFormed(const ProposalMessage& message) {
  return IsWellFormed(message.proposal) &&
         message.transactions.size() == message.proposal.transaction_count &&
         TransactionRoot(message.transactions) == message.proposal.transaction_root;
}

}  // namespace heng::consensus
