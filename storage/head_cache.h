// SPDX-License-Identifier: Apache-2.0
// What a store keeps in memory of its committed head: rows of `latest` and tree nodes that were
// used lately. Executing a block reads a few hundred rows again and again, and a row of
// the database costs more than everything that is done with it.
//
// Rows are those after one block, the newest that is written. Who asks says whether that block is
// one it stands on and whether it knows every change up to it, so a layer on an older head or on
// another branch is never shown a row of another state. A tree node never changes under its key and
// needs no block; only inner nodes are kept, because the leaf of a record is seldom read when it
// changes, and the leaf next to a new record may be any. Every function may be called from any
// thread: the writer puts what a block changed while the loop looks for rows of the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

#include "core/bytes.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/kv.h"
#include "storage/row_cache.h"
#include "storage/state_tree.h"

namespace heng::storage {

class HeadCache {
 public:
  HeadCache(std::size_t row_bytes_max, std::size_t node_bytes_max)
      : rows_(row_bytes_max, kUsualRowBytes), nodes_(node_bytes_max, kUsualNodeBytes) {}

  // The block whose rows these are.
  struct Head {
    Height height;
    BlockId id;
  };

  // The row, or that there is none; nothing at all when the cache cannot say. `covers(head)`:
  // the row is the same for who asks as after that block.
  template <class Covers>
  [[nodiscard]] std::optional<std::optional<Bytes>> FindRow(const Covers& covers, ByteView key) {
    const auto lock = TakeBriefly(row_mutex_);
    return head_ && covers(*head_) ? FindRowLocked(key) : std::nullopt;
  }
  // What the database said; passed over when it is not the same as after the head.
  template <class Covers>
  void RememberRow(const Covers& covers, ByteView key, const std::optional<Bytes>& value) {
    const auto lock = TakeBriefly(row_mutex_);
    if (head_ && covers(*head_)) {
      rows_.Put(key, value);
    }
  }

  // Nodes were checked against their hash before they came here.
  [[nodiscard]] std::optional<InnerNode> FindNode(const NodeKey& key);
  void RememberNode(const NodeKey& key, const TreeNode& node);
  // How many more nodes of the usual size half of the memory has never held; for who fills it
  // ahead.
  [[nodiscard]] std::size_t NodesWanted();
  // Whether half of the memory of rows was never written.
  [[nodiscard]] bool WantsRows();
  // These are looked for next, at most RowCache::kExpectedMax of them: see RowCache::Expect.
  void ExpectNodes(std::span<const NibblePath> paths);

  // The head is now `head`: what its block changed.
  void Advance(const Head& head, const ChangeSet& changes, const TreeUpdate& tree);

 private:
  static constexpr std::size_t kUsualRowBytes = 128;
  static constexpr std::size_t kUsualNodeBytes = 384;

  // A mutex that is held briefly: it is asked for again a few times before the thread sleeps.
  [[nodiscard]] static std::unique_lock<std::mutex> TakeBriefly(std::mutex& mutex);

  [[nodiscard]] std::optional<std::optional<Bytes>> FindRowLocked(ByteView key);
  void PutRows(const ChangeSet& changes);
  void PutNodes(const TreeUpdate& tree, Height version);
  void PutNode(const NibblePath& path, Height version, const InnerNode& node);

  std::mutex row_mutex_;
  std::optional<Head> head_;  // guarded by row_mutex_
  RowCache rows_;             // guarded by row_mutex_
  std::mutex node_mutex_;
  // By path: a path has one node at a height, so the newest version takes the place of the one
  // before. A row is the version and the node's image. Guarded by node_mutex_.
  RowCache nodes_;
  Bytes image_;  // of the node that is being put; guarded by node_mutex_
};

}  // namespace heng::storage
