// SPDX-License-Identifier: Apache-2.0
#include "node/peer_clocks.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace heng::node {
namespace {

constexpr std::size_t kOffsetsKept = 3;
constexpr std::uint64_t kFreshMs = 60'000;

}  // namespace

void PeerClocks::Note(std::size_t peer, std::int64_t offset_ms, std::uint64_t uptime_ms) {
  Heard& heard = heard_[peer];
  heard.uptime_ms = uptime_ms;
  heard.offsets.push_back(offset_ms);
  if (heard.offsets.size() > kOffsetsKept) {
    heard.offsets.pop_front();
  }
}

std::optional<std::int64_t> PeerClocks::OffsetOf(std::size_t peer) const {
  const auto found = heard_.find(peer);
  if (found == heard_.end()) {
    return std::nullopt;
  }
  return std::ranges::max(found->second.offsets);
}

std::optional<std::int64_t> PeerClocks::Offset(std::uint64_t uptime_ms) const {
  std::vector<std::int64_t> offsets;
  for (const auto& [peer, heard] : heard_) {
    if (heard.uptime_ms + kFreshMs >= uptime_ms) {
      offsets.push_back(std::ranges::max(heard.offsets));
    }
  }
  if (offsets.size() * 2 <= peers_) {
    return std::nullopt;
  }
  std::ranges::sort(offsets);
  return offsets[offsets.size() / 2];
}

std::string ClockComplaint(std::optional<std::int64_t> offset_ms) {
  if (!offset_ms || std::abs(*offset_ms) <= PeerClocks::kTolerableMs) {
    return {};
  }
  const std::int64_t off_ms = std::abs(*offset_ms);
  return "this node's clock is " + std::to_string(off_ms / 1'000) + "." +
         std::to_string(off_ms % 1'000 / 100) + " s " + (*offset_ms > 0 ? "behind" : "ahead of") +
         " the other validators'; set it right (NTP), or its votes come to nothing";
}

}  // namespace heng::node
