// SPDX-License-Identifier: Apache-2.0
// Leaf hashes of lists of committed blocks, as they were when the whole list had the root in its
// header. With them one row of a block is checked for the price of one hash, and not of the list.
// The lists used last are kept. Any thread.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/height.h"
#include "core/ids.h"
#include "storage/column_families.h"

namespace heng::storage {

// Shared: a reader may still look at a list that has just been dropped.
using LeafList = std::shared_ptr<const std::vector<Hash>>;

class LeafCache {
 public:
  // 2 MiB of hashes.
  inline static constexpr std::size_t kLeavesMax = 1 << 16;

  explicit LeafCache(std::size_t leaves_max = kLeavesMax) : leaves_max_(leaves_max) {}

  // Null when it is not there.
  [[nodiscard]] LeafList Find(ColumnFamily family, Height height);
  void Put(ColumnFamily family, Height height, LeafList leaves);

 private:
  using Key = std::pair<ColumnFamily, Height>;
  struct Entry {
    Key key;
    LeafList leaves;
  };

  const std::size_t leaves_max_;
  std::mutex mutex_;
  std::list<Entry> entries_;                          // used last first; guarded by mutex_
  std::map<Key, std::list<Entry>::iterator> places_;  // guarded by mutex_
  std::size_t leaves_ = 0;                            // of all entries; guarded by mutex_
};

}  // namespace heng::storage
