// SPDX-License-Identifier: Apache-2.0
#include "storage/head_cache.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "core/check.h"

namespace heng::storage {
namespace {

constexpr std::size_t kAtOnce = RowCache::kExpectedMax;
// Before a thread sleeps.
constexpr int kTriesMax = 200;

// How a path is named in the cache: its size, then its nibbles.
class PathName {
 public:
  PathName() = default;
  explicit PathName(const NibblePath& path) : size_(1 + path.packed().size()) {
    bytes_[0] = static_cast<char>(path.size());
    std::memcpy(bytes_.data() + 1, path.packed().data(), path.packed().size());
  }
  [[nodiscard]] ByteView view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, 1 + Hash::kSize> bytes_{};
  std::size_t size_ = 0;
};

Height VersionOf(ByteView row) {
  std::uint64_t version = 0;
  std::memcpy(&version, row.data(), sizeof(version));
  return Height(version);
}

}  // namespace

std::unique_lock<std::mutex> HeadCache::TakeBriefly(std::mutex& mutex) {
  for (int tries = 0; tries < kTriesMax; ++tries) {
    if (mutex.try_lock()) {
      return {mutex, std::adopt_lock};
    }
  }
  return std::unique_lock(mutex);
}

std::optional<std::optional<Bytes>> HeadCache::FindRowLocked(ByteView key) {
  const auto row = rows_.Find(key);
  if (!row) {
    return std::nullopt;
  }
  return *row ? std::optional<Bytes>(**row) : std::optional<Bytes>();
}

std::optional<InnerNode> HeadCache::FindNode(const NodeKey& key) {
  const auto lock = TakeBriefly(node_mutex_);
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
  const auto lock = TakeBriefly(node_mutex_);
  const auto known = nodes_.Find(PathName(key.path).view());
  // A proof of an old height must not push out what the next block needs.
  if (!known || VersionOf(**known) < key.version) {
    PutNode(key.path, key.version, *inner);
  }
}

std::size_t HeadCache::NodesWanted() {
  const auto lock = TakeBriefly(node_mutex_);
  return nodes_.BytesUntilHalf() / kUsualNodeBytes;
}

bool HeadCache::WantsRows() {
  const auto lock = TakeBriefly(row_mutex_);
  return rows_.BytesUntilHalf() != 0;
}

void HeadCache::ExpectNodes(std::span<const NibblePath> paths) {
  HENG_ASSERT(paths.size() <= kAtOnce);
  std::array<PathName, kAtOnce> names;
  std::array<ByteView, kAtOnce> views;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    names[i] = PathName(paths[i]);
    views[i] = names[i].view();
  }
  const auto lock = TakeBriefly(node_mutex_);
  nodes_.Expect(std::span(views).first(paths.size()));
}

void HeadCache::PutNode(const NibblePath& path, Height version, const InnerNode& node) {
  const std::uint64_t number = version.value();
  image_.assign(reinterpret_cast<const char*>(&number), sizeof(number));
  node.AppendImage(image_);
  nodes_.Put(PathName(path).view(), image_);
}

// The head comes first: who does not know these changes is told nothing from here on, and who does
// looks for what is changed among them and not here.
void HeadCache::Advance(const Head& head, const ChangeSet& changes, const TreeUpdate& tree) {
  {
    const auto lock = TakeBriefly(row_mutex_);
    head_ = head;
  }
  PutRows(changes);
  PutNodes(tree, head.height);
}

void HeadCache::PutRows(const ChangeSet& changes) {
  std::vector<ByteView> expected;
  for (auto next = changes.begin(); next != changes.end();) {
    expected.clear();
    for (auto ahead = next; ahead != changes.end() && expected.size() < kAtOnce; ++ahead) {
      expected.emplace_back(ahead->first);
    }
    const auto lock = TakeBriefly(row_mutex_);
    rows_.Expect(expected);
    for (std::size_t i = 0; i < expected.size(); ++i, ++next) {
      const auto& [key, value] = *next;
      // An index entry that says all in its key is looked for by scans, which do not come here.
      if (value && value->empty()) {
        rows_.Erase(key);
      } else {
        rows_.Put(key, value);
      }
    }
  }
}

void HeadCache::PutNodes(const TreeUpdate& tree, Height version) {
  std::vector<NibblePath> paths;
  for (std::span rest(tree.nodes); !rest.empty();) {
    const auto group = rest.first(std::min(rest.size(), kAtOnce));
    rest = rest.subspan(group.size());
    paths.clear();
    for (const auto& [path, node] : group) {
      if (std::holds_alternative<InnerNode>(*node)) {
        paths.push_back(path);
      }
    }
    ExpectNodes(paths);
    for (const auto& [path, node] : group) {
      if (const auto* inner = std::get_if<InnerNode>(node.get())) {
        const auto lock = TakeBriefly(node_mutex_);
        PutNode(path, version, *inner);
      }
    }
  }
}

}  // namespace heng::storage
