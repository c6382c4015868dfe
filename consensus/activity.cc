// SPDX-License-Identifier: Apache-2.0
#include "consensus/activity.h"

#include <algorithm>

namespace heng::consensus {

Activity::Activity(const ValidatorSet& validators,
                   std::optional<ValidatorIndex> self,
                   std::uint64_t window_ms)
    : quorum_(validators.quorum()),
      self_(self),
      window_ms_(window_ms),
      heard_ms_(validators.size(), 0) {}

void Activity::Start(std::uint64_t uptime_ms) {
  std::ranges::fill(heard_ms_, uptime_ms);
}

void Activity::Heard(ValidatorIndex validator, std::uint64_t uptime_ms) {
  std::uint64_t& heard = heard_ms_.at(validator.value());
  heard = std::max(heard, uptime_ms);
}

bool Activity::IsSilent(ValidatorIndex validator, std::uint64_t uptime_ms) const {
  const std::uint64_t heard = heard_ms_.at(validator.value());
  return self_ != validator && uptime_ms > heard && uptime_ms - heard > window_ms_;
}

bool Activity::IsInactive(ValidatorIndex validator, std::uint64_t uptime_ms) const {
  return IsSilent(validator, uptime_ms) && ActiveCount(uptime_ms) >= quorum_;
}

std::uint32_t Activity::ActiveCount(std::uint64_t uptime_ms) const {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < heard_ms_.size(); ++i) {
    count += IsSilent(ValidatorIndex(i), uptime_ms) ? 0U : 1U;
  }
  return count;
}

}  // namespace heng::consensus
