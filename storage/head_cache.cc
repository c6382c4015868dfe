// SPDX-License-Identifier: Apache-2.0
#include "storage/head_cache.h"

#include <array>
#include <cstring>

namespace heng::storage {
namespace {

// How a path is named in the cache: its size, then its nibbles.
class PathName {
 public:
  explicit PathName(const NibblePath& path) : size_(1 + path.packed().size()) {
    bytes_[0] = static_cast<char>(path.size());
    std::memcpy(bytes_.data() + 1, path.packed().data(), path.packed().size());
  }
  [[nodiscard]] ByteView view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, 1 + Hash::kSize> bytes_{};
  std::size_t size_;
};

Height VersionOf(ByteView row) {
  std::uint64_t version = 0;
  std::memcpy(&version, row.data(), sizeof(version));
  return Height(version);
}

}  // namespace

std::optional<std::optional<Bytes>> HeadCache::FindRow(Height head, ByteView key) {
  const std::lock_guard lock(mutex_);
  if (head_ != head) {
    return std::nullopt;
  }
  const auto row = rows_.Find(key);
  if (!row) {
    return std::nullopt;
  }
  return *row ? std::optional<Bytes>(**row) : std::optional<Bytes>();
}

void HeadCache::RememberRow(Height head, ByteView key, const std::optional<Bytes>& value) {
  const std::lock_guard lock(mutex_);
  if (head_ == head) {
    rows_.Put(key, value);
  }
}

std::optional<InnerNode> HeadCache::FindNode(const NodeKey& key) {
  const std::lock_guard lock(mutex_);
  const auto row = nodes_.Find(PathName(key.path).view());
  if (!row || VersionOf(**row) != key.version) {
    return std::nullopt;
  }
  return InnerNode::FromImage((*row)->substr(sizeof(std::uint64_t)));
}

void HeadCache::RememberNode(const NodeKey& key, const TreeNode& node) {
  const auto* inner = std::get_if<InnerNode>(&node);
  if (inner == nullptr) {
    return;
  }
  const std::lock_guard lock(mutex_);
  const auto known = nodes_.Find(PathName(key.path).view());
  // A proof of an old height must not push out what the next block needs.
  if (!known || VersionOf(**known) < key.version) {
    PutNode(key.path, key.version, *inner);
  }
}

void HeadCache::PutNode(const NibblePath& path, Height version, const InnerNode& node) {
  const std::uint64_t number = version.value();
  image_.assign(reinterpret_cast<const char*>(&number), sizeof(number));
  node.AppendImage(image_);
  nodes_.Put(PathName(path).view(), image_);
}

void HeadCache::Advance(Height head, const ChangeSet& changes, const TreeUpdate& tree) {
  const std::lock_guard lock(mutex_);
  head_ = head;
  for (const auto& [key, value] : changes) {
    // An index entry that says all in its key is looked for by scans, which do not come here.
    if (value && value->empty()) {
      rows_.Erase(key);
    } else {
      rows_.Put(key, value);
    }
  }
  for (const auto& [path, node] : tree.nodes) {
    if (const auto* inner = std::get_if<InnerNode>(node.get())) {
      PutNode(path, head, *inner);
    }
  }
}

}  // namespace heng::storage
