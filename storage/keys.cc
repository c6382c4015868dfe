// SPDX-License-Identifier: Apache-2.0
#include "storage/keys.h"

#include "storage/big_endian.h"

namespace heng::storage {
namespace {

constexpr char kZero = '\x00';
constexpr char kEscaped = '\xff';
constexpr char kEnd = '\x01';

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

std::optional<HeightIndex> ReadHeightIndex(ByteView bytes) {
  if (bytes.size() != 12) {
    return std::nullopt;
  }
  return HeightIndex{.height = Height(ReadBe64(bytes)), .index = ReadBe32(bytes.substr(8))};
}

}  // namespace heng::storage
