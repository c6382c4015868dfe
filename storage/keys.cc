// SPDX-License-Identifier: Apache-2.0
#include "storage/keys.h"

namespace heng::storage {
namespace {

constexpr char kZero = '\x00';
constexpr char kEscaped = '\xff';
constexpr char kEnd = '\x01';

void AppendBe32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

}  // namespace

std::optional<Bytes> BoundOfLast(ByteView prefix, ByteView at) {
  if (at.starts_with(prefix)) {
    Bytes bound(at);
    bound.push_back(kZero);
    return bound;
  }
  if (at < prefix) {
    return std::nullopt;
  }
  // `at` is beyond every key of the prefix, so the prefix is not all FF.
  Bytes bound(prefix);
  while (bound.back() == kEscaped) {
    bound.pop_back();
  }
  ++bound.back();
  return bound;
}

Bytes HeightKey(Height height) {
  Bytes key;
  AppendBe64(key, height.value());
  return key;
}

Bytes HeightIndexKey(Height height, std::uint32_t index) {
  Bytes key;
  AppendBe64(key, height.value());
  AppendBe32(key, index);
  return key;
}

Bytes LogNodeKey(std::uint32_t level, std::uint64_t index) {
  Bytes key(1, static_cast<char>(level));
  AppendBe64(key, index);
  return key;
}

Bytes EscapeKey(ByteView key) {
  Bytes escaped;
  escaped.reserve(key.size() + 10);
  for (const char c : key) {
    escaped.push_back(c);
    if (c == kZero) {
      escaped.push_back(kEscaped);
    }
  }
  escaped.push_back(kZero);
  escaped.push_back(kEnd);
  return escaped;
}

std::optional<Bytes> TakeEscapedKey(ByteView& bytes) {
  Bytes key;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != kZero) {
      key.push_back(bytes[i]);
      continue;
    }
    ++i;
    if (i == bytes.size()) {
      return std::nullopt;
    }
    if (bytes[i] == kEnd) {
      bytes.remove_prefix(i + 1);
      return key;
    }
    if (bytes[i] != kEscaped) {
      return std::nullopt;
    }
    key.push_back(kZero);
  }
  return std::nullopt;
}

Bytes HistoryKey(ByteView record_key, Height height) {
  Bytes key = EscapeKey(record_key);
  AppendBe64(key, ~height.value());
  return key;
}

Bytes RecordEventKey(ByteView record_key, std::uint64_t seq) {
  Bytes key = EscapeKey(record_key);
  AppendBe64(key, seq);
  return key;
}

std::optional<HeightIndex> ReadHeightIndex(ByteView bytes) {
  if (bytes.size() != 12) {
    return std::nullopt;
  }
  std::uint32_t index = 0;
  for (const char c : bytes.substr(8)) {
    index = (index << 8) | static_cast<unsigned char>(c);
  }
  return HeightIndex{.height = Height(ReadBe64(bytes)), .index = index};
}

}  // namespace heng::storage
