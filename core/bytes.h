// SPDX-License-Identifier: Apache-2.0
// Bytes own, ByteView borrows. Both are the standard string types, because every neighbour
// (RocksDB, Protobuf, protozero) speaks them; nothing here implies text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heng {

using Bytes = std::string;
using ByteView = std::string_view;

// Appends the eight bytes of `value`, most significant first, so that byte order is number order.
inline void AppendBe64(Bytes& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

// Reads eight bytes written by AppendBe64. `bytes` must hold at least eight.
inline std::uint64_t ReadBe64(ByteView bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

// Lower-case hexadecimal, two digits a byte.
inline std::string ToHex(ByteView bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

}  // namespace heng
