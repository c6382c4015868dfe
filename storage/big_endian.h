// SPDX-License-Identifier: Apache-2.0
// The four-byte numbers of what is on disk; those of eight are in core/bytes.h.
#pragma once

#include <cstdint>

#include "core/bytes.h"

namespace heng::storage {

inline void AppendBe32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

// `bytes` must hold at least four.
inline std::uint32_t ReadBe32(ByteView bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

}  // namespace heng::storage
