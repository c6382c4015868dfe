// SPDX-License-Identifier: Apache-2.0
#include "storage/leaf_cache.h"

namespace heng::storage {

LeafList LeafCache::Find(ColumnFamily family, Height height) {
  const std::scoped_lock lock(mutex_);
  const auto found = places_.find({family, height});
  if (found == places_.end()) {
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->leaves;
}

void LeafCache::Put(ColumnFamily family, Height height, LeafList leaves) {
  const std::scoped_lock lock(mutex_);
  const Key key{family, height};
  if (places_.contains(key)) {
    return;
  }
  leaves_ += leaves->size();
  entries_.push_front({.key = key, .leaves = std::move(leaves)});
  places_.emplace(key, entries_.begin());
  while (leaves_ > leaves_max_ && entries_.size() > 1) {
    leaves_ -= entries_.back().leaves->size();
    places_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

}  // namespace heng::storage
