// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checkers/chain.h"

#include "core/crypto/hash.h"
#include "tests/sim/sim_node.h"

namespace heng::sim {
namespace {

Hash ContentOf(const storage::Layer& block) {
  Bytes bytes;
  for (const storage::BlockTransaction& transaction : block.transactions()) {
    bytes.append(transaction.digest.view());
  }
  for (const Receipt& receipt : block.receipts()) {
    bytes.append(Encode(receipt));
  }
  for (const Bytes& event : block.events()) {
    bytes.append(event);
  }
  return Sha256(bytes);
}

}  // namespace

void ChainChecker::OnStarted(const SimNode& node) {
  heights_[node.index()] = node.store().head()->height();
}

void ChainChecker::OnCommitted(const SimNode& node, const storage::Layer& block) {
  const BlockHeader& header = block.header();
  const std::string where = " at height " + std::to_string(header.height.value());
  if (const auto last = heights_.find(node.index());
      last != heights_.end() && header.height != Next(last->second)) {
    Breach("S9: " + node.name() + " commits out of order" + where);
  }
  heights_[node.index()] = header.height;

  const Agreed agreed{.id = block.id(), .time = header.time, .content = ContentOf(block)};
  const auto [known, first] = chain_.emplace(header.height, agreed);
  if (!first) {
    if (known->second.id != agreed.id || known->second.content != agreed.content) {
      Breach("S9: " + node.name() + " commits another block" + where);
    }
    return;
  }
  if (header.height == Height(0)) {
    return;
  }
  const auto parent = chain_.find(Height(header.height.value() - 1));
  if (parent == chain_.end() || parent->second.id != header.parent) {
    Breach("S4: the block does not stand on the committed one below" + where);
    return;
  }
  if (header.time <= parent->second.time) {
    Breach("S11: the block time does not ascend" + where);
  }
  if (header.time.value() != parent->second.time.value() + 1) {
    CheckTime(node, header);
  }
  CheckViews(node, header.height);
}

void ChainChecker::CheckTime(const SimNode& node, const BlockHeader& header) {
  if (header.time.value() > clock_().value() + consensus::kBlockTimeAheadMaxMs) {
    Breach("S11: " + node.name() + " commits a block from the future at height " +
           std::to_string(header.height.value()));
  }
}

void ChainChecker::CheckViews(const SimNode& node, Height height) {
  const auto bytes = node.store().Chain().Proposal(height);
  if (!bytes) {
    Breach("S4: " + node.name() + " has no proposal of height " + std::to_string(height.value()));
    return;
  }
  const auto proposal = Decode<consensus::Proposal>(*bytes);
  if (!proposal) {
    Breach("S4: the stored proposal does not decode");
    return;
  }
  for (View view = Next(proposal->parent_view); view < proposal->view; view = Next(view)) {
    if (certificates_.IsFinalized(view)) {
      Breach("S4: the chain skips the finalized view " + std::to_string(view.value()));
    }
    if (!certificates_.IsNullified(view)) {
      Breach("S5: the chain skips view " + std::to_string(view.value()) +
             ", which nobody nullified");
    }
  }
}

}  // namespace heng::sim
