// SPDX-License-Identifier: Apache-2.0
// All chance of a simulation: splitmix64, the same numbers on every machine and compiler.
#pragma once

#include <cstdint>

#include "core/check.h"

namespace heng::sim {

class Prng {
 public:
  explicit Prng(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // 0 .. bound - 1. The bias of the remainder does not matter here.
  [[nodiscard]] std::uint64_t Below(std::uint64_t bound) {
    HENG_ASSERT(bound > 0);
    return Next() % bound;
  }
  [[nodiscard]] std::uint64_t Between(std::uint64_t least, std::uint64_t most) {
    return least + Below(most - least + 1);
  }
  [[nodiscard]] bool Chance(std::uint64_t permille) { return Below(1000) < permille; }

 private:
  std::uint64_t state_;
};

}  // namespace heng::sim
