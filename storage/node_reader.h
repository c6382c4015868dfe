// SPDX-License-Identifier: Apache-2.0
// Tree nodes as the database holds them. Every inner node read is checked against the hash by which
// its parent knows it, and every leaf against its place, so a changed bit on disk is found before
// it can reach a root or a proof. A node that the head cache has was checked when it came in.
#pragma once

#include "storage/head_cache.h"
#include "storage/kv_store.h"
#include "storage/state_tree.h"

namespace heng::storage {

class DatabaseNodes final : public NodeReader {
 public:
  // `cache` may be null.
  explicit DatabaseNodes(const KvView& view, HeadCache* cache = nullptr)
      : view_(view), cache_(cache) {}

  [[nodiscard]] Result<TreeNode, Status> Read(const NodeReference& reference,
                                              const NibblePath& path) const override;
  void Expect(std::span<const NibblePath> paths) const override;

 private:
  const KvView& view_;
  HeadCache* const cache_;
};

}  // namespace heng::storage
