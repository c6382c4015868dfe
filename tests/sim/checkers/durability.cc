// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checkers/durability.h"

#include "tests/sim/sim_node.h"
#include "tests/sim/trace.h"

namespace heng::sim {

void DurabilityChecker::OnSend(const SimNode& node, const consensus::Message& message) {
  if (const auto* proposal = std::get_if<consensus::ProposalMessage>(&message)) {
    has_transactions_[IdOf(proposal->proposal)] = !proposal->transactions.empty();
    if (node.role().honest) {
      CheckRecord(node,
                  consensus::ProposalRecord{.proposal = proposal->proposal,
                                            .signature = proposal->signature});
    }
    return;
  }
  const auto* vote = std::get_if<consensus::Vote>(&message);
  if (vote == nullptr || !node.role().honest || node.role().seat != vote->signer.value()) {
    return;
  }
  consensus::Vote promise = *vote;
  promise.hi_final = View();  // a hint, which may be fresher than the record
  CheckRecord(node, consensus::VoteRecord{promise});
  if (vote->type == consensus::VoteType::kFinalize) {
    CheckBody(node, *vote);
  }
}

void DurabilityChecker::CheckRecord(const SimNode& node, const consensus::JournalRecord& record) {
  const Bytes bytes = consensus::EncodeRecord(record);
  if (!durable_.emplace(node.index(), bytes).second) {
    return;
  }
  const ByteView image = node.directory().DurableContentOf(journal_);
  const auto* vote = std::get_if<consensus::VoteRecord>(&record);
  // A vote is found by its signature: its record carries the hint of the moment it was cast.
  const ByteView needle = vote != nullptr ? vote->vote.signature.view() : ByteView(bytes);
  if (image.find(needle) == ByteView::npos) {
    Breach("S7: " + node.name() + " sends " +
           (vote != nullptr ? Describe(vote->vote.content()) : std::string("a proposal")) +
           ", which is not on its disk");
  }
}

void DurabilityChecker::CheckBody(const SimNode& node, const consensus::Vote& finalize) {
  const auto known = has_transactions_.find(finalize.pid);
  if (known == has_transactions_.end() || !known->second) {
    return;
  }
  const ByteView image = node.directory().DurableContentOf(payload_log_);
  const bool is_committed = node.store().head()->id() == finalize.block_id;
  if (!is_committed && image.find(finalize.pid.view()) == ByteView::npos) {
    Breach("S10: " + node.name() + " sends " + Describe(finalize.content()) +
           ", whose body is not on its disk");
  }
}

void DurabilityChecker::OnCommitted(const SimNode& node, const storage::Layer& block) {
  acknowledged_[node.index()] = block.height();
  for (const Receipt& receipt : block.receipts()) {
    receipts_[node.index()][receipt.transaction_id] = Encode(receipt);
  }
}

void DurabilityChecker::OnStarted(const SimNode& node) {
  const Height head = node.store().head()->height();
  if (head < acknowledged_[node.index()]) {
    Breach("S14: " + node.name() + " restarts at height " + std::to_string(head.value()) +
           ", below " + std::to_string(acknowledged_[node.index()].value()) +
           " that it had committed");
  }
  const storage::ChainReader chain = node.store().Chain();
  for (const auto& [id, receipt] : receipts_[node.index()]) {
    const auto location = chain.Find(id);
    const auto stored = location ? chain.ReceiptOf(location->height, location->index)
                                 : Fail(StatusCode::kNotFound, "no such transaction");
    if (!stored || Encode(*stored) != receipt) {
      Breach("S15: " + node.name() + " has lost or changed the receipt of " + id.hex());
    }
  }
}

}  // namespace heng::sim
