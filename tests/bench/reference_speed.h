// SPDX-License-Identifier: Apache-2.0
// How fast this machine is at the moment: a machine that shares its processors and its memory with
// others swings twofold within minutes, so no figure means anything without these beside it. The
// two swing apart: a neighbour that fills the shared cache slows a node and no signature.
#pragma once

#include <chrono>
#include <cstdint>

namespace heng::bench {

struct ReferenceSpeed {
  // Ed25519 verifications a second of one thread by libsodium, 250 byte messages.
  std::uint64_t verify_per_s = 0;
  // Nanoseconds until a read of a random place in 64 MiB gives its value.
  std::uint64_t miss_ns = 0;
};

// Takes about half a second.
[[nodiscard]] ReferenceSpeed MeasureReference();
// The mean of two, before and after something.
[[nodiscard]] ReferenceSpeed Between(const ReferenceSpeed& before, const ReferenceSpeed& after);

}  // namespace heng::bench
