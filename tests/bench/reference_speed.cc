// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/reference_speed.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <random>
#include <vector>

namespace heng::bench {
namespace {

constexpr std::size_t kMessageBytes = 250;
constexpr int kVerificationsPerLook = 16;
constexpr std::chrono::milliseconds kVerifyFor{250};

using Clock = std::chrono::steady_clock;

std::uint64_t VerificationsPerSecond() {
  if (sodium_init() < 0) {
    return 0;
  }
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  const std::array<unsigned char, kMessageBytes> message{};
  crypto_sign_keypair(key.data(), secret.data());
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret.data());
  const auto start = Clock::now();
  std::uint64_t done = 0;
  Clock::duration spent{};
  do {
    for (int i = 0; i < kVerificationsPerLook; ++i) {
      if (crypto_sign_verify_detached(
              signature.data(), message.data(), message.size(), key.data()) != 0) {
        return 0;
      }
    }
    done += kVerificationsPerLook;
    spent = Clock::now() - start;
  } while (spent < kVerifyFor);
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count();
  return done * 1'000'000'000 / static_cast<std::uint64_t>(ns);
}

// Follows one circle through all lines of the memory, each of which says where the next one is: no
// read can begin before the one before it has ended.
std::uint64_t MissNanoseconds() {
  constexpr std::size_t kLineBytes = 64;
  constexpr std::size_t kLines = (std::size_t{64} << 20) / kLineBytes;
  constexpr std::size_t kSteps = 500'000;
  struct alignas(kLineBytes) Line {
    std::uint32_t next = 0;
  };
  std::vector<std::uint32_t> order(kLines);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(1));
  std::vector<Line> lines(kLines);
  for (std::size_t i = 0; i < kLines; ++i) {
    lines[order[i]].next = order[(i + 1) % kLines];
  }
  const auto start = Clock::now();
  std::uint32_t at = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    at = lines[at].next;
  }
  const auto ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
  // `at` is below kLines; the compiler does not know it, and must follow the circle.
  return static_cast<std::uint64_t>(ns) / kSteps + (at < kLines ? 0 : 1);
}

}  // namespace

ReferenceSpeed MeasureReference() {
  return {.verify_per_s = VerificationsPerSecond(), .miss_ns = MissNanoseconds()};
}

ReferenceSpeed Between(const ReferenceSpeed& before, const ReferenceSpeed& after) {
  return {.verify_per_s = (before.verify_per_s + after.verify_per_s) / 2,
          .miss_ns = (before.miss_ns + after.miss_ns) / 2};
}

}  // namespace heng::bench
