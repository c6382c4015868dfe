// SPDX-License-Identifier: Apache-2.0
// What layers are made of. Only StateStore, which builds them, and layer.cc need to look inside.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "storage/head_cache.h"
#include "storage/kv_store.h"
#include "storage/layer.h"
#include "storage/state_tree.h"

namespace heng::storage {

// Everything about one block that Commit writes. Immutable once sealed.
struct Layer::Block {
  BlockHeader header;
  Bytes header_bytes;
  BlockId id;
  merkle::LogFrontier header_log;                         // with this block in it
  std::vector<std::pair<std::uint32_t, Hash>> log_nodes;  // level and root of subtrees it completed
  std::vector<BlockTransaction> transactions;
  std::vector<Bytes> receipt_bytes;
  ExecutedBlock executed;
  TreeUpdate tree;
};

// The committed head that layers stand on. Holds a snapshot, so later commits do not show.
struct Layer::Base {
  std::shared_ptr<const KvView> view;
  std::optional<Height> head;        // nothing under genesis
  std::shared_ptr<HeadCache> cache;  // the store's own; shared because layers may outlive the store
};

// Nodes of the blocks that are not in the snapshot, and below them the snapshot's.
class LayerNodes final : public NodeReader {
 public:
  LayerNodes(const Layer::Base& base,
             const std::vector<std::shared_ptr<const Layer::Block>>& blocks)
      : base_(base), blocks_(blocks) {}

  [[nodiscard]] Result<TreeNode, Status> Read(const NodeReference& reference,
                                              const NibblePath& path) const override;
  void Expect(std::span<const NibblePath> paths) const override { base_.cache->ExpectNodes(paths); }

 private:
  const Layer::Base& base_;
  const std::vector<std::shared_ptr<const Layer::Block>>& blocks_;
};

}  // namespace heng::storage
