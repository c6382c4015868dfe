// SPDX-License-Identifier: Apache-2.0
#include "storage/row_cache.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <limits>

#include "core/check.h"

namespace heng::storage {
namespace {

constexpr std::size_t kAlignment = 8;
constexpr unsigned kTagBits = 16;
// A budget below this is none.
constexpr std::size_t kLeastBytes = 1 << 10;
constexpr std::uint32_t kNoValue = std::numeric_limits<std::uint32_t>::max();

struct RowHead {
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;  // kNoValue: there is no such row
};

std::size_t SizeOf(ByteView key, const std::optional<ByteView>& value) {
  const std::size_t bytes = sizeof(RowHead) + key.size() + (value ? value->size() : 0);
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::size_t CapacityOf(std::size_t bytes_max) {
  return bytes_max < kLeastBytes ? 0 : bytes_max / kAlignment * kAlignment;
}

}  // namespace

RowCache::RowCache(std::size_t bytes_max, std::size_t usual_bytes)
    : capacity_(CapacityOf(bytes_max)),
      ring_(capacity_ == 0 ? nullptr : std::make_unique_for_overwrite<char[]>(capacity_)),
      buckets_(capacity_ == 0 ? 0 : std::bit_ceil(capacity_ / (usual_bytes * kWays))) {}

RowCache::Slot RowCache::MakeSlot(std::uint64_t position, std::uint64_t tag) {
  return ((position / kAlignment + 1) << kTagBits) | tag;
}

RowCache::Place RowCache::PlaceOf(ByteView key) {
  const std::uint64_t hash = std::hash<ByteView>()(key);
  return {.bucket = &buckets_[(hash >> kTagBits) & (buckets_.size() - 1)],
          .tag = hash & ((1U << kTagBits) - 1)};
}

bool RowCache::IsThere(Slot slot) const {
  return slot != 0 && ((slot >> kTagBits) - 1) * kAlignment + capacity_ >= end_;
}

bool RowCache::IsYoung(Slot slot) const {
  return ((slot >> kTagBits) - 1) * kAlignment + capacity_ / 2 >= end_;
}

// A value of the same size takes the place of the one before.
bool RowCache::Overwrite(Slot slot, std::optional<ByteView> value) {
  const Row row = RowAt(slot);
  if (!value || !row.value || value->size() != row.value->size()) {
    return false;
  }
  std::ranges::copy(*value, ring_.get() + (row.value->data() - ring_.get()));
  return true;
}

RowCache::Row RowCache::RowAt(Slot slot) const {
  Row row{.position = ((slot >> kTagBits) - 1) * kAlignment, .key = {}, .value = {}};
  const char* at = ring_.get() + row.position % capacity_;
  RowHead head;
  std::memcpy(&head, at, sizeof(head));
  at += sizeof(head);
  row.key = {at, head.key_size};
  if (head.value_size != kNoValue) {
    row.value.emplace(at + head.key_size, head.value_size);
  }
  return row;
}

RowCache::Slot* RowCache::FindSlot(const Place& place, ByteView key) {
  for (Slot& slot : place.bucket->slots) {
    if ((slot & ((1U << kTagBits) - 1)) == place.tag && IsThere(slot) && RowAt(slot).key == key) {
      return &slot;
    }
  }
  return nullptr;
}

std::uint64_t RowCache::Append(ByteView key, std::optional<ByteView> value) {
  const std::size_t size = SizeOf(key, value);
  // A row lies in one piece; what is left at the end of the ring stays empty.
  const std::size_t left = capacity_ - end_ % capacity_;
  const std::uint64_t position = size <= left ? end_ : end_ + left;
  const RowHead head{.key_size = static_cast<std::uint32_t>(key.size()),
                     .value_size = value ? static_cast<std::uint32_t>(value->size()) : kNoValue};
  char* at = ring_.get() + position % capacity_;
  std::memcpy(at, &head, sizeof(head));
  at += sizeof(head);
  std::ranges::copy(key, at);
  if (value) {
    std::ranges::copy(*value, at + key.size());
  }
  end_ = position + size;
  return position;
}

std::optional<std::optional<ByteView>> RowCache::Find(ByteView key) {
  if (capacity_ == 0) {
    return std::nullopt;
  }
  const Place place = PlaceOf(key);
  Slot* slot = FindSlot(place, key);
  if (slot == nullptr) {
    return std::nullopt;
  }
  const Row row = RowAt(*slot);
  const std::size_t size = SizeOf(row.key, row.value);
  // What is about to be written over stays where it is: it cannot be read while it is moved.
  if (IsYoung(*slot) || row.position + capacity_ < end_ + 2 * size) {
    return row.value;
  }
  *slot = MakeSlot(Append(row.key, row.value), place.tag);
  return RowAt(*slot).value;
}

void RowCache::Put(ByteView key, std::optional<ByteView> value) {
  if (capacity_ == 0) {
    return;
  }
  if (SizeOf(key, value) > capacity_ / 4) {
    Erase(key);
    return;
  }
  const Place place = PlaceOf(key);
  Slot* slot = FindSlot(place, key);
  if (slot != nullptr && IsYoung(*slot) && Overwrite(*slot, value)) {
    return;
  }
  if (slot == nullptr) {
    // An empty one, one whose row is gone, or that of the oldest row.
    slot = &*std::ranges::min_element(place.bucket->slots);
  }
  *slot = MakeSlot(Append(key, value), place.tag);
}

void RowCache::Expect(std::span<const ByteView> keys) {
  HENG_ASSERT(keys.size() <= kExpectedMax);
  if (capacity_ == 0) {
    return;
  }
  constexpr std::size_t kLineBytes = 64;
  constexpr std::size_t kLinesOfARow = 4;
  std::array<Place, kExpectedMax> places;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    places[i] = PlaceOf(keys[i]);
    __builtin_prefetch(places[i].bucket);
  }
  for (const Place& place : std::span(places).first(keys.size())) {
    for (const Slot slot : place.bucket->slots) {
      if ((slot & ((1U << kTagBits) - 1)) == place.tag && IsThere(slot)) {
        const std::size_t row = ((slot >> kTagBits) - 1) * kAlignment % capacity_;
        for (std::size_t line = 0; line < kLinesOfARow; ++line) {
          __builtin_prefetch(ring_.get() + std::min(row + line * kLineBytes, capacity_ - 1));
        }
      }
    }
  }
}

void RowCache::Erase(ByteView key) {
  if (capacity_ == 0) {
    return;
  }
  if (Slot* slot = FindSlot(PlaceOf(key), key)) {
    *slot = 0;
  }
}

}  // namespace heng::storage
