// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/reference_speed.h"

#include <sodium.h>

#include <array>
#include <cstdlib>

namespace heng::bench {
namespace {

constexpr std::size_t kMessageBytes = 250;
constexpr int kVerificationsPerLook = 16;

}  // namespace

std::uint64_t VerificationsPerSecond(std::chrono::milliseconds span) {
  using Clock = std::chrono::steady_clock;
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
  } while (spent < span);
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count();
  return done * 1'000'000'000 / static_cast<std::uint64_t>(ns);
}

}  // namespace heng::bench
