// SPDX-License-Identifier: Apache-2.0
#include "storage/node_reader.h"

#include <string>

namespace heng::storage {

Result<TreeNode, Status> DatabaseNodes::Read(const NodeReference& reference,
                                             const NibblePath& path) const {
  const NodeKey place{.version = reference.version, .path = path};
  if (cache_ != nullptr) {
    if (auto known = cache_->FindNode(place)) {
      return *std::move(known);
    }
  }
  const Bytes key = place.ToBytes();
  const auto bytes = view_.Get(ColumnFamily::kTreeNodes, key);
  if (!bytes) {
    return Fail(StatusCode::kCorrupt, "the tree node " + ToHex(key) + " is missing");
  }
  auto node = DecodeNode(*bytes);
  // A leaf's hash covers its path, and the path its key.
  const auto* leaf = node ? std::get_if<LeafNode>(&*node) : nullptr;
  if (!node || (leaf != nullptr && merkle::SparsePath(leaf->key) != leaf->path) ||
      std::holds_alternative<LeafNode>(*node) != reference.leaf ||
      HashOf(*node) != reference.hash) {
    return Fail(StatusCode::kCorrupt,
                "the tree node " + ToHex(key) +
                    " does not have the hash its parent holds: expected " + reference.hash.hex() +
                    ", found " + (node ? HashOf(*node).hex() : "bytes that are no node"));
  }
  if (cache_ != nullptr) {
    cache_->RememberNode(place, *node);
  }
  return node;
}

}  // namespace heng::storage
