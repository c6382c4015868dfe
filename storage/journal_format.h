// SPDX-License-Identifier: Apache-2.0
// The bytes of the vote journal: header, high-water slots, records (storage/FORMAT.md). Pure:
// nothing here touches a file. Every parser returns nothing for bytes that were not written so.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/ids.h"

namespace heng::storage::journal {

inline constexpr std::uint64_t kSlotStart = 4096;      // the header has the page before
inline constexpr std::uint64_t kSlotBytes = 64 << 10;  // each of two
inline constexpr std::uint64_t kRecordStart = kSlotStart + 2 * kSlotBytes;
inline constexpr std::size_t kRecordHeaderBytes = 4 + 4 + 8 + Hash::kSize;
inline constexpr std::size_t kSlotHeaderBytes = 4 + 8 + 8 + Hash::kSize + 4;
// A group of at most this many bytes is copied into its slot and needs one fsync.
inline constexpr std::size_t kSlotCopyMax = kSlotBytes - kSlotHeaderBytes;

// Where a chain of records stands: the number and hash of its last record.
struct Position {
  std::uint64_t seq = 0;
  Hash hash;

  friend bool operator==(const Position&, const Position&) = default;
};

// The page at the front: what came before the first record kept. Written once.
[[nodiscard]] Bytes EncodeHeader(const Position& before_first);
[[nodiscard]] std::optional<Position> DecodeHeader(ByteView bytes);

struct Slot {
  std::uint64_t generation = 0;  // the larger of two valid slots counts; its parity is its place
  Position high_water;           // durable up to here
  Bytes copy;                    // the records of the last group, when they fit
};

[[nodiscard]] Bytes EncodeSlot(const Slot& slot);
[[nodiscard]] std::optional<Slot> DecodeSlot(ByteView bytes);

// Appends the record that follows `last` and returns the new position.
[[nodiscard]] Position AppendRecord(Bytes& out, const Position& last, ByteView payload);

// Length of the payload that a record's first bytes claim; nothing when it cannot be.
[[nodiscard]] std::optional<std::size_t> PayloadSize(ByteView record_header);

// Checks a whole record against the one before it. Its payload starts at kRecordHeaderBytes.
[[nodiscard]] std::optional<Position> CheckRecord(ByteView record, const Position& last);

}  // namespace heng::storage::journal
