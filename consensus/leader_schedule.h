// SPDX-License-Identifier: Apache-2.0
// Who leads a view: W[(view + H(epoch)) mod n], where H(epoch) is the first eight bytes of
// SHA-256("HENG-LEADER/1\n" | SHA-256(chain id) | epoch be8). Round robin, so that every validator
// leads every n-th view and nobody can be denied its turn; the offset only moves the start.
#pragma once

#include "consensus/types.h"
#include "core/height.h"
#include "core/ids.h"

namespace heng::consensus {

class LeaderSchedule {
 public:
  // `n` is the size of the validator set, at least 1.
  LeaderSchedule(const ChainId& chain_id, Epoch epoch, std::uint32_t n);

  [[nodiscard]] ValidatorIndex LeaderOf(View view) const;

 private:
  std::uint32_t n_;
  std::uint32_t offset_;
};

}  // namespace heng::consensus
