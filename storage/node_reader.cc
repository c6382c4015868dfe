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
  if (!node || std::holds_alternative<LeafNode>(*node) != reference.leaf) {
    return Fail(StatusCode::kCorrupt,
                "the tree node " + ToHex(key) + " is not the " +
                    (reference.leaf ? "leaf" : "inner node") + " that its parent says it is");
  }
  if (const auto* leaf = std::get_if<LeafNode>(&*node)) {
    if (!leaf->Fits(path)) {
      return Fail(StatusCode::kCorrupt,
                  "the tree node " + ToHex(key) + " is a leaf of record '" + ToHex(leaf->key) +
                      "', whose place is not there");
    }
    return node;
  }
  if (const Hash found = std::get<InnerNode>(*node).hash(); found != reference.hash) {
    return Fail(StatusCode::kCorrupt,
                "the tree node " + ToHex(key) +
                    " does not have the hash its parent holds: expected " + reference.hash.hex() +
                    ", found " + found.hex());
  }
  if (cache_ != nullptr) {
    cache_->RememberNode(place, *node);
  }
  return node;
}

void DatabaseNodes::Expect(std::span<const NibblePath> paths) const {
  if (cache_ != nullptr) {
    cache_->ExpectNodes(paths);
  }
}

}  // namespace heng::storage
