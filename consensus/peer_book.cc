// SPDX-License-Identifier: Apache-2.0
#include "consensus/peer_book.h"

namespace heng::consensus {

void PeerBook::Connected(PeerId peer) {
  if (peers_.size() < kPeersMax) {
    peers_.try_emplace(peer);
  }
}

void PeerBook::Disconnected(PeerId peer) {
  peers_.erase(peer);
  greeted_.erase(peer);
}

void PeerBook::Greeted(PeerId peer) {
  if (peer.value() < kValidatorsMax) {
    greeted_.insert(peer);
  }
}

bool PeerBook::AllowAnswer(PeerId peer, std::uint64_t uptime_ms) {
  const auto found = peers_.find(peer);
  if (found == peers_.end()) {
    return false;
  }
  Peer& state = found->second;
  if (uptime_ms - state.answers_since_ms >= window_ms_) {
    state.answers_since_ms = uptime_ms;
    state.answers = 0;
  }
  return ++state.answers <= kAnswersPerWindow;
}

bool PeerBook::Once(std::optional<std::uint64_t>& last, std::uint64_t uptime_ms) const {
  if (last && uptime_ms - *last < window_ms_) {
    return false;
  }
  last = uptime_ms;
  return true;
}

bool PeerBook::AllowHelp(PeerId peer, std::uint64_t uptime_ms) {
  const auto found = peers_.find(peer);
  return found != peers_.end() && Once(found->second.helped_ms, uptime_ms);
}

bool PeerBook::AllowQuestion(PeerId peer, std::uint64_t uptime_ms) {
  const auto found = peers_.find(peer);
  return found != peers_.end() && Once(found->second.asked_ms, uptime_ms);
}

std::optional<PeerId> PeerBook::Next(std::optional<PeerId> preferred, std::uint64_t attempt) const {
  std::vector<PeerId> validators;  // those that greeted first
  for (const bool greeted : {true, false}) {
    for (const auto& [peer, state] : peers_) {
      if (peer.value() < kValidatorsMax && greeted_.contains(peer) == greeted) {
        validators.push_back(peer);
      }
    }
  }
  const bool any_greeted = !validators.empty() && greeted_.contains(validators.front());
  if (preferred && attempt == 0 && peers_.contains(*preferred) &&
      (greeted_.contains(*preferred) || !any_greeted)) {
    return preferred;
  }
  if (validators.empty()) {
    return std::nullopt;
  }
  return validators[attempt % validators.size()];
}

}  // namespace heng::consensus
