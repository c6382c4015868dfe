// SPDX-License-Identifier: Apache-2.0
#include "node/driver/ancestors_reply.h"

#include <utility>

namespace heng::node {
namespace {

std::optional<consensus::Certificate> FinalityAt(const storage::ChainReader& chain, Height height) {
  const auto bytes = chain.Certificate(height);
  if (!bytes || bytes->empty()) {
    return std::nullopt;
  }
  auto certificate = Decode<consensus::Certificate>(*bytes);
  return certificate ? std::optional(*std::move(certificate)) : std::nullopt;
}

}  // namespace

std::optional<consensus::Ancestors> CommittedAncestors(const storage::ChainReader& chain,
                                                       const consensus::FetchAncestors& fetch) {
  const Height head = chain.head().value_or(Height(0));
  consensus::Ancestors segment{.epoch = fetch.epoch, .proposals = {}, .finality = std::nullopt};
  ProposalId last;            // of the proposals
  std::size_t certified = 0;  // how many of the proposals the last Fin covers
  std::uint64_t transactions = 0;
  for (Height height = Next(fetch.after_height); height <= head; height = Next(height)) {
    const bool enough = segment.proposals.size() >= consensus::kAncestorsUsual ||
                        transactions >= consensus::kAncestorsTransactionsUsual;
    if (segment.proposals.size() == consensus::kAncestorsMax || (enough && segment.finality)) {
      break;
    }
    const auto bytes = chain.Proposal(height);
    if (!bytes) {
      break;
    }
    auto proposal = Decode<consensus::Proposal>(*bytes);
    if (!proposal || proposal->epoch != fetch.epoch || proposal->height != height) {
      break;
    }
    // What does not hang together is damaged on this disk, and others would take it for a lie.
    const ProposalId pid = IdOf(*proposal);
    if (!segment.proposals.empty() && proposal->parent_pid != last) {
      break;
    }
    last = pid;
    transactions += proposal->transaction_count;
    segment.proposals.push_back(*std::move(proposal));
    if (auto finality = FinalityAt(chain, height); finality && finality->pid == pid) {
      segment.finality = std::move(finality);
      certified = segment.proposals.size();
    }
  }
  if (!segment.finality) {
    return std::nullopt;
  }
  segment.proposals.resize(certified);
  return segment;
}

}  // namespace heng::node
