// SPDX-License-Identifier: Apache-2.0
// Who has been heard of lately, so that a dead leader is not waited for (rule 1.7). A validator is
// inactive when no valid vote of it came for the skip window while a quorum was heard; with less
// than a quorum the rule is off, because then this node may be the one that is cut off. So at most
// f leaders are ever skipped.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consensus/types.h"
#include "consensus/validator_set.h"

namespace heng::consensus {

class Activity {
 public:
  // Everybody counts as heard at the start. `self` is always active.
  Activity(const ValidatorSet& validators,
           std::optional<ValidatorIndex> self,
           std::uint64_t window_ms);

  void Start(std::uint64_t uptime_ms);
  void Heard(ValidatorIndex validator, std::uint64_t uptime_ms);

  [[nodiscard]] bool IsInactive(ValidatorIndex validator, std::uint64_t uptime_ms) const;
  [[nodiscard]] std::uint32_t ActiveCount(std::uint64_t uptime_ms) const;

 private:
  [[nodiscard]] bool IsSilent(ValidatorIndex validator, std::uint64_t uptime_ms) const;

  std::uint32_t quorum_;
  std::optional<ValidatorIndex> self_;
  std::uint64_t window_ms_;
  std::vector<std::uint64_t> heard_ms_;
};

}  // namespace heng::consensus
