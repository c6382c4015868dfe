// SPDX-License-Identifier: Apache-2.0
// Recently used values by key, within a budget of bytes: what was used since the last change of
// generation is young, the rest is old, and goes as a whole when the young fill half of the budget.
// A find costs one search of a table, whatever else is kept. Not for several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>

namespace heng::storage {

// Hasher may be transparent; then anything that it hashes can be looked for.
template <class Key, class Value, class Hasher = std::hash<Key>>
class BoundedCache {
 public:
  explicit BoundedCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The value, which is young now; null when it is not here. The pointer holds until the next call.
  template <class Wanted>
  [[nodiscard]] const Value* Find(const Wanted& key) {
    if (const auto found = young_.find(key); found != young_.end()) {
      return &found->second.value;
    }
    const auto found = old_.find(key);
    if (found == old_.end()) {
      return nullptr;
    }
    auto node = old_.extract(found);
    const Entry& entry = node.mapped();
    old_bytes_ -= entry.cost;
    young_bytes_ += entry.cost;
    young_.insert(std::move(node));
    Age();
    return &entry.value;  // where a table keeps it does not move
  }

  // Takes the value in place of an older one. `bytes` is what key and value cost, about. What costs
  // more than half of the budget is not kept.
  void Put(const Key& key, Value value, std::size_t bytes) {
    const std::size_t cost = bytes + kOverhead;
    if (cost > bytes_max_ / 2) {
      Erase(key);
      return;
    }
    if (const auto found = old_.find(key); found != old_.end()) {
      old_bytes_ -= found->second.cost;
      old_.erase(found);
    }
    Entry& entry = young_[key];
    young_bytes_ += cost - entry.cost;
    entry.value = std::move(value);
    entry.cost = cost;
    Age();
  }

  void Erase(const Key& key) {
    EraseFrom(young_, young_bytes_, key);
    EraseFrom(old_, old_bytes_, key);
  }

  [[nodiscard]] std::size_t bytes() const { return young_bytes_ + old_bytes_; }

 private:
  // What a table entry costs besides key and value.
  static constexpr std::size_t kOverhead = 96;

  struct Entry {
    Value value{};
    std::size_t cost = 0;
  };
  using Table = std::unordered_map<Key, Entry, Hasher, std::equal_to<>>;

  // The last entry that came is never dropped by this: it is young, and becomes old.
  void Age() {
    if (young_bytes_ > bytes_max_ / 2) {
      old_ = std::exchange(young_, Table());
      old_bytes_ = std::exchange(young_bytes_, 0);
    }
  }

  static void EraseFrom(Table& table, std::size_t& bytes, const Key& key) {
    if (const auto found = table.find(key); found != table.end()) {
      bytes -= found->second.cost;
      table.erase(found);
    }
  }

  std::size_t bytes_max_;
  Table young_;
  Table old_;
  std::size_t young_bytes_ = 0;
  std::size_t old_bytes_ = 0;
};

}  // namespace heng::storage
