// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/network.h"

namespace heng::sim {

void Network::Split(const std::set<NodeIndex>& side, bool one_way) {
  for (const NodeIndex inside : side) {
    for (NodeIndex outside = 0; outside < nodes_; ++outside) {
      if (side.contains(outside)) {
        continue;
      }
      cut_.emplace(inside, outside);
      if (!one_way) {
        cut_.emplace(outside, inside);
      }
    }
  }
}

std::vector<std::uint64_t> Network::DelaysOf(NodeIndex from, NodeIndex to) {
  if (cut_.contains({from, to}) || prng_.Chance(profile_.loss_permille)) {
    return {};
  }
  std::vector<std::uint64_t> delays;
  do {
    delays.push_back(prng_.Between(profile_.delay_min_us, profile_.delay_max_us));
  } while (delays.size() < 3 && prng_.Chance(profile_.double_permille));
  return delays;
}

}  // namespace heng::sim
