// SPDX-License-Identifier: Apache-2.0
// The most recently used values by key, within a budget of bytes. Not for several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace heng::storage {

template <class Key, class Value, class Hasher = std::hash<Key>>
class BoundedCache {
 public:
  explicit BoundedCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The value, which is now the most recently used; null when it is not here. The pointer holds
  // until the next call.
  [[nodiscard]] const Value* Find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) {
      return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->value;
  }

  [[nodiscard]] bool Contains(const Key& key) const { return places_.contains(key); }

  // Takes the value in place of an older one. `bytes` is what key and value cost, about.
  void Put(const Key& key, Value value, std::size_t bytes) {
    const std::size_t cost = bytes + kOverhead;
    if (const auto found = places_.find(key); found != places_.end()) {
      bytes_ += cost - found->second->cost;
      found->second->value = std::move(value);
      found->second->cost = cost;
      entries_.splice(entries_.begin(), entries_, found->second);
    } else {
      entries_.push_front(Entry{.key = key, .value = std::move(value), .cost = cost});
      places_.emplace(key, entries_.begin());
      bytes_ += cost;
    }
    while (bytes_ > bytes_max_ && !entries_.empty()) {
      bytes_ -= entries_.back().cost;
      places_.erase(entries_.back().key);
      entries_.pop_back();
    }
  }

  void Erase(const Key& key) {
    if (const auto found = places_.find(key); found != places_.end()) {
      bytes_ -= found->second->cost;
      entries_.erase(found->second);
      places_.erase(found);
    }
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  // What a list entry and a table entry cost besides key and value.
  static constexpr std::size_t kOverhead = 128;

  struct Entry {
    Key key;
    Value value;
    std::size_t cost = 0;
  };

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<Key, typename std::list<Entry>::iterator, Hasher> places_;
};

}  // namespace heng::storage
