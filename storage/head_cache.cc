// SPDX-License-Identifier: Apache-2.0
#include "storage/head_cache.h"

#include <utility>

namespace heng::storage {
namespace {

// Of an inner node.
std::size_t CostOf(const TreeNode& node) {
  return sizeof(TreeNode) + std::get<InnerNode>(node).heap_bytes();
}

std::size_t CostOf(ByteView key, const std::optional<Bytes>& value) {
  return key.size() + (value ? value->size() : 0);
}

}  // namespace

std::size_t HeadCache::PathHasher::operator()(const NibblePath& path) const {
  return std::hash<ByteView>()(path.packed()) * 31 + path.size();
}

std::optional<std::optional<Bytes>> HeadCache::FindRow(Height head, ByteView key) {
  const std::lock_guard lock(mutex_);
  if (head_ != head) {
    return std::nullopt;
  }
  const auto* row = rows_.Find(key);
  return row == nullptr ? std::nullopt : std::optional<std::optional<Bytes>>(*row);
}

void HeadCache::RememberRow(Height head, ByteView key, const std::optional<Bytes>& value) {
  const std::lock_guard lock(mutex_);
  if (head_ == head) {
    rows_.Put(Bytes(key), value, CostOf(key, value));
  }
}

NodePtr HeadCache::FindNode(const NodeKey& key) {
  const std::lock_guard lock(mutex_);
  const VersionedNode* node = nodes_.Find(key.path);
  return node != nullptr && node->version == key.version ? node->node : nullptr;
}

void HeadCache::RememberNode(const NodeKey& key, NodePtr node) {
  if (std::holds_alternative<LeafNode>(*node)) {
    return;
  }
  const std::lock_guard lock(mutex_);
  const VersionedNode* known = nodes_.Find(key.path);
  // A proof of an old height must not push out what the next block needs.
  if (known == nullptr || known->version < key.version) {
    const std::size_t cost = CostOf(*node);
    nodes_.Put(key.path, {.version = key.version, .node = std::move(node)}, cost);
  }
}

void HeadCache::Advance(Height head, const ChangeSet& changes, const TreeUpdate& tree) {
  const std::lock_guard lock(mutex_);
  head_ = head;
  for (const auto& [key, value] : changes) {
    // An index entry that says all in its key is looked for by scans, which do not come here.
    if (value && value->empty()) {
      rows_.Erase(key);
    } else {
      rows_.Put(key, value, CostOf(key, value));
    }
  }
  for (const auto& [path, node] : tree.nodes) {
    if (std::holds_alternative<InnerNode>(*node)) {
      nodes_.Put(path, {.version = head, .node = node}, CostOf(*node));
    }
  }
}

}  // namespace heng::storage
