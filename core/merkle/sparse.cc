// SPDX-License-Identifier: Apache-2.0
#include "core/merkle/sparse.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/check.h"
#include "core/codec/codec.h"
#include "core/crypto/hash.h"

namespace heng::merkle {
namespace {

constexpr ByteView kLeafPrefix{"\0", 1};
constexpr ByteView kInnerPrefix{"\1", 1};
constexpr std::size_t kLeafPreimageBytes = 1 + 2 * Hash::kSize;

// The messages of cosmos/ics23 proofs.proto, with its field numbers.
constexpr std::uint32_t kHashOpSha256 = 1;
constexpr std::uint32_t kLengthOpNoPrefix = 0;

struct LeafOp {
  std::uint32_t hash = kHashOpSha256;
  std::uint32_t prehash_key = kHashOpSha256;
  std::uint32_t prehash_value = kHashOpSha256;
  std::uint32_t length = kLengthOpNoPrefix;
  Bytes prefix = Bytes(kLeafPrefix);

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.hash);
    codec(2, self.prehash_key);
    codec(3, self.prehash_value);
    codec(4, self.length);
    codec(5, self.prefix, Bound{.bytes = 1});
  }
  friend bool operator==(const LeafOp&, const LeafOp&) = default;
};

struct InnerOp {
  std::uint32_t hash = 0;
  Bytes prefix;  // 01, and the sibling when we are the right child
  Bytes suffix;  // the sibling when we are the left child; absent, never empty, otherwise

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.hash);
    codec(2, self.prefix, Bound{.bytes = 1 + Hash::kSize});
    codec(3, self.suffix, Bound{.bytes = Hash::kSize});
  }
};

struct ExistenceProof {
  Bytes key;
  Bytes value;
  LeafOp leaf;
  std::vector<InnerOp> path;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.key, Bound{.bytes = kSparseKeyBytesMax});
    codec(2, self.value, Bound{.bytes = kSparseValueBytesMax});
    codec(3, self.leaf);
    codec(4, self.path, Bound{.items = kSparseDepthMax});
  }
};

struct NonExistenceProof {
  Bytes key;
  std::optional<ExistenceProof> left;
  std::optional<ExistenceProof> right;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.key, Bound{.bytes = kSparseKeyBytesMax});
    codec(2, self.left);
    codec(3, self.right);
  }
};

struct IcsCommitmentProof {
  std::optional<ExistenceProof> exist;
  std::optional<NonExistenceProof> nonexist;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.exist);
    codec(2, self.nonexist);
  }
};

struct CompactAbsenceMessage {
  std::vector<Hash> siblings;
  Bytes leaf;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.siblings, Bound{.items = kSparseDepthMax});
    codec(2, self.leaf, Bound{.bytes = kLeafPreimageBytes});
  }
};

// The root that a node has when these siblings hang beside the way up from it.
Hash Climb(Hash node, const Hash& path, const std::vector<Hash>& siblings) {
  std::size_t depth = siblings.size();
  for (const Hash& sibling : siblings) {
    --depth;
    node = PathBit(path, depth) ? SparseInnerHash(sibling, node) : SparseInnerHash(node, sibling);
  }
  return node;
}

bool Holds(const StateRoot& root, const MembershipProof& proof, const Hash& path) {
  if (proof.key.empty() || proof.value.empty() || proof.siblings.size() > kSparseDepthMax) {
    return false;
  }
  return Climb(SparseLeafHash(path, Sha256(proof.value)), path, proof.siblings).view() ==
         root.view();
}

// True when, below `depth`, nothing is on the `right` (or left) of the way to the leaf.
bool IsEdge(const Hash& path, const std::vector<Hash>& siblings, std::size_t depth, bool right) {
  for (std::size_t step = depth; step < siblings.size(); ++step) {
    const Hash& sibling = siblings[siblings.size() - 1 - step];
    if (PathBit(path, step) != right && !sibling.is_zero()) {
      return false;
    }
  }
  return true;
}

// The first bit in which two different paths differ.
std::size_t DivergenceOf(const Hash& a, const Hash& b) {
  std::size_t depth = 0;
  while (depth < kSparseDepthMax && PathBit(a, depth) == PathBit(b, depth)) {
    ++depth;
  }
  return depth;
}

// True when no leaf is between the two, both proven under one root, left < right.
bool AreNeighbours(const Hash& left,
                   const std::vector<Hash>& left_siblings,
                   const Hash& right,
                   const std::vector<Hash>& right_siblings) {
  const std::size_t fork = DivergenceOf(left, right);
  return fork < left_siblings.size() && fork < right_siblings.size() &&
         IsEdge(left, left_siblings, fork + 1, true) &&
         IsEdge(right, right_siblings, fork + 1, false);
}

ExistenceProof ToIcs(const MembershipProof& proof) {
  ExistenceProof ics{.key = proof.key, .value = proof.value, .leaf = {}, .path = {}};
  const Hash path = SparsePath(proof.key);
  std::size_t depth = proof.siblings.size();
  for (const Hash& sibling : proof.siblings) {
    --depth;
    InnerOp& op = ics.path.emplace_back();
    op.hash = kHashOpSha256;
    op.prefix = Bytes(kInnerPrefix);
    (PathBit(path, depth) ? op.prefix : op.suffix).append(sibling.view());
  }
  return ics;
}

Result<MembershipProof, Status> FromIcs(ExistenceProof ics) {
  if (ics.leaf != LeafOp{}) {
    return Fail(StatusCode::kInvalid, "the leaf operation is not the one of SmtSpec");
  }
  MembershipProof proof{.key = std::move(ics.key), .value = std::move(ics.value), .siblings = {}};
  const Hash path = SparsePath(proof.key);
  std::size_t depth = ics.path.size();
  for (const InnerOp& op : ics.path) {
    --depth;
    const bool right = PathBit(path, depth);
    const std::size_t prefix_bytes = right ? 1 + Hash::kSize : 1;
    const std::size_t suffix_bytes = right ? 0 : Hash::kSize;
    if (op.hash != kHashOpSha256 || !op.prefix.starts_with(kInnerPrefix) ||
        op.prefix.size() != prefix_bytes || op.suffix.size() != suffix_bytes) {
      return Fail(StatusCode::kInvalid,
                  "the step at depth " + std::to_string(depth) +
                      " is not an inner node of SmtSpec on the side that the key's hash says");
    }
    const ByteView sibling = right ? ByteView(op.prefix).substr(1) : ByteView(op.suffix);
    proof.siblings.push_back(Hash::FromBytes(sibling));
  }
  return proof;
}

}  // namespace

Hash SparsePath(ByteView key) {
  return Sha256(key);
}

Hash SparseLeafHash(const Hash& path, const Hash& value_hash) {
  return Sha256({kLeafPrefix, path.view(), value_hash.view()});
}

Hash SparseInnerHash(const Hash& left, const Hash& right) {
  return Sha256({kInnerPrefix, left.view(), right.view()});
}

bool PathBit(const Hash& path, std::size_t depth) {
  return ((path.data()[depth / 8] >> (7 - depth % 8)) & 1) != 0;
}

bool VerifyMembership(const StateRoot& root,
                      ByteView key,
                      ByteView value,
                      const MembershipProof& proof) {
  return proof.key == key && proof.value == value && Holds(root, proof, SparsePath(key));
}

bool VerifyAbsence(const StateRoot& root, ByteView key, const AbsenceProof& proof) {
  if (key.empty() || proof.key != key || (!proof.left && !proof.right)) {
    return false;
  }
  const Hash path = SparsePath(key);
  Hash left;
  Hash right;
  if (proof.left) {
    left = SparsePath(proof.left->key);
    if (!(left < path) || !Holds(root, *proof.left, left)) {
      return false;
    }
  }
  if (proof.right) {
    right = SparsePath(proof.right->key);
    if (!(path < right) || !Holds(root, *proof.right, right)) {
      return false;
    }
  }
  if (!proof.left) {
    return IsEdge(right, proof.right->siblings, 0, false);
  }
  if (!proof.right) {
    return IsEdge(left, proof.left->siblings, 0, true);
  }
  return AreNeighbours(left, proof.left->siblings, right, proof.right->siblings);
}

bool VerifyAbsence(const StateRoot& root, ByteView key, const CompactAbsenceProof& proof) {
  if (key.empty() || proof.siblings.size() > kSparseDepthMax) {
    return false;
  }
  const Hash path = SparsePath(key);
  Hash end;
  if (proof.leaf) {
    // A leaf of another key, and really on this key's way down.
    if (proof.leaf->path == path || DivergenceOf(proof.leaf->path, path) < proof.siblings.size()) {
      return false;
    }
    end = SparseLeafHash(proof.leaf->path, proof.leaf->value_hash);
  }
  return Climb(end, path, proof.siblings).view() == root.view();
}

Bytes EncodeCommitmentProof(const CommitmentProof& proof) {
  IcsCommitmentProof ics;
  if (const auto* member = std::get_if<MembershipProof>(&proof)) {
    ics.exist = ToIcs(*member);
  } else {
    const auto& absent = std::get<AbsenceProof>(proof);
    NonExistenceProof& nonexist = ics.nonexist.emplace();
    nonexist.key = absent.key;
    if (absent.left) {
      nonexist.left = ToIcs(*absent.left);
    }
    if (absent.right) {
      nonexist.right = ToIcs(*absent.right);
    }
  }
  return Encode(ics);
}

Result<CommitmentProof, Status> DecodeCommitmentProof(ByteView bytes) {
  if (bytes.size() > kSparseProofBytesMax) {
    return Fail(StatusCode::kLimit, "a state proof has at most 3 MiB");
  }
  HENG_TRY(IcsCommitmentProof ics, Decode<IcsCommitmentProof>(bytes));
  if (ics.exist.has_value() == ics.nonexist.has_value()) {
    return Fail(StatusCode::kMalformed, "a state proof shows either existence or absence");
  }
  if (ics.exist) {
    HENG_TRY(MembershipProof member, FromIcs(*std::move(ics.exist)));
    return member;
  }
  AbsenceProof absent{.key = std::move(ics.nonexist->key), .left = {}, .right = {}};
  if (ics.nonexist->left) {
    HENG_TRY(absent.left, FromIcs(*std::move(ics.nonexist->left)));
  }
  if (ics.nonexist->right) {
    HENG_TRY(absent.right, FromIcs(*std::move(ics.nonexist->right)));
  }
  return absent;
}

Bytes EncodeCompactAbsence(const CompactAbsenceProof& proof) {
  CompactAbsenceMessage message{.siblings = proof.siblings, .leaf = {}};
  if (proof.leaf) {
    message.leaf.append(kLeafPrefix);
    message.leaf.append(proof.leaf->path.view()).append(proof.leaf->value_hash.view());
  }
  return Encode(message);
}

Result<CompactAbsenceProof, Status> DecodeCompactAbsence(ByteView bytes) {
  HENG_TRY(CompactAbsenceMessage message, Decode<CompactAbsenceMessage>(bytes));
  CompactAbsenceProof proof{.siblings = std::move(message.siblings), .leaf = {}};
  if (!message.leaf.empty()) {
    const ByteView leaf = message.leaf;
    if (leaf.size() != kLeafPreimageBytes || !leaf.starts_with(kLeafPrefix)) {
      return Fail(StatusCode::kMalformed, "a leaf preimage is 00, a path and a value hash");
    }
    proof.leaf = CompactAbsenceProof::Leaf{
        .path = Hash::FromBytes(leaf.substr(1, Hash::kSize)),
        .value_hash = Hash::FromBytes(leaf.substr(1 + Hash::kSize)),
    };
  }
  return proof;
}

}  // namespace heng::merkle
