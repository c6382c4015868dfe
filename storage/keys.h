// SPDX-License-Identifier: Apache-2.0
// How the rows of the database are named. Numbers are big-endian, so that key order is number
// order; a record key inside a longer key is escaped, so that no key is a prefix of another and
// order is kept. Every form is written out in storage/FORMAT.md.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/height.h"

namespace heng::storage {

inline constexpr ByteView kMetaFormat = "format";
inline constexpr ByteView kMetaHead = "head";
inline constexpr ByteView kMetaConsensus = "consensus";
inline constexpr ByteView kMetaTreeFloor = "tree_floor";
inline constexpr ByteView kFormatVersion = "heng-storage/2";

// The least key above all that start with `prefix` and are not above `at`; nothing when no key can
// be both.
[[nodiscard]] std::optional<Bytes> BoundOfLast(ByteView prefix, ByteView at);

[[nodiscard]] Bytes HeightKey(Height height);
[[nodiscard]] Bytes HeightIndexKey(Height height, std::uint32_t index);
[[nodiscard]] Bytes LogNodeKey(std::uint32_t level, std::uint64_t index);

// 00 becomes 00 FF, and 00 01 ends the key.
[[nodiscard]] Bytes EscapeKey(ByteView key);
// Reads an escaped key at the front of `bytes` and removes it; nothing when it is malformed.
[[nodiscard]] std::optional<Bytes> TakeEscapedKey(ByteView& bytes);

// Newest first: the height is stored inverted.
[[nodiscard]] Bytes HistoryKey(ByteView record_key, Height height);

struct HeightIndex {
  Height height;
  std::uint32_t index = 0;
};
// Reads what HeightIndexKey wrote; nothing unless it has exactly 12 bytes.
[[nodiscard]] std::optional<HeightIndex> ReadHeightIndex(ByteView bytes);

}  // namespace heng::storage
