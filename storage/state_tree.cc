// SPDX-License-Identifier: Apache-2.0
#include "storage/state_tree.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>

#include "core/check.h"
#include "core/crypto/hash.h"
#include "storage/big_endian.h"

namespace heng::storage {
namespace {

constexpr std::size_t kNibblesMax = 64;
constexpr char kEmptyTag = 0;
constexpr char kLeafTag = 1;
constexpr char kInnerTag = 2;
constexpr std::size_t kChildBytes = Hash::kSize + 8;

unsigned NibbleOf(const Hash& path, std::size_t index) {
  const unsigned byte = path.data()[index / 2];
  return index % 2 == 0 ? byte >> 4 : byte & 15;
}

// The new leaf of a path, or nothing when its record was erased. The key is a view: into the
// changes, or into a leaf that was read.
struct LeafChange {
  Hash path;
  ByteView key;
  std::optional<Hash> hash;
  bool present = false;  // the tree has a leaf of this path

  [[nodiscard]] HashedLeaf Leaf() const {
    return {.node = {.path = path, .key = Bytes(key)}, .hash = *hash};
  }
};

std::vector<LeafChange> SortedByPath(const ChangeSet& changes, const PresentKeys& present) {
  std::vector<LeafChange> sorted;
  sorted.reserve(changes.size());
  for (const auto& [key, value] : changes) {
    if (IsIndexKey(key)) {
      continue;
    }
    LeafChange& change = sorted.emplace_back();
    change.path = merkle::SparsePath(key);
    change.key = key;
    change.present = present.contains(key);
    if (value) {
      change.hash = merkle::SparseLeafHash(change.path, Sha256(*value));
    }
  }
  std::ranges::sort(sorted, {}, &LeafChange::path);
  return sorted;
}

using ByChild = std::array<std::span<const LeafChange>, 16>;

// What the changes, which all begin with the same `depth` nibbles, are to each child there.
ByChild Divide(std::span<const LeafChange> changes, std::size_t depth) {
  ByChild divided;
  while (!changes.empty()) {
    const unsigned nibble = NibbleOf(changes.front().path, depth);
    const auto beyond = std::ranges::find_if(
        changes, [&](const LeafChange& change) { return NibbleOf(change.path, depth) != nibble; });
    const auto count = static_cast<std::size_t>(beyond - changes.begin());
    divided[nibble] = changes.first(count);
    changes = changes.subspan(count);
  }
  return divided;
}

// One pass over the paths that change. A subtree reports back either a reference, or a single leaf
// that has no place yet: its parent alone knows how high it may sit.
class Updater {
 public:
  Updater(const NodeReader& nodes, Height version) : nodes_(nodes), version_(version) {}

  Result<TreeUpdate, Status> Run(const TreeRoot& root, std::span<const LeafChange> changes) {
    HENG_TRY(Subtree top, Change(root, NibblePath(), changes));
    update_.root = top.loose ? Write(NibblePath(), *std::move(top.loose)) : top.reference;
    std::ranges::sort(update_.nodes, {}, &std::pair<NibblePath, NodePtr>::first);
    return std::move(update_);
  }

 private:
  struct Subtree {
    std::optional<NodeReference> reference;
    std::optional<HashedLeaf> loose;
  };
  using LooseLeaves = std::array<std::optional<HashedLeaf>, 16>;

  NodeReference Write(const NibblePath& path, HashedLeaf leaf) {
    update_.nodes.emplace_back(path, std::make_shared<const TreeNode>(std::move(leaf.node)));
    return {.hash = leaf.hash, .version = version_, .leaf = true};
  }

  NodeReference Write(const NibblePath& path, InnerNode node) {
    node.Join();
    const NodeReference reference{.hash = node.hash(), .version = version_, .leaf = false};
    update_.nodes.emplace_back(path, std::make_shared<const TreeNode>(std::move(node)));
    return reference;
  }

  void Replace(const NodeReference& old, const NibblePath& path) {
    update_.stale.push_back({.version = old.version, .path = path});
  }

  // Recursion goes one nibble deeper each time: at most 64 calls.
  Result<Subtree, Status> Change(const std::optional<NodeReference>& old,
                                 const NibblePath& path,
                                 std::span<const LeafChange> changes) {
    if (changes.empty()) {
      return Subtree{.reference = old, .loose = {}};
    }
    if (!old) {
      return MakeSubtree(path, changes);
    }
    if (old->leaf) {
      return ChangeLeaf(*old, path, changes);
    }
    HENG_TRY(TreeNode node, nodes_.Read(*old, path));
    return ChangeInner(old, path, std::get<InnerNode>(std::move(node)), changes);
  }

  Result<Subtree, Status> ChangeLeaf(const NodeReference& old,
                                     const NibblePath& path,
                                     std::span<const LeafChange> changes) {
    std::vector<LeafChange> leaves;
    LeafNode before;  // outlives `leaves`, which have views of its key
    const auto own = std::ranges::find_if(changes, &LeafChange::present);
    Hash place = own == changes.end() ? Hash() : own->path;
    if (own == changes.end()) {
      HENG_TRY(TreeNode node, nodes_.Read(old, path));
      before = std::get<LeafNode>(std::move(node));
      place = before.path;
      if (std::ranges::find(changes, place, &LeafChange::path) == changes.end()) {
        leaves.push_back({.path = before.path, .key = before.key, .hash = old.hash});
      }
    }
    for (const LeafChange& change : changes) {
      if (change.hash) {
        leaves.push_back(change);
      }
    }
    if (leaves.size() == 1 && leaves.front().path == place) {
      // It stays where it is, and so does its node.
      NodeReference changed = old;
      changed.hash = *leaves.front().hash;
      return Subtree{.reference = changed, .loose = {}};
    }
    Replace(old, path);
    std::ranges::sort(leaves, {}, &LeafChange::path);
    return MakeSubtree(path, leaves);
  }

  // Where nothing was, or is left.
  Result<Subtree, Status> MakeSubtree(const NibblePath& path, std::span<const LeafChange> changes) {
    const LeafChange* first = nullptr;
    std::size_t leaves = 0;
    for (const LeafChange& change : changes) {
      if (change.hash) {
        first = leaves++ == 0 ? &change : first;
      }
    }
    if (leaves == 0) {
      return Subtree{};
    }
    if (leaves == 1) {
      return Subtree{.reference = {}, .loose = first->Leaf()};
    }
    return ChangeInner(std::nullopt, path, InnerNode(), changes);
  }

  // The inner children that change are read one after the other, each from wherever it is in
  // memory.
  void ExpectChildren(const InnerNode& node, const NibblePath& path, const ByChild& changes) const {
    std::array<NibblePath, 16> places;
    std::size_t count = 0;
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      const NodeReference* child = changes[nibble].empty() ? nullptr : node.child(nibble);
      if (child != nullptr && !child->leaf) {
        places[count++] = path.Child(nibble);
      }
    }
    if (count > 1) {
      nodes_.Expect(std::span(places).first(count));
    }
  }

  Result<Subtree, Status> ChangeInner(const std::optional<NodeReference>& old,
                                      const NibblePath& path,
                                      InnerNode node,
                                      std::span<const LeafChange> changes) {
    const ByChild by_child = Divide(changes, path.size());
    ExpectChildren(node, path, by_child);
    LooseLeaves loose;
    bool changed = false;
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      if (by_child[nibble].empty()) {
        continue;
      }
      const NodeReference* child = node.child(nibble);
      const std::optional<NodeReference> before =
          child == nullptr ? std::nullopt : std::optional(*child);
      HENG_TRY(Subtree after, Change(before, path.Child(nibble), by_child[nibble]));
      changed = changed || after.loose || after.reference != before;
      node.Set(nibble, after.reference);
      loose[nibble] = std::move(after.loose);
    }
    if (!changed) {
      return Subtree{.reference = old, .loose = {}};
    }
    if (old) {
      Replace(*old, path);
    }
    return Finish(path, std::move(node), std::move(loose));
  }

  // Decides what stands at `path` now that the children are known.
  Result<Subtree, Status> Finish(const NibblePath& path, InnerNode node, LooseLeaves loose) {
    const auto is_loose = [](const auto& leaf) { return leaf.has_value(); };
    const auto loose_count = std::ranges::count_if(loose, is_loose);
    if (node.count() == 0 && loose_count == 0) {
      return Subtree{};
    }
    if (node.count() == 0 && loose_count == 1) {
      return Subtree{.reference = {}, .loose = std::move(*std::ranges::find_if(loose, is_loose))};
    }
    if (loose_count == 0 && node.count() == 1 && node.children().front().leaf) {
      // The last leaf of the subtree rises to where the subtree was.
      const NodeReference last = node.children().front();
      const NibblePath place = path.Child(static_cast<unsigned>(std::countr_zero(node.present())));
      HENG_TRY(TreeNode leaf, nodes_.Read(last, place));
      Replace(last, place);
      return Subtree{
          .reference = {},
          .loose = HashedLeaf{.node = std::get<LeafNode>(std::move(leaf)), .hash = last.hash}};
    }
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      if (loose[nibble]) {
        node.Set(nibble, Write(path.Child(nibble), *std::move(loose[nibble])));
      }
    }
    return Subtree{.reference = Write(path, std::move(node)), .loose = {}};
  }

  const NodeReader& nodes_;
  Height version_;
  TreeUpdate update_;
};

// The lowest or highest leaf under a node.
Result<HashedLeaf, Status> EdgeLeaf(const NodeReader& nodes,
                                    NodeReference reference,
                                    NibblePath path,
                                    bool lowest) {
  while (true) {
    HENG_TRY(TreeNode node, nodes.Read(reference, path));
    if (auto* leaf = std::get_if<LeafNode>(&node)) {
      return HashedLeaf{.node = std::move(*leaf), .hash = reference.hash};
    }
    const auto& inner = std::get<InnerNode>(node);
    const int nibble =
        lowest ? std::countr_zero(inner.present()) : 15 - std::countl_zero(inner.present());
    reference = *inner.child(static_cast<unsigned>(nibble));
    path = path.Child(static_cast<unsigned>(nibble));
  }
}

}  // namespace

NibblePath::NibblePath(const Hash& path, std::size_t size)
    : size_(static_cast<std::uint8_t>(size)), nibbles_(path) {
  HENG_ASSERT(size <= kNibblesMax);
  const std::size_t used = (size + 1) / 2;
  std::fill(nibbles_.data() + used, nibbles_.data() + Hash::kSize, std::uint8_t{0});
  if (size % 2 != 0) {
    nibbles_.data()[used - 1] &= 0xf0;
  }
}

NibblePath NibblePath::Child(unsigned nibble) const {
  HENG_ASSERT(size_ < kNibblesMax && nibble < 16);
  NibblePath child = *this;
  child.nibbles_.data()[size_ / 2] |=
      static_cast<unsigned char>(size_ % 2 == 0 ? nibble << 4 : nibble);
  ++child.size_;
  return child;
}

Bytes NodeKey::ToBytes() const {
  Bytes bytes;
  bytes.reserve(9 + Hash::kSize);
  AppendBe64(bytes, version.value());
  bytes.push_back(static_cast<char>(path.size()));
  bytes.append(path.packed());
  return bytes;
}

std::size_t NodeKey::SizeOf(ByteView bytes) {
  if (bytes.size() < 9) {
    return bytes.size();
  }
  const std::size_t nibbles = static_cast<unsigned char>(bytes[8]);
  return std::min(bytes.size(), 9 + (nibbles + 1) / 2);
}

bool LeafNode::Fits(const NibblePath& place) const {
  return merkle::SparsePath(key) == path && NibblePath(path, place.size()) == place;
}

Hash HashedLeaf::HashWith(ByteView value) const {
  return merkle::SparseLeafHash(node.path, Sha256(value));
}

const NodeReference* InnerNode::child(unsigned nibble) const {
  if (((present_ >> nibble) & 1) == 0) {
    return nullptr;
  }
  const auto below = static_cast<unsigned>(present_ & ((1u << nibble) - 1));
  return &children_[static_cast<std::size_t>(std::popcount(below))];
}

const NodeReference* InnerNode::LoneLeaf(unsigned first, unsigned width) const {
  const unsigned inside = present_ & (((1u << width) - 1) << first);
  if (std::popcount(inside) != 1) {
    return nullptr;
  }
  const NodeReference* only = child(static_cast<unsigned>(std::countr_zero(inside)));
  return only->leaf ? only : nullptr;
}

void InnerNode::Set(unsigned nibble, const std::optional<NodeReference>& child) {
  const auto below = static_cast<unsigned>(present_ & ((1u << nibble) - 1));
  const auto place = children_.begin() + std::popcount(below);
  const bool there = ((present_ >> nibble) & 1) != 0;
  if (child && there) {
    *place = *child;
  } else if (child) {
    const auto at = place - children_.begin();
    children_.reserve(children_.size() + 1);  // and not twice as many
    children_.insert(children_.begin() + at, *child);
    present_ = static_cast<std::uint16_t>(present_ | (1u << nibble));
  } else if (there) {
    children_.erase(place);
    present_ = static_cast<std::uint16_t>(present_ & ~(1u << nibble));
  }
  for (unsigned joint = (16 + nibble) / 2; joint != 0; joint /= 2) {
    stale_ = static_cast<std::uint16_t>(stale_ | (1u << joint));
  }
}

void InnerNode::Join() {
  std::array<Hash, 16> joints;
  const auto joint_at = [&joints](unsigned place) -> const Hash& { return joints[place]; };
  std::uint16_t joined = 0;
  for (unsigned place = 15; place != 0; --place) {
    // Joint j of level l joins the 16 >> l children from (j - 2^l) * (16 >> l) on.
    const auto level = static_cast<unsigned>(std::bit_width(place) - 1);
    const unsigned width = 16u >> level;
    const unsigned first = (place - (1u << level)) * width;
    const unsigned inside = present_ & (((1u << width) - 1) << first);
    if (inside == 0 || LoneLeaf(first, width) != nullptr) {
      continue;
    }
    joined = static_cast<std::uint16_t>(joined | (1u << place));
    joints[place] = ((stale_ >> place) & 1) == 0
                        ? Joint(place)
                        : merkle::SparseInnerHash(HashOver(first, width / 2, joint_at),
                                                  HashOver(first + width / 2, width / 2, joint_at));
  }
  std::vector<Hash> kept;
  kept.reserve(static_cast<std::size_t>(std::popcount(joined)));
  for (unsigned place = 1; place < 16; ++place) {
    if (((joined >> place) & 1) != 0) {
      kept.push_back(joints[place]);
    }
  }
  joints_ = std::move(kept);
  joined_ = joined;
  stale_ = 0;
}

const Hash& InnerNode::Joint(unsigned place) const {
  HENG_ASSERT(((joined_ >> place) & 1) != 0);
  const auto below = static_cast<unsigned>(joined_ & ((1u << place) - 1));
  return joints_[static_cast<std::size_t>(std::popcount(below))];
}

Hash InnerNode::HashOfRange(unsigned first, unsigned width) const {
  HENG_ASSERT(stale_ == 0);
  return HashOver(first, width, [this](unsigned place) -> const Hash& { return Joint(place); });
}

template <class JointAt>
Hash InnerNode::HashOver(unsigned first, unsigned width, const JointAt& joint_at) const {
  if (width == 1) {
    const NodeReference* only = child(first);
    return only == nullptr ? Hash() : only->hash;
  }
  if ((present_ & (((1u << width) - 1) << first)) == 0) {
    return {};
  }
  // A lone leaf stands for the whole range, unhashed.
  if (const NodeReference* leaf = LoneLeaf(first, width)) {
    return leaf->hash;
  }
  return joint_at((16 + first) / width);
}

std::uint16_t InnerNode::Leaves() const {
  std::uint16_t leaves = 0;
  unsigned rest = present_;
  for (const NodeReference& child : children_) {
    leaves = static_cast<std::uint16_t>(leaves | (child.leaf ? rest & -rest : 0));
    rest &= rest - 1;
  }
  return leaves;
}

// Three bitmaps, then hash and version of each child, then the joints. Most of what a node has in
// memory are these, and a cache holds the more of them the less a child takes.
void InnerNode::AppendImage(Bytes& image) const {
  static_assert(std::is_trivially_copyable_v<Hash> && std::is_trivially_copyable_v<Height>);
  HENG_ASSERT(stale_ == 0);
  const std::array<std::uint16_t, 3> maps = {present_, Leaves(), joined_};
  image.append(reinterpret_cast<const char*>(maps.data()), sizeof(maps));
  for (const NodeReference& child : children_) {
    image.append(child.hash.view());
    image.append(reinterpret_cast<const char*>(&child.version), sizeof(Height));
  }
  image.append(reinterpret_cast<const char*>(joints_.data()), joints_.size() * sizeof(Hash));
}

InnerNode InnerNode::FromImage(ByteView image) {
  std::array<std::uint16_t, 3> maps{};
  InnerNode node;
  std::memcpy(maps.data(), image.data(), sizeof(maps));
  node.present_ = maps[0];
  node.joined_ = maps[2];
  node.children_.resize(static_cast<std::size_t>(std::popcount(node.present_)));
  node.joints_.resize(static_cast<std::size_t>(std::popcount(node.joined_)));
  HENG_ASSERT(image.size() == sizeof(maps) + node.children_.size() * kChildBytes +
                                  node.joints_.size() * sizeof(Hash));
  const char* from = image.data() + sizeof(maps);
  unsigned rest = node.present_;
  for (NodeReference& child : node.children_) {
    std::memcpy(child.hash.data(), from, Hash::kSize);
    std::memcpy(&child.version, from + Hash::kSize, sizeof(Height));
    child.leaf = (maps[1] & rest & -rest) != 0;
    rest &= rest - 1;
    from += kChildBytes;
  }
  if (!node.joints_.empty()) {
    std::memcpy(node.joints_.data(), from, node.joints_.size() * sizeof(Hash));
  }
  return node;
}

Bytes EncodeNode(const TreeNode& node) {
  Bytes bytes;
  if (const auto* leaf = std::get_if<LeafNode>(&node)) {
    bytes.push_back(kLeafTag);
    bytes.append(leaf->path.view()).append(leaf->key);
    return bytes;
  }
  const auto& inner = std::get<InnerNode>(node);
  bytes.reserve(5 + inner.count() * kChildBytes);
  bytes.push_back(kInnerTag);
  AppendBe16(bytes, inner.present());
  AppendBe16(bytes, inner.Leaves());
  for (const NodeReference& child : inner.children()) {
    bytes.append(child.hash.view());
    AppendBe64(bytes, child.version.value());
  }
  return bytes;
}

Result<TreeNode, Status> DecodeNode(ByteView bytes) {
  if (bytes.size() > 1 + Hash::kSize && bytes.front() == kLeafTag) {
    return LeafNode{
        .path = Hash::FromBytes(bytes.substr(1, Hash::kSize)),
        .key = Bytes(bytes.substr(1 + Hash::kSize)),
    };
  }
  if (bytes.size() < 5 || bytes.front() != kInnerTag) {
    return Fail(StatusCode::kCorrupt, "a tree node is neither a leaf nor an inner node");
  }
  const std::uint16_t present = ReadBe16(bytes.substr(1));
  const std::uint16_t leaves = ReadBe16(bytes.substr(3));
  const auto count = static_cast<std::size_t>(std::popcount(present));
  if (count == 0 || (leaves & ~present) != 0 || bytes.size() != 5 + count * kChildBytes) {
    return Fail(StatusCode::kCorrupt, "an inner tree node does not fit its own bitmap");
  }
  InnerNode inner;
  inner.Reserve(count);
  bytes.remove_prefix(5);
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    if (((present >> nibble) & 1) != 0) {
      inner.Set(nibble,
                NodeReference{.hash = Hash::FromBytes(bytes.substr(0, Hash::kSize)),
                              .version = Height(ReadBe64(bytes.substr(Hash::kSize))),
                              .leaf = ((leaves >> nibble) & 1) != 0});
      bytes.remove_prefix(kChildBytes);
    }
  }
  inner.Join();
  return inner;
}

NodePtr TreeUpdate::Find(const NibblePath& path) const {
  const auto found =
      std::ranges::lower_bound(nodes, path, {}, &std::pair<NibblePath, NodePtr>::first);
  return found != nodes.end() && found->first == path ? found->second : nullptr;
}

StateRoot RootHash(const TreeRoot& root) {
  return root ? As<StateRoot>(root->hash) : StateRoot();
}

Bytes EncodeRoot(const TreeRoot& root) {
  if (!root) {
    return Bytes(1, kEmptyTag);
  }
  Bytes bytes(1, root->leaf ? kLeafTag : kInnerTag);
  bytes.append(root->hash.view());
  AppendBe64(bytes, root->version.value());
  return bytes;
}

Result<TreeRoot, Status> DecodeRoot(ByteView bytes) {
  if (bytes.size() == 1 && bytes.front() == kEmptyTag) {
    return TreeRoot();
  }
  if (bytes.size() != 1 + kChildBytes ||
      (bytes.front() != kLeafTag && bytes.front() != kInnerTag)) {
    return Fail(StatusCode::kCorrupt, "a reference to a tree root has the wrong form");
  }
  return TreeRoot(NodeReference{.hash = Hash::FromBytes(bytes.substr(1, Hash::kSize)),
                                .version = Height(ReadBe64(bytes.substr(1 + Hash::kSize))),
                                .leaf = bytes.front() == kLeafTag});
}

Result<TreeUpdate, Status> UpdateTree(const NodeReader& nodes,
                                      const TreeRoot& root,
                                      Height version,
                                      const ChangeSet& changes,
                                      const PresentKeys& present) {
  return Updater(nodes, version).Run(root, SortedByPath(changes, present));
}

Result<TreeWalk, Status> WalkTo(const NodeReader& nodes, const TreeRoot& root, const Hash& path) {
  TreeWalk walk;
  TreeRoot next = root;
  NibblePath place;
  while (next) {
    HENG_TRY(TreeNode node, nodes.Read(*next, place));
    if (auto* leaf = std::get_if<LeafNode>(&node)) {
      walk.leaf = HashedLeaf{.node = std::move(*leaf), .hash = next->hash};
      break;
    }
    const auto& inner = std::get<InnerNode>(node);
    const unsigned nibble = NibbleOf(path, place.size());
    // Four binary levels, or fewer where a half holds a single leaf or nothing.
    unsigned first = 0;
    unsigned width = 16;
    unsigned inside = inner.present();
    while (width > 1 && inside != 0 && inner.LoneLeaf(first, width) == nullptr) {
      width /= 2;
      const bool right = nibble >= first + width;
      walk.siblings.push_back(inner.HashOfRange(right ? first : first + width, width));
      first += right ? width : 0;
      inside = inner.present() & (((1u << width) - 1) << first);
    }
    if (inside == 0) {
      break;
    }
    const auto chosen = static_cast<unsigned>(std::countr_zero(inside));
    next = *inner.child(chosen);
    place = place.Child(chosen);
  }
  std::ranges::reverse(walk.siblings);
  return walk;
}

Result<std::optional<HashedLeaf>, Status> Neighbour(const NodeReader& nodes,
                                                    const TreeRoot& root,
                                                    const Hash& path,
                                                    bool above) {
  // The last turn-off on the way down that leads to the wanted side.
  std::optional<NodeReference> turn;
  NibblePath turn_place;
  TreeRoot next = root;
  NibblePath place;
  while (next) {
    HENG_TRY(TreeNode node, nodes.Read(*next, place));
    if (auto* leaf = std::get_if<LeafNode>(&node)) {
      if (above ? path < leaf->path : leaf->path < path) {
        return HashedLeaf{.node = std::move(*leaf), .hash = next->hash};
      }
      break;
    }
    const auto& inner = std::get<InnerNode>(node);
    const unsigned nibble = NibbleOf(path, place.size());
    const unsigned below = inner.present() & ((1u << nibble) - 1);
    const unsigned beyond = inner.present() & ~((2u << nibble) - 1);
    if ((above ? beyond : below) != 0) {
      const auto side = above ? static_cast<unsigned>(std::countr_zero(beyond))
                              : static_cast<unsigned>(std::bit_width(below) - 1);
      turn = *inner.child(side);
      turn_place = place.Child(side);
    }
    const NodeReference* child = inner.child(nibble);
    next = child == nullptr ? TreeRoot() : TreeRoot(*child);
    place = place.Child(nibble);
  }
  if (!turn) {
    return std::nullopt;
  }
  HENG_TRY(HashedLeaf edge, EdgeLeaf(nodes, *turn, turn_place, above));
  return edge;
}

}  // namespace heng::storage
