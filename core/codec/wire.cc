// SPDX-License-Identifier: Apache-2.0
#include "core/codec/wire.h"

#include <iterator>
#include <protozero/exception.hpp>
#include <protozero/varint.hpp>

namespace heng::wire {

void AppendVarint(Bytes& out, std::uint64_t value) {
  protozero::write_varint(std::back_inserter(out), value);
}

void AppendTag(Bytes& out, std::uint32_t field, std::uint32_t type) {
  AppendVarint(out, (static_cast<std::uint64_t>(field) << 3) | type);
}

std::optional<std::uint64_t> TakeVarint(ByteView& in) {
  const char* position = in.data();
  std::uint64_t value = 0;
  try {
    value = protozero::decode_varint(&position, in.data() + in.size());
  } catch (const protozero::exception&) {
    return std::nullopt;
  }
  const auto length = static_cast<std::size_t>(position - in.data());
  // The library drops bits past the 64th and accepts padding; the minimal length excludes both.
  if (length != static_cast<std::size_t>(protozero::length_of_varint(value))) {
    return std::nullopt;
  }
  if (length == protozero::max_varint_length && static_cast<unsigned char>(in[length - 1]) > 1) {
    return std::nullopt;
  }
  in.remove_prefix(length);
  return value;
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
  ByteView rest = in;
  const auto tag = TakeVarint(rest);
  if (!tag || *tag != ((static_cast<std::uint64_t>(field) << 3) | type)) {
    return false;
  }
  in = rest;
  return true;
}

}  // namespace heng::wire
