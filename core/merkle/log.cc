// SPDX-License-Identifier: Apache-2.0
#include "core/merkle/log.h"

#include <bit>

#include "core/check.h"
#include "core/crypto/hash.h"

namespace heng::merkle {
namespace {

constexpr ByteView kLeafPrefix{"\0", 1};
constexpr ByteView kNodePrefix{"\1", 1};
constexpr std::size_t kPathMax = 64;

// The largest power of two below n. n > 1.
std::uint64_t SplitPoint(std::uint64_t n) {
  return std::bit_floor(n - 1);
}

bool IsPowerOfTwo(std::uint64_t n) {
  return std::has_single_bit(n);
}

// Root of the leaves [begin, begin + size) where begin is a multiple of the enclosing power of two.
Hash RangeRoot(std::uint64_t begin, std::uint64_t size, const SubtreeReader& read) {
  // Left to right, the perfect subtrees of a range that starts aligned are those of its bits.
  std::vector<Hash> perfect;
  std::uint64_t position = begin;
  for (int bit = 63; bit >= 0; --bit) {
    const std::uint64_t width = std::uint64_t{1} << bit;
    if ((size & width) != 0) {
      perfect.push_back(read(static_cast<std::uint32_t>(bit), position >> bit));
      position += width;
    }
  }
  HENG_ASSERT(!perfect.empty());
  Hash root = perfect.back();
  for (std::size_t i = perfect.size() - 1; i-- > 0;) {
    root = NodeHash(perfect[i], root);
  }
  return root;
}

SubtreeReader ReaderOver(const std::vector<Hash>& leaf_hashes) {
  return [&leaf_hashes](std::uint32_t level, std::uint64_t index) {
    std::vector<Hash> row(leaf_hashes.begin() + static_cast<std::ptrdiff_t>(index << level),
                          leaf_hashes.begin() + static_cast<std::ptrdiff_t>((index + 1) << level));
    return RootOf(row);
  };
}

}  // namespace

Hash LeafHash(ByteView data) {
  return Sha256({kLeafPrefix, data});
}

Hash NodeHash(const Hash& left, const Hash& right) {
  return Sha256({kNodePrefix, left.view(), right.view()});
}

Hash EmptyRoot() {
  return Sha256(ByteView{});
}

void LogFrontier::Append(const Hash& leaf_hash) {
  Hash carried = leaf_hash;
  for (std::uint64_t bits = count_; (bits & 1) != 0; bits >>= 1) {
    carried = NodeHash(hashes_.back(), carried);
    hashes_.pop_back();
  }
  hashes_.push_back(carried);
  ++count_;
}

Hash LogFrontier::Root() const {
  if (hashes_.empty()) {
    return EmptyRoot();
  }
  Hash root = hashes_.back();
  for (std::size_t i = hashes_.size() - 1; i-- > 0;) {
    root = NodeHash(hashes_[i], root);
  }
  return root;
}

Bytes LogFrontier::ToBytes() const {
  Bytes bytes;
  bytes.reserve(hashes_.size() * Hash::kSize);
  for (const Hash& hash : hashes_) {
    bytes.append(hash.view());
  }
  return bytes;
}

Result<LogFrontier, Status> LogFrontier::FromBytes(std::uint64_t count, ByteView bytes) {
  const auto expected = static_cast<std::size_t>(std::popcount(count));
  if (bytes.size() != expected * Hash::kSize) {
    return Fail(StatusCode::kCorrupt, "a log frontier does not fit its count");
  }
  LogFrontier frontier;
  frontier.count_ = count;
  for (std::size_t i = 0; i < expected; ++i) {
    frontier.hashes_.push_back(Hash::FromBytes(bytes.substr(i * Hash::kSize, Hash::kSize)));
  }
  return frontier;
}

Hash RootOf(const std::vector<Hash>& leaf_hashes) {
  LogFrontier frontier;
  for (const Hash& leaf : leaf_hashes) {
    frontier.Append(leaf);
  }
  return frontier.Root();
}

std::vector<Hash> InclusionPath(std::uint64_t index,
                                std::uint64_t size,
                                const SubtreeReader& read) {
  HENG_ASSERT(index < size);
  // Top down: at each split the sibling is the half that does not hold the leaf.
  std::vector<Hash> path;
  std::uint64_t begin = 0;
  while (size > 1) {
    const std::uint64_t split = SplitPoint(size);
    if (index - begin < split) {
      path.push_back(RangeRoot(begin + split, size - split, read));
      size = split;
    } else {
      path.push_back(RangeRoot(begin, split, read));
      begin += split;
      size -= split;
    }
  }
  return {path.rbegin(), path.rend()};
}

std::vector<Hash> InclusionPath(std::uint64_t index, const std::vector<Hash>& leaf_hashes) {
  return InclusionPath(index, leaf_hashes.size(), ReaderOver(leaf_hashes));
}

bool VerifyInclusion(const Hash& leaf_hash,
                     std::uint64_t index,
                     std::uint64_t size,
                     const std::vector<Hash>& path,
                     const Hash& root) {
  if (index >= size || path.size() > kPathMax) {
    return false;
  }
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf_hash;
  for (const Hash& sibling : path) {
    if (last == 0) {
      return false;
    }
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

std::vector<Hash> ConsistencyPath(std::uint64_t old_size,
                                  std::uint64_t new_size,
                                  const SubtreeReader& read) {
  HENG_ASSERT(old_size <= new_size);
  if (old_size == 0 || old_size == new_size) {
    return {};
  }
  std::vector<Hash> path;  // root to leaf, reversed at the end
  std::uint64_t begin = 0;
  std::uint64_t size = new_size;
  std::uint64_t old_left = old_size;
  bool whole = true;  // the old tree is the whole range looked at, so the verifier knows its root
  while (old_left != size) {
    const std::uint64_t split = SplitPoint(size);
    if (old_left <= split) {
      path.push_back(RangeRoot(begin + split, size - split, read));
      size = split;
    } else {
      path.push_back(RangeRoot(begin, split, read));
      begin += split;
      size -= split;
      old_left -= split;
      whole = false;
    }
  }
  if (!whole) {
    path.push_back(RangeRoot(begin, size, read));
  }
  return {path.rbegin(), path.rend()};
}

bool VerifyConsistency(std::uint64_t old_size,
                       std::uint64_t new_size,
                       const Hash& old_root,
                       const Hash& new_root,
                       const std::vector<Hash>& path) {
  if (old_size > new_size || path.size() > kPathMax) {
    return false;
  }
  if (old_size == new_size) {
    return path.empty() && old_root == new_root;
  }
  if (old_size == 0) {
    return path.empty() && old_root == EmptyRoot();
  }
  std::size_t next = 0;
  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  Hash old_hash = old_root;
  if (!IsPowerOfTwo(old_size)) {
    if (path.empty()) {
      return false;
    }
    old_hash = path[next++];
  }
  Hash new_hash = old_hash;
  for (; next < path.size(); ++next) {
    if (last == 0) {
      return false;
    }
    const Hash& sibling = path[next];
    if ((node & 1) != 0 || node == last) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace heng::merkle
