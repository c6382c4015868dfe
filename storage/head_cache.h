// SPDX-License-Identifier: Apache-2.0
// What a store keeps in memory of its committed head: rows of `latest` and tree nodes that were
// used lately. Executing a block reads a few hundred rows again and again, and a row of
// the database costs more than everything that is done with it.
//
// Rows are those of one height and are asked for by that height, so a layer that stands on an
// older head is never shown a newer row. A tree node never changes under its key and needs no
// height; only inner nodes are kept, because the leaf of a record is seldom read when it changes,
// and the leaf next to a new record may be any. Every function may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

#include "core/bytes.h"
#include "core/height.h"
#include "core/kv.h"
#include "storage/row_cache.h"
#include "storage/state_tree.h"

namespace heng::storage {

class HeadCache {
 public:
  HeadCache(std::size_t row_bytes_max, std::size_t node_bytes_max)
      : rows_(row_bytes_max, kUsualRowBytes), nodes_(node_bytes_max, kUsualNodeBytes) {}

  // The row as it is at `head`, or that there is none; nothing at all when the cache cannot say.
  [[nodiscard]] std::optional<std::optional<Bytes>> FindRow(Height head, ByteView key);
  // What the database said; passed over when the head has moved on.
  void RememberRow(Height head, ByteView key, const std::optional<Bytes>& value);

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
  void Advance(Height head, const ChangeSet& changes, const TreeUpdate& tree);

 private:
  static constexpr std::size_t kUsualRowBytes = 128;
  static constexpr std::size_t kUsualNodeBytes = 384;

  void ExpectLocked(std::span<const NibblePath> paths);
  void PutNode(const NibblePath& path, Height version, const InnerNode& node);

  std::mutex mutex_;
  std::optional<Height> head_;  // guarded by mutex_
  RowCache rows_;               // guarded by mutex_
  // By path: a path has one node at a height, so the newest version takes the place of the one
  // before. A row is the version and the node's image. Guarded by mutex_.
  RowCache nodes_;
  Bytes image_;  // of the node that is being put; guarded by mutex_
};

}  // namespace heng::storage
