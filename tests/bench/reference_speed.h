// SPDX-License-Identifier: Apache-2.0
// How fast this machine is at the moment: a machine that shares its processors with others swings
// twofold within minutes, so no figure means anything without one of these beside it.
#pragma once

#include <chrono>
#include <cstdint>

namespace heng::bench {

// Ed25519 verifications a second of one thread by libsodium, 250 byte messages, over that time.
[[nodiscard]] std::uint64_t VerificationsPerSecond(std::chrono::milliseconds span);

}  // namespace heng::bench
