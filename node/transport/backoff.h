// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next attempt: doubling up to a cap, shortened by chance by up to a
// half. Pure: the caller brings the chance.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace heng::node {

class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds last)
      : first_(first), last_(last), next_(first) {}

  // `chance` is any number, evenly spread.
  std::chrono::milliseconds Next(std::uint32_t chance) {
    const std::chrono::milliseconds full = next_;
    next_ = std::min(next_ * 2, last_);
    const std::int64_t half = full.count() / 2;
    return full - std::chrono::milliseconds(half == 0 ? 0 : chance % (half + 1));
  }
  void Reset() { next_ = first_; }

 private:
  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds last_;
  std::chrono::milliseconds next_;
};

}  // namespace heng::node
