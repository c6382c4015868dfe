// SPDX-License-Identifier: Apache-2.0
// The compact sparse Merkle tree of the state, as arithmetic: hashes, proofs and their checks. The
// bytes are those of ICS-23's published SmtSpec, so that stock libraries verify our proofs:
//
//   path(k) = SHA-256(k), most significant bit first; bit 0 goes left
//   leaf    = SHA-256(00 | SHA-256(key) | SHA-256(value))
//   inner   = SHA-256(01 | left | right)
//   empty   = 32 zero bytes; a subtree of one leaf is that leaf
//
// A proof holds siblings only; the side of each step is read off the path of the key, so even a
// dishonest tree cannot hold one key in two places (the ICS-23 decoder checks the sides it is
// given against the path). Who stores the tree is storage/state_tree.h.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"

namespace heng::merkle {

inline constexpr std::size_t kSparseDepthMax = 256;
inline constexpr std::size_t kSparseKeyBytesMax = 1024;
inline constexpr std::size_t kSparseValueBytesMax = 1 << 20;
inline constexpr std::size_t kSparseProofBytesMax = 3 << 20;

// Where a key's leaf belongs.
[[nodiscard]] Hash SparsePath(ByteView key);
[[nodiscard]] Hash SparseLeafHash(const Hash& path, const Hash& value_hash);
[[nodiscard]] Hash SparseInnerHash(const Hash& left, const Hash& right);
// Bit `depth` of the path: false is left. depth < kSparseDepthMax.
[[nodiscard]] bool PathBit(const Hash& path, std::size_t depth);

// The record `key` has `value`.
struct MembershipProof {
  Bytes key;
  Bytes value;
  std::vector<Hash> siblings;  // leaf to root; zero for an empty subtree

  friend bool operator==(const MembershipProof&, const MembershipProof&) = default;
};

// There is no record `key`: these two are neighbours in path order and the key belongs between
// them. One of them is missing at the edge of the tree. Shows the neighbours' keys and values.
struct AbsenceProof {
  Bytes key;
  std::optional<MembershipProof> left;
  std::optional<MembershipProof> right;

  friend bool operator==(const AbsenceProof&, const AbsenceProof&) = default;
};

// There is no record with that key: its path ends in an empty subtree or in the leaf of another
// key. Half the size, and shows no neighbour's key or value.
struct CompactAbsenceProof {
  struct Leaf {
    Hash path;
    Hash value_hash;
    friend bool operator==(const Leaf&, const Leaf&) = default;
  };
  std::vector<Hash> siblings;  // leaf to root
  std::optional<Leaf> leaf;    // the other key's leaf found there

  friend bool operator==(const CompactAbsenceProof&, const CompactAbsenceProof&) = default;
};

// True when `proof` shows exactly this key and value under `root`.
[[nodiscard]] bool VerifyMembership(const StateRoot& root,
                                    ByteView key,
                                    ByteView value,
                                    const MembershipProof& proof);
// True when `proof` shows that nothing is under `key`.
[[nodiscard]] bool VerifyAbsence(const StateRoot& root, ByteView key, const AbsenceProof& proof);
[[nodiscard]] bool VerifyAbsence(const StateRoot& root,
                                 ByteView key,
                                 const CompactAbsenceProof& proof);

// An ICS-23 CommitmentProof, byte for byte what the stock library accepts under SmtSpec. The
// decoder takes only the canonical bytes, the operations of SmtSpec, and steps whose sides agree
// with the key; everything else is refused with the step that is wrong.
using CommitmentProof = std::variant<MembershipProof, AbsenceProof>;
[[nodiscard]] Bytes EncodeCommitmentProof(const CommitmentProof& proof);
[[nodiscard]] Result<CommitmentProof, Status> DecodeCommitmentProof(ByteView bytes);

// proto heng.v1.CompactAbsenceProof {repeated bytes siblings = 1; bytes leaf = 2}, where leaf is
// the preimage 00 | path | value hash that celestiaorg/smt calls NonMembershipLeafData.
[[nodiscard]] Bytes EncodeCompactAbsence(const CompactAbsenceProof& proof);
[[nodiscard]] Result<CompactAbsenceProof, Status> DecodeCompactAbsence(ByteView bytes);

}  // namespace heng::merkle
