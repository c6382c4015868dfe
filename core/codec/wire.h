// SPDX-License-Identifier: Apache-2.0
// The primitives of the Protobuf wire format in its one canonical form. For codec.h, and for
// who looks into a message of a type it does not know.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"

namespace heng::wire {

inline constexpr std::uint32_t kVarint = 0;
inline constexpr std::uint32_t kLengthDelimited = 2;

void AppendVarint(Bytes& out, std::uint64_t value);
void AppendTag(Bytes& out, std::uint32_t field, std::uint32_t type);

// Of any size: see TakeVarint.
[[nodiscard]] std::optional<std::uint64_t> TakeLongVarint(ByteView& in);

// Reads a varint at the front of `in` and removes it. Nothing when it is cut short, longer than
// needed (non-minimal) or wider than 64 bits. Most have one byte.
[[nodiscard]] inline std::optional<std::uint64_t> TakeVarint(ByteView& in) {
  if (in.empty() || static_cast<unsigned char>(in.front()) >= 0x80) {
    return TakeLongVarint(in);
  }
  const auto value = static_cast<unsigned char>(in.front());
  in.remove_prefix(1);
  return value;
}

// Reads a length and that many bytes.
[[nodiscard]] std::optional<ByteView> TakeBytes(ByteView& in);

// True, and the tag removed, when the next field is `field` with that wire type.
[[nodiscard]] bool TakeTag(ByteView& in, std::uint32_t field, std::uint32_t type);

// What is left of a message from its first field numbered `field` or higher on. Nothing when a
// field before it is neither of the two wire types or is cut short.
[[nodiscard]] std::optional<ByteView> SkipTo(std::uint32_t field, ByteView message);

}  // namespace heng::wire
