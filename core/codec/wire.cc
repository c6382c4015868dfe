// SPDX-License-Identifier: Apache-2.0
#include "core/codec/wire.h"

#include <algorithm>
#include <iterator>
#include <protozero/varint.hpp>

namespace heng::wire {

void AppendVarint(Bytes& out, std::uint64_t value) {
  protozero::write_varint(std::back_inserter(out), value);
}

void AppendTag(Bytes& out, std::uint32_t field, std::uint32_t type) {
  AppendVarint(out, (static_cast<std::uint64_t>(field) << 3) | type);
}

// Written out, because the library says "no more bytes" by an exception, and that is how every
// message ends.
std::optional<std::uint64_t> TakeLongVarint(ByteView& in) {
  const std::size_t most = std::min<std::size_t>(in.size(), protozero::max_varint_length);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < most; ++i) {
    const auto byte = static_cast<unsigned char>(in[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte >= 0x80) {
      continue;
    }
    const bool padded = i > 0 && byte == 0;
    const bool past_64_bits = i + 1 == protozero::max_varint_length && byte > 1;
    if (padded || past_64_bits) {
      return std::nullopt;
    }
    in.remove_prefix(i + 1);
    return value;
  }
  return std::nullopt;
}

std::optional<ByteView> TakeBytes(ByteView& in) {
  const auto length = TakeVarint(in);
  if (!length || *length > in.size()) {
    return std::nullopt;
  }
  const ByteView bytes = in.substr(0, static_cast<std::size_t>(*length));
  in.remove_prefix(bytes.size());
  return bytes;
}

bool TakeTag(ByteView& in, std::uint32_t field, std::uint32_t type) {
  const std::uint64_t wanted = (static_cast<std::uint64_t>(field) << 3) | type;
  if (wanted < 0x80) {
    // Most fields have a tag of one byte, and most of those that are asked for are not next.
    if (in.empty() || static_cast<unsigned char>(in.front()) != wanted) {
      return false;
    }
    in.remove_prefix(1);
    return true;
  }
  ByteView rest = in;
  const auto tag = TakeVarint(rest);
  if (!tag || *tag != wanted) {
    return false;
  }
  in = rest;
  return true;
}

std::optional<ByteView> SkipTo(std::uint32_t field, ByteView message) {
  constexpr std::uint32_t kTypeBits = 3;
  ByteView rest = message;
  while (!rest.empty()) {
    const ByteView here = rest;
    const auto tag = TakeVarint(rest);
    if (!tag) {
      return std::nullopt;
    }
    if (*tag >> kTypeBits >= field) {
      return here;
    }
    const std::uint64_t type = *tag & ((1U << kTypeBits) - 1);
    const bool skipped = type == kVarint            ? TakeVarint(rest).has_value()
                         : type == kLengthDelimited ? TakeBytes(rest).has_value()
                                                    : false;
    if (!skipped) {
      return std::nullopt;
    }
  }
  return rest;
}

}  // namespace heng::wire
