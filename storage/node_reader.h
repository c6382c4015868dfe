// SPDX-License-Identifier: Apache-2.0
// Tree nodes as the database holds them. Every node read is checked against the hash by which its
// parent knows it, so a changed bit on disk is found before it can reach a root or a proof.
#pragma once

#include "storage/kv_store.h"
#include "storage/state_tree.h"

namespace heng::storage {

class DatabaseNodes final : public NodeReader {
 public:
  explicit DatabaseNodes(const KvView& view) : view_(view) {}

  [[nodiscard]] Result<TreeNode, Status> Read(const NodeReference& reference,
                                              const NibblePath& path) const override;

 private:
  const KvView& view_;
};

}  // namespace heng::storage
