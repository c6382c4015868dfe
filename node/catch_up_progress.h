// SPDX-License-Identifier: Apache-2.0
// How far a node that missed blocks has come: where it stands, at most how high it must get, how
// fast it goes and how long that will take. It is told what the driver says, and keeps the last
// seconds. Pure; one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "core/height.h"
#include "node/api/ports.h"

namespace heng::node {

// "catching up: block 1200 of at most 10000, 850 blocks/s, 11 s left"
[[nodiscard]] std::string Sentence(const CatchUpView& view);

class CatchUpProgress {
 public:
  // Blocks that are missing when it begins to count as catching up, and when it has ended.
  static constexpr std::uint64_t kBeginsAt = 64;
  static constexpr std::uint64_t kEndsBelow = 4;

  enum class Change { kNone, kBegan, kEnded };

  // `behind`: how many views lie between the tip and the newest that is known to be final.
  Change Note(Height height, std::uint64_t behind, std::uint64_t uptime_ms);

  // Nothing when the node is not catching up.
  [[nodiscard]] std::optional<CatchUpView> view() const;
  // Of the catch-up that goes on, or ended last.
  [[nodiscard]] std::uint64_t blocks() const { return height_.value() - began_at_.value(); }
  [[nodiscard]] std::uint64_t took_ms() const { return now_ms_ - began_ms_; }

 private:
  struct Mark {
    std::uint64_t uptime_ms = 0;
    Height height;
  };

  bool under_way_ = false;
  Height height_;
  std::uint64_t behind_ = 0;
  std::uint64_t now_ms_ = 0;
  Height began_at_;
  std::uint64_t began_ms_ = 0;
  std::deque<Mark> marks_;  // of the last seconds, oldest first
};

}  // namespace heng::node
