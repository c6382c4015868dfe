// SPDX-License-Identifier: Apache-2.0
// The versioned state tree: nodes of 16 children on disk (four binary levels in one row), hashed as
// the binary tree of core/merkle/sparse.h. A version is a block height. An update never overwrites
// a node: it makes new nodes of its version and lists those it replaced, so that every version
// that was not pruned can be proven, and an update can stand on versions that are not on disk yet.
//
// A leaf's node says whose it is and nothing of the value: it is written when the leaf comes to its
// place and stays when the value changes. Its hash, which commits to the value, is in the reference
// that its parent holds; the value itself is in the history.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "core/bytes.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/kv.h"
#include "core/merkle/sparse.h"
#include "core/result.h"

namespace heng::storage {

// The first `size` nibbles of a path; a node's place in the tree.
class NibblePath {
 public:
  NibblePath() = default;
  NibblePath(const Hash& path, std::size_t size);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] NibblePath Child(unsigned nibble) const;
  // Two nibbles a byte, first one high; an odd last one leaves zero bits.
  [[nodiscard]] ByteView packed() const { return nibbles_.view().substr(0, (size() + 1) / 2); }

  // Short paths first, as in the keys of tree_nodes.
  friend auto operator<=>(const NibblePath&, const NibblePath&) = default;

 private:
  std::uint8_t size_ = 0;
  Hash nibbles_;  // bits past `size_` nibbles are zero
};

struct NodeKey {
  Height version;  // the block that wrote the node
  NibblePath path;

  // Key in the column family tree_nodes: version, count of nibbles, nibbles.
  [[nodiscard]] Bytes ToBytes() const;
  // How many bytes the key at the front of `bytes` has; all of them when it is cut short.
  [[nodiscard]] static std::size_t SizeOf(ByteView bytes);
  friend auto operator<=>(const NodeKey&, const NodeKey&) = default;
};

// A parent's word about its child (or a version's about its root): enough to find and check it.
struct NodeReference {
  Hash hash;
  Height version;  // the block that wrote the node; of a leaf, that put it at its place
  bool leaf = false;

  friend bool operator==(const NodeReference&, const NodeReference&) = default;
};

struct LeafNode {
  Hash path;
  Bytes key;  // kept so that an absence proof can name its neighbours

  // Whether a leaf of this path may stand at `place`, and the path is the key's.
  [[nodiscard]] bool Fits(const NibblePath& place) const;
};

// A leaf with the hash that its parent holds: SparseLeafHash of the path and the value's hash.
struct HashedLeaf {
  LeafNode node;
  Hash hash;

  // The hash that it would have with the value.
  [[nodiscard]] Hash HashWith(ByteView value) const;
  [[nodiscard]] bool Commits(ByteView value) const { return HashWith(value) == hash; }
};

// Up to sixteen children, and the hashes that join them: a tree of four binary levels. The joints
// are kept, so that a changed child costs four hashes and a proof step none. Most nodes are near
// the leaves and have few children; memory is taken for those and their joints alone.
class InnerNode {
 public:
  [[nodiscard]] const NodeReference* child(unsigned nibble) const;
  void Set(unsigned nibble, const std::optional<NodeReference>& child);
  void Reserve(std::size_t children) { children_.reserve(children); }
  // Computes the joints that Set left out of date. Before this the hashes must not be asked for.
  void Join();

  // Hash of the binary subtree over the children `first` .. `first + width - 1`; width 1, 2, 4, 8
  // or 16, `first` a multiple of it.
  [[nodiscard]] Hash HashOfRange(unsigned first, unsigned width) const;
  [[nodiscard]] Hash hash() const { return HashOfRange(0, 16); }

  [[nodiscard]] std::size_t count() const { return children_.size(); }
  [[nodiscard]] const std::vector<NodeReference>& children() const { return children_; }
  [[nodiscard]] std::uint16_t present() const { return present_; }
  // Bit n: the child at nibble n is a leaf.
  [[nodiscard]] std::uint16_t Leaves() const;
  // The only child in a range, when there is exactly one and it is a leaf.
  [[nodiscard]] const NodeReference* LoneLeaf(unsigned first, unsigned width) const;

  // The node in one piece, joints and all, for a cache of this process: no format, and not checked
  // when it is read back.
  void AppendImage(Bytes& image) const;
  [[nodiscard]] static InnerNode FromImage(ByteView image);

 private:
  // `joint_at` gives the joint of a place in the heap.
  template <class JointAt>
  [[nodiscard]] Hash HashOver(unsigned first, unsigned width, const JointAt& joint_at) const;
  [[nodiscard]] const Hash& Joint(unsigned place) const;

  std::uint16_t present_ = 0;            // bit n: there is a child at nibble n
  std::uint16_t joined_ = 0;             // bit j: joints_ has the joint of place j
  std::uint16_t stale_ = 0;              // bit j: what is at place j is out of date
  std::vector<NodeReference> children_;  // ascending by nibble
  // Ascending by their place in a heap: 1 the top, children of j at 2j and 2j+1. A place over no
  // child or a lone leaf has none.
  std::vector<Hash> joints_;
};

using TreeNode = std::variant<LeafNode, InnerNode>;
// Shared because a block and its descendants co-own nodes that never change.
using NodePtr = std::shared_ptr<const TreeNode>;

[[nodiscard]] Bytes EncodeNode(const TreeNode& node);
[[nodiscard]] Result<TreeNode, Status> DecodeNode(ByteView bytes);

// The root of a version; nothing for an empty tree.
using TreeRoot = std::optional<NodeReference>;
[[nodiscard]] StateRoot RootHash(const TreeRoot& root);
[[nodiscard]] Bytes EncodeRoot(const TreeRoot& root);
[[nodiscard]] Result<TreeRoot, Status> DecodeRoot(ByteView bytes);

// Where nodes come from: the database, or versions in memory over it.
class NodeReader {
 public:
  NodeReader() = default;
  NodeReader(const NodeReader&) = delete;
  NodeReader& operator=(const NodeReader&) = delete;
  virtual ~NodeReader() = default;

  // The node that the reference names: an inner one with its hash checked, a leaf that fits its
  // place. kCorrupt when it is missing or differs.
  [[nodiscard]] virtual Result<TreeNode, Status> Read(const NodeReference& reference,
                                                      const NibblePath& path) const = 0;

  // The inner nodes at these places, children of one node, are read next. Only a hint.
  virtual void Expect(std::span<const NibblePath> /*paths*/) const {}
};

// What a version adds to the versions before it.
struct TreeUpdate {
  // The new node of a place; null when the version has none there.
  [[nodiscard]] NodePtr Find(const NibblePath& path) const;

  TreeRoot root;
  std::vector<std::pair<NibblePath, NodePtr>> nodes;  // all of the new version, ascending
  std::vector<NodeKey> stale;                         // replaced by it
};

// Keys of records that a tree is known to hold.
using PresentKeys = std::unordered_set<ByteView>;

// The tree after the record changes of one block; index keys are passed over. Changes that change
// nothing make no nodes. The leaf of a key in `present` is taken for its own unread: nothing else
// can be where its path ends.
[[nodiscard]] Result<TreeUpdate, Status> UpdateTree(const NodeReader& nodes,
                                                    const TreeRoot& root,
                                                    Height version,
                                                    const ChangeSet& changes,
                                                    const PresentKeys& present = {});

// A path down the tree and what is at its end.
struct TreeWalk {
  std::vector<Hash> siblings;      // leaf to root
  std::optional<HashedLeaf> leaf;  // at the end: the key's own, another's, or nothing
};

[[nodiscard]] Result<TreeWalk, Status> WalkTo(const NodeReader& nodes,
                                              const TreeRoot& root,
                                              const Hash& path);

// The leaf nearest to `path` in path order, below it or above it, other than its own.
[[nodiscard]] Result<std::optional<HashedLeaf>, Status> Neighbour(const NodeReader& nodes,
                                                                  const TreeRoot& root,
                                                                  const Hash& path,
                                                                  bool above);

}  // namespace heng::storage
