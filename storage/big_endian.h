// SPDX-License-Identifier: Apache-2.0
// The two- and four-byte numbers of what is on disk; those of eight are in core/bytes.h.
#pragma once

#include <concepts>

#include "core/bytes.h"

namespace heng::storage {

template <std::unsigned_integral T>
void AppendBe(Bytes& out, T value) {
  for (std::size_t left = sizeof(T); left != 0; --left) {
    out.push_back(static_cast<char>((value >> (8 * (left - 1))) & 0xff));
  }
}

// `bytes` must hold at least as many as a T has.
template <std::unsigned_integral T>
[[nodiscard]] T ReadBe(ByteView bytes) {
  T value = 0;
  for (const char c : bytes.substr(0, sizeof(T))) {
    value = static_cast<T>((value << 8) | static_cast<unsigned char>(c));
  }
  return value;
}

inline void AppendBe16(Bytes& out, std::uint16_t value) {
  AppendBe(out, value);
}
inline void AppendBe32(Bytes& out, std::uint32_t value) {
  AppendBe(out, value);
}
inline std::uint16_t ReadBe16(ByteView bytes) {
  return ReadBe<std::uint16_t>(bytes);
}
inline std::uint32_t ReadBe32(ByteView bytes) {
  return ReadBe<std::uint32_t>(bytes);
}

}  // namespace heng::storage
