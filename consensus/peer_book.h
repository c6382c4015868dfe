// SPDX-License-Identifier: Apache-2.0
// Which links are up, and how much unasked or asked help each peer was given lately, so that no
// peer can make this node work or send without bound.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "consensus/types.h"

namespace heng::consensus {

class PeerBook {
 public:
  // Followers and validators together; further links are not helped.
  static constexpr std::size_t kPeersMax = 256;
  static constexpr std::uint32_t kAnswersPerWindow = 16;

  explicit PeerBook(std::uint64_t window_ms) : window_ms_(window_ms) {}

  void Connected(PeerId peer);
  void Disconnected(PeerId peer);
  // The validator greeted this node, so its own link here is up and an answer has a way. Before or
  // after Connected.
  void Greeted(PeerId peer);

  // True at most kAnswersPerWindow times a window for each connected peer.
  [[nodiscard]] bool AllowAnswer(PeerId peer, std::uint64_t uptime_ms);
  // True at most once a window for each connected peer: unasked help and hints.
  [[nodiscard]] bool AllowHelp(PeerId peer, std::uint64_t uptime_ms);
  [[nodiscard]] bool AllowQuestion(PeerId peer, std::uint64_t uptime_ms);

  // Connected validators one after the other: `preferred` first as long as it is up, then those
  // that greeted this node before those that did not. A question to one that cannot answer yet is
  // lost.
  [[nodiscard]] std::optional<PeerId> Next(std::optional<PeerId> preferred,
                                           std::uint64_t attempt) const;

 private:
  struct Peer {
    std::uint64_t answers_since_ms = 0;
    std::uint32_t answers = 0;
    std::optional<std::uint64_t> helped_ms;
    std::optional<std::uint64_t> asked_ms;
  };

  [[nodiscard]] bool Once(std::optional<std::uint64_t>& last, std::uint64_t uptime_ms) const;

  std::uint64_t window_ms_;
  std::map<PeerId, Peer> peers_;
  std::set<PeerId> greeted_;  // validators
};

}  // namespace heng::consensus
