// SPDX-License-Identifier: Apache-2.0
// How this node's clock stands to the others': each proposal of a new view carries its leader's
// time. The way of the message makes a leader look late and never early, so the greatest of its
// last offsets is the best; and the middle one of all leaders is not moved by a few that lie.
// Pure; one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace heng::node {

class PeerClocks {
 public:
  // From here on a validator's blocks, or its votes, are not taken in time by the others.
  static constexpr std::int64_t kTolerableMs = 2'000;

  explicit PeerClocks(std::size_t peers) : peers_(peers) {}

  // The peer's clock less this node's, as the message came in.
  void Note(std::size_t peer, std::int64_t offset_ms, std::uint64_t uptime_ms);
  // This node's own clock was moved: what was known is worth nothing.
  void Forget() { heard_.clear(); }

  [[nodiscard]] std::optional<std::int64_t> OffsetOf(std::size_t peer) const;
  // The others' clocks less this node's; nothing unless more than half of them were heard lately.
  [[nodiscard]] std::optional<std::int64_t> Offset(std::uint64_t uptime_ms) const;

 private:
  struct Heard {
    std::deque<std::int64_t> offsets;
    std::uint64_t uptime_ms = 0;  // of the newest
  };

  std::size_t peers_;
  std::map<std::size_t, Heard> heard_;
};

// "this node's clock is 300.0 s ahead of the other validators'; ..."; empty when it is well.
[[nodiscard]] std::string ClockComplaint(std::optional<std::int64_t> offset_ms);

}  // namespace heng::node
