// SPDX-License-Identifier: Apache-2.0
// Rows that were used lately, in one piece of memory: what comes is written behind what came last,
// over what came first, and a row that is used when half of the memory has been written since moves
// to the front again. A table says where a row is; it forgets a row rather than grow. So a row
// costs one or two misses of the processor's caches and no allocation, however many there are.
// Not for several threads at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/bytes.h"

namespace heng::storage {

class RowCache {
 public:
  // Memory is taken as it is filled. `usual_bytes` is what a row has, about, with its key: how many
  // rows the table can name follows from it. A budget below a few rows keeps nothing.
  RowCache(std::size_t bytes_max, std::size_t usual_bytes);

  // The row's value, or that there is no such row; nothing at all when the cache cannot say. The
  // value holds until the next call.
  [[nodiscard]] std::optional<std::optional<ByteView>> Find(ByteView key);
  // Takes the place of what was known of the key. A row of more than a quarter of the budget is
  // not kept.
  void Put(ByteView key, std::optional<ByteView> value);
  void Erase(ByteView key);

  // What can be put before half of the memory was written once.
  [[nodiscard]] std::size_t BytesUntilHalf() const {
    return capacity_ / 2 > end_ ? capacity_ / 2 - end_ : 0;
  }

  // These are asked for or put next, at most kExpectedMax of them. Their memory is fetched for all
  // side by side; one after the other, each would wait for its own.
  static constexpr std::size_t kExpectedMax = 16;
  void Expect(std::span<const ByteView> keys);

 private:
  static constexpr std::size_t kWays = 8;
  // Where a row begins, in units of kAlignment and counted from the first row ever, plus one; and
  // 16 bits of its key's hash. Zero: nothing.
  using Slot = std::uint64_t;
  // One line of the processor's cache.
  struct alignas(64) Bucket {
    std::array<Slot, kWays> slots{};
  };
  struct Row {
    std::uint64_t position = 0;  // counted from the first row ever
    ByteView key;
    std::optional<ByteView> value;
  };
  struct Place {
    Bucket* bucket = nullptr;
    std::uint64_t tag = 0;
  };

  [[nodiscard]] Place PlaceOf(ByteView key);
  // The slot that holds the key; null when none does.
  [[nodiscard]] Slot* FindSlot(const Place& place, ByteView key);
  [[nodiscard]] bool IsThere(Slot slot) const;
  [[nodiscard]] bool IsYoung(Slot slot) const;
  [[nodiscard]] Row RowAt(Slot slot) const;
  [[nodiscard]] bool Overwrite(Slot slot, std::optional<ByteView> value);
  // Writes the row at the front and returns where.
  std::uint64_t Append(ByteView key, std::optional<ByteView> value);
  static Slot MakeSlot(std::uint64_t position, std::uint64_t tag);

  const std::size_t capacity_;
  std::unique_ptr<char[]> ring_;
  std::vector<Bucket> buckets_;  // a power of two of them, or none
  std::uint64_t end_ = 0;        // of the newest row
};

}  // namespace heng::storage
