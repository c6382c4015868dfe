// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/consensus/cluster.h"

#include <algorithm>

#include "core/check.h"

namespace heng::consensus::testing {

Cluster::Cluster(std::uint32_t validators, std::uint32_t followers)
    : validators_(MakeValidators(validators)) {
  for (std::uint32_t i = 0; i < validators + followers; ++i) {
    nodes_.push_back(std::make_unique<Node>(*this, i, i < validators));
  }
}

void Cluster::StartAll() {
  for (const auto& node : nodes_) {
    node->Start();
  }
  for (std::uint32_t a = 0; a < size(); ++a) {
    for (std::uint32_t b = a + 1; b < size(); ++b) {
      Connect(a, b);
    }
  }
}

// Followers get the numbers that the driver gives them: above every validator's.
static PeerId PeerNumber(std::uint32_t index, std::uint32_t validators) {
  return PeerId(index < validators ? index : static_cast<std::uint32_t>(kValidatorsMax) + index);
}

void Cluster::Connect(std::uint32_t a, std::uint32_t b) {
  for (const auto& [at, to] : {std::pair(a, b), std::pair(b, a)}) {
    if (node(a).up() && node(b).up()) {
      node(at).Step(PeerConnected{PeerNumber(to, validators_.size())});
    }
  }
}

void Cluster::Restart(std::uint32_t index) {
  node(index).Start();
  for (std::uint32_t other = 0; other < size(); ++other) {
    if (other != index) {
      Connect(index, other);
    }
  }
}

void Cluster::Post(std::uint32_t from, std::uint32_t to, const Message& message) {
  Packet packet{.from = from, .to = to, .bytes = EncodeMessage(message), .message = message};
  if (keep_log) {
    log_.push_back(packet);
  }
  if (!drop || !drop(packet)) {
    packets_.push_back(std::move(packet));
  }
}

void Cluster::Inject(std::uint32_t from, std::uint32_t to, const Message& message) {
  Observe(from, message);
  packets_.push_back({.from = from, .to = to, .bytes = EncodeMessage(message), .message = message});
}

void Cluster::Deliver(std::size_t position) {
  const Packet packet = packets_.at(position);
  packets_.erase(packets_.begin() + static_cast<std::ptrdiff_t>(position));
  if (!node(packet.to).up()) {
    return;
  }
  auto message = DecodeMessage(packet.bytes);
  HENG_ASSERT(message.has_value() && *message == packet.message);
  node(packet.to).Step(MessageReceived{.from = PeerNumber(packet.from, validators_.size()),
                                       .message = *std::move(message)});
}

bool Cluster::DeliverNext() {
  if (packets_.empty()) {
    return false;
  }
  Deliver(0);
  return true;
}

void Cluster::DeliverAll() {
  // A protocol that answers answers for ever would not end here.
  for (int i = 0; i < 200'000; ++i) {
    if (!DeliverNext()) {
      return;
    }
  }
  Breach("the network never falls silent");
}

void Cluster::Advance(std::uint64_t ms) {
  now_ms_ += ms;
  for (const auto& node : nodes_) {
    if (node->up()) {
      node->FireTimers();
    }
  }
}

void Cluster::Wait(std::uint64_t ms) {
  DeliverAll();
  const std::uint64_t end = now_ms_ + ms;
  while (true) {
    std::optional<std::uint64_t> next;
    for (const auto& node : nodes_) {
      const auto at = node->up() ? node->NextTimerMs() : std::nullopt;
      next = at && (!next || *at < *next) ? at : next;
    }
    if (!next || *next > end) {
      break;
    }
    Advance(*next > now_ms_ ? *next - now_ms_ : 0);
    DeliverAll();
  }
  now_ms_ = end;
}

std::optional<Proposal> Cluster::ProposalOf(const ProposalId& pid) const {
  const auto found = proposals_.find(pid);
  return found == proposals_.end() ? std::nullopt : std::optional(found->second);
}

void Cluster::Observe(std::uint32_t from, const Message& message) {
  if (const auto* vote = std::get_if<Vote>(&message)) {
    ObserveVote(from, *vote);
  } else if (const auto* proposal = std::get_if<ProposalMessage>(&message)) {
    const ProposalId pid = IdOf(proposal->proposal);
    proposals_[pid] = proposal->proposal;
    ObserveVote(from, SignAs(from, validators_, NotarizeOf(proposal->proposal.view.value(), pid)));
  } else if (const auto* evidence = std::get_if<Evidence>(&message)) {
    if (!byzantine.contains(evidence->signer().value())) {
      Breach("S12: evidence names honest v" + std::to_string(evidence->signer().value()));
    }
  }
}

void Cluster::ObserveVote(std::uint32_t from, const Vote& vote) {
  const VoteContent content = vote.content();
  votes_[content].insert(from);
  contents_[content.view].insert(content);
  if (!byzantine.contains(from)) {
    for (const VoteContent& other : contents_[content.view]) {
      if (votes_[other].contains(from) && Conflict(other, content)) {
        Breach("S6: v" + std::to_string(from) + " contradicts itself in view " +
               std::to_string(content.view.value()));
      }
    }
  }
  CheckCertificates(content);
}

void Cluster::CheckCertificates(const VoteContent& content) {
  if (votes_[content].size() < validators_.quorum()) {
    return;
  }
  std::set<VoteContent>& view = certified_[content.view];
  view.insert(content);
  std::set<ProposalId> pids;
  bool nullified = false;
  bool finalized = false;
  for (const VoteContent& held : view) {
    nullified |= held.type == VoteType::kNullify;
    finalized |= held.type == VoteType::kFinalize;
    if (held.type != VoteType::kNullify) {
      pids.insert(held.pid);
    }
  }
  if (pids.size() > 1) {
    Breach("S1: two proposals of view " + std::to_string(content.view.value()) + " accepted");
  }
  if (nullified && finalized) {
    Breach("S2: view " + std::to_string(content.view.value()) + " finalized and nullified");
  }
}

void Cluster::ObserveCommit(std::uint32_t node, const StoredBlock& block, Height height) {
  const auto [place, added] = chain_.try_emplace(height, block.pid, block.block_id);
  if (!added && place->second != std::pair(block.pid, block.block_id)) {
    Breach("S9: v" + std::to_string(node) + " commits another block at height " +
           std::to_string(height.value()));
  }
}

}  // namespace heng::consensus::testing
