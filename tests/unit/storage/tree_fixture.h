// SPDX-License-Identifier: Apache-2.0
// A state tree in memory, one version after the other: what tests of the tree stand on.
#pragma once

#include <cstdio>
#include <map>
#include <string>

#include "core/check.h"
#include "core/crypto/hash.h"
#include "storage/state_tree.h"

namespace heng::storage {

// Nodes by key, with the same checks as the database's reader.
class TestNodes final : public NodeReader {
 public:
  Result<TreeNode, Status> Read(const NodeReference& reference,
                                const NibblePath& path) const override {
    ++reads;
    const auto node = nodes.find(NodeKey{.version = reference.version, .path = path});
    if (node == nodes.end() || !Fits(node->second, reference, path)) {
      return Fail(StatusCode::kCorrupt, "no such node");
    }
    return node->second;
  }

  std::map<NodeKey, TreeNode> nodes;
  mutable std::size_t reads = 0;

 private:
  static bool Fits(const TreeNode& node, const NodeReference& reference, const NibblePath& path) {
    if (const auto* leaf = std::get_if<LeafNode>(&node)) {
      return reference.leaf && leaf->Fits(path);
    }
    return !reference.leaf && std::get<InnerNode>(node).hash() == reference.hash;
  }
};

class TestTree {
 public:
  // Applies the changes as the next version.
  void Apply(const ChangeSet& changes) {
    auto update = UpdateTree(nodes, root, version, changes);
    HENG_ASSERT(update.has_value());
    for (auto& [path, node] : update->nodes) {
      nodes.nodes.emplace(NodeKey{.version = version, .path = path}, *node);
    }
    stale.insert(stale.end(), update->stale.begin(), update->stale.end());
    root = update->root;
    roots.push_back(root);
    version = Next(version);
    for (const auto& [key, value] : changes) {
      if (IsIndexKey(key)) {
        continue;
      }
      if (value) {
        records[key] = *value;
      } else {
        records.erase(key);
      }
    }
  }

  [[nodiscard]] std::string RootHex() const { return RootHash(root).hex(); }

  TestNodes nodes;
  TreeRoot root;
  Height version;
  std::vector<TreeRoot> roots;
  std::vector<NodeKey> stale;
  std::map<Bytes, Bytes> records;  // the model
};

inline Bytes VectorKey(std::size_t i) {
  char key[32];
  std::snprintf(key, sizeof(key), "unit/UB-%08zu", i);
  return key;
}

inline Bytes VectorValue(std::size_t i) {
  return "rec-" + std::to_string(i);
}

// The records 0 .. n-1 of tests/vectors/state_tree_roots.txt.
inline ChangeSet VectorRecords(std::size_t n) {
  ChangeSet changes;
  for (std::size_t i = 0; i < n; ++i) {
    changes.emplace(VectorKey(i), VectorValue(i));
  }
  return changes;
}

// The root by the definition, with no tree: recursion over the sorted leaves.
inline Hash RootByDefinition(const std::vector<std::pair<Hash, Hash>>& leaves, std::size_t depth) {
  if (leaves.empty()) {
    return Hash();
  }
  if (leaves.size() == 1) {
    return merkle::SparseLeafHash(leaves.front().first, leaves.front().second);
  }
  std::vector<std::pair<Hash, Hash>> halves[2];
  for (const auto& leaf : leaves) {
    halves[merkle::PathBit(leaf.first, depth) ? 1 : 0].push_back(leaf);
  }
  return merkle::SparseInnerHash(RootByDefinition(halves[0], depth + 1),
                                 RootByDefinition(halves[1], depth + 1));
}

inline std::string RootByDefinition(const std::map<Bytes, Bytes>& records) {
  std::vector<std::pair<Hash, Hash>> leaves;
  for (const auto& [key, value] : records) {
    leaves.emplace_back(merkle::SparsePath(key), Sha256(value));
  }
  return RootByDefinition(leaves, 0).hex();
}

}  // namespace heng::storage
