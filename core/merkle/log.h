// SPDX-License-Identifier: Apache-2.0
// The append-only Merkle tree of RFC 6962 (RFC 9162 section 2.1): leaf SHA-256(00 | data), node
// SHA-256(01 | left | right), split at the largest power of two below n, empty root SHA-256("").
// Pure arithmetic over hashes; who stores them is the caller's business.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/ids.h"
#include "core/result.h"

namespace heng::merkle {

[[nodiscard]] Hash LeafHash(ByteView data);
[[nodiscard]] Hash NodeHash(const Hash& left, const Hash& right);
[[nodiscard]] Hash EmptyRoot();

// The right edge of a log: the roots of its perfect subtrees, largest first. Enough to append and
// to know the root; one hash for each bit set in the count, so at most 64.
class LogFrontier {
 public:
  LogFrontier() = default;

  void Append(const Hash& leaf_hash);
  [[nodiscard]] Hash Root() const;
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<Hash>& hashes() const { return hashes_; }

  // The stored form: the hashes of `hashes()` one after the other; the count is kept beside it.
  [[nodiscard]] Bytes ToBytes() const;
  [[nodiscard]] static Result<LogFrontier, Status> FromBytes(std::uint64_t count, ByteView bytes);

 private:
  std::uint64_t count_ = 0;
  std::vector<Hash> hashes_;
};

[[nodiscard]] Hash RootOf(const std::vector<Hash>& leaf_hashes);

// Reads the root of the perfect subtree of 2^level leaves that starts at leaf index << level.
using SubtreeReader = std::function<Hash(std::uint32_t level, std::uint64_t index)>;

// The audit path of leaf `index` in the log of `size` leaves, leaf to root. index < size.
[[nodiscard]] std::vector<Hash> InclusionPath(std::uint64_t index,
                                              std::uint64_t size,
                                              const SubtreeReader& read);
[[nodiscard]] std::vector<Hash> InclusionPath(std::uint64_t index,
                                              const std::vector<Hash>& leaf_hashes);
// True when the path leads from the leaf to the root of a log of that size.
[[nodiscard]] bool VerifyInclusion(const Hash& leaf_hash,
                                   std::uint64_t index,
                                   std::uint64_t size,
                                   const std::vector<Hash>& path,
                                   const Hash& root);

// The proof that the log of `old_size` leaves is a prefix of the log of `new_size`.
[[nodiscard]] std::vector<Hash> ConsistencyPath(std::uint64_t old_size,
                                                std::uint64_t new_size,
                                                const SubtreeReader& read);
[[nodiscard]] bool VerifyConsistency(std::uint64_t old_size,
                                     std::uint64_t new_size,
                                     const Hash& old_root,
                                     const Hash& new_root,
                                     const std::vector<Hash>& path);

}  // namespace heng::merkle
