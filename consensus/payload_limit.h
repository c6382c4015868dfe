// SPDX-License-Identifier: Apache-2.0
// The poison guard of a leader: a payload that nobody can execute must not be proposed again and
// again. After two own views in a row that failed (nullified, or the block was bad) the next own
// proposal is empty; then the limit grows from half of the full payload back to all of it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/block.h"

namespace heng::consensus {

class PayloadLimit {
 public:
  [[nodiscard]] std::uint32_t transactions_max() const {
    return failures_ >= kFailuresMax ? 0 : limit_;
  }

  void OwnViewFailed() {
    if (failures_ < kFailuresMax && ++failures_ == kFailuresMax) {
      limit_ = std::max<std::uint32_t>(limit_ / 2, 1);
    }
  }

  void OwnViewSucceeded() {
    // A success right after the empty proposal does not clear the suspicion: half comes next.
    if (failures_ < kFailuresMax) {
      limit_ = std::min<std::uint32_t>(limit_ * 2, kBlockTransactionsMax);
    }
    failures_ = 0;
  }

 private:
  static constexpr std::uint32_t kFailuresMax = 2;

  std::uint32_t limit_ = kBlockTransactionsMax;
  std::uint32_t failures_ = 0;
};

}  // namespace heng::consensus
