// SPDX-License-Identifier: Apache-2.0
// How messages fare between nodes: delay, loss, doubling, reordering and one-way cuts. Decides; the
// world delivers.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "tests/sim/cast.h"
#include "tests/sim/prng.h"

namespace heng::sim {

struct LinkProfile {
  std::uint64_t delay_min_us = 200;
  std::uint64_t delay_max_us = 5'000;
  std::uint64_t loss_permille = 0;
  std::uint64_t double_permille = 0;
};

class Network {
 public:
  Network(std::uint64_t seed, NodeIndex nodes) : prng_(seed), nodes_(nodes) {}

  void SetProfile(const LinkProfile& profile) { profile_ = profile; }
  // Cuts the nodes of `side` from the others; only their sending when `one_way`.
  void Split(const std::set<NodeIndex>& side, bool one_way);
  void Heal() { cut_.clear(); }

  // When the copies of a message arrive, from now; none when it is lost.
  [[nodiscard]] std::vector<std::uint64_t> DelaysOf(NodeIndex from, NodeIndex to);

 private:
  Prng prng_;
  NodeIndex nodes_;
  LinkProfile profile_;
  std::set<std::pair<NodeIndex, NodeIndex>> cut_;
};

}  // namespace heng::sim
