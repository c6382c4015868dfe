// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/pace.h"

#include <algorithm>

namespace heng::bench {
namespace {

constexpr std::uint64_t kNsPerS = 1'000'000'000;

std::uint64_t MulDiv(std::uint64_t a, std::uint64_t b, std::uint64_t divisor) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b / divisor);
}

}  // namespace

std::uint64_t DueNs(std::uint64_t index, std::uint64_t rate_per_s) {
  return MulDiv(index, kNsPerS, std::max<std::uint64_t>(1, rate_per_s));
}

std::uint64_t DueBy(std::uint64_t elapsed_ns, std::uint64_t rate_per_s) {
  return MulDiv(elapsed_ns, rate_per_s, kNsPerS) + 1;
}

bool KeptUp(std::uint64_t backlog, std::uint64_t rate_per_s) {
  return backlog * 1'000 <= rate_per_s * kBacklogMsMax;
}

bool RateSearch::done() const {
  return failed_ && (*failed_ <= 1 || (held_ != 0 && *failed_ * 20 <= held_ * 21));
}

void RateSearch::Report(bool kept_up) {
  if (kept_up) {
    held_ = std::max(held_, next_);
  } else {
    failed_ = std::min(failed_.value_or(next_), next_);
  }
  if (!failed_) {
    next_ = held_ + std::max<std::uint64_t>(1, held_ / 4);
  } else if (held_ == 0) {
    next_ = *failed_ / 2;
  } else {
    next_ = held_ + (*failed_ - held_) / 2;
  }
}

}  // namespace heng::bench
