// SPDX-License-Identifier: Apache-2.0
// Goal: the log is RFC 6962's. Method: the roots of the certificate transparency test data, and for
// every small size the definition itself against paths, frontiers and changed proofs.
#include "core/merkle/log.h"

#include <gtest/gtest.h>

#include <bit>
#include <string>

#include "tests/support/hex.h"

namespace heng::merkle {
namespace {

constexpr std::uint64_t kSizes = 40;

std::vector<Hash> Leaves(std::uint64_t count) {
  std::vector<Hash> leaves;
  for (std::uint64_t i = 0; i < count; ++i) {
    leaves.push_back(LeafHash("leaf " + std::to_string(i)));
  }
  return leaves;
}

// MTH(D[n]) as RFC 6962 section 2.1 defines it.
Hash RootByDefinition(const std::vector<Hash>& leaves, std::size_t begin, std::size_t end) {
  if (begin == end) {
    return EmptyRoot();
  }
  if (end - begin == 1) {
    return leaves[begin];
  }
  const std::size_t split = std::bit_floor(end - begin - 1);
  return NodeHash(RootByDefinition(leaves, begin, begin + split),
                  RootByDefinition(leaves, begin + split, end));
}

Hash RootByDefinition(std::uint64_t count) {
  return RootByDefinition(Leaves(count), 0, count);
}

TEST(Log, HasTheRootsOfCertificateTransparencysTestData) {
  const char* const inputs[] = {"",
                                "00",
                                "10",
                                "2021",
                                "3031",
                                "40414243",
                                "5051525354555657",
                                "606162636465666768696a6b6c6d6e6f"};
  const char* const roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                               "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  LogFrontier frontier;
  EXPECT_EQ(frontier.Root().hex(), roots[0]);
  for (std::size_t i = 0; i < 8; ++i) {
    frontier.Append(LeafHash(FromHex(inputs[i])));
    EXPECT_EQ(frontier.Root().hex(), roots[i + 1]) << "size " << i + 1;
  }
}

TEST(Log, AgreesWithTheDefinitionAtEverySize) {
  LogFrontier frontier;
  for (std::uint64_t size = 0; size <= kSizes; ++size) {
    EXPECT_EQ(frontier.Root(), RootByDefinition(size));
    EXPECT_EQ(RootOf(Leaves(size)), frontier.Root());
    EXPECT_EQ(frontier.count(), size);
    frontier.Append(LeafHash("leaf " + std::to_string(size)));
  }
}

TEST(Log, ContinuesFromItsStoredFrontier) {
  LogFrontier frontier;
  for (std::uint64_t size = 0; size <= kSizes; ++size) {
    auto restored = LogFrontier::FromBytes(frontier.count(), frontier.ToBytes());
    ASSERT_TRUE(restored.has_value());
    EXPECT_EQ(restored->Root(), frontier.Root());
    restored->Append(LeafHash("x"));
    LogFrontier direct = frontier;
    direct.Append(LeafHash("x"));
    EXPECT_EQ(restored->Root(), direct.Root());
    frontier.Append(LeafHash(std::to_string(size)));
  }
}

TEST(Log, RefusesAFrontierThatDoesNotFitItsCount) {
  LogFrontier frontier;
  for (int i = 0; i < 5; ++i) {
    frontier.Append(LeafHash("a"));
  }
  EXPECT_FALSE(LogFrontier::FromBytes(4, frontier.ToBytes()).has_value());
  EXPECT_FALSE(LogFrontier::FromBytes(7, frontier.ToBytes()).has_value());
  EXPECT_FALSE(LogFrontier::FromBytes(5, frontier.ToBytes() + "x").has_value());
  EXPECT_FALSE(LogFrontier::FromBytes(0, frontier.ToBytes()).has_value());
  EXPECT_TRUE(LogFrontier::FromBytes(6, frontier.ToBytes()).has_value()) << "two hashes as well";
}

TEST(Log, ProvesEveryLeafAtEverySize) {
  for (std::uint64_t size = 1; size <= kSizes; ++size) {
    const auto leaves = Leaves(size);
    const Hash root = RootOf(leaves);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = InclusionPath(index, leaves);
      EXPECT_TRUE(VerifyInclusion(leaves[index], index, size, path, root)) << index << "/" << size;
    }
  }
}

TEST(Log, RefusesAPathForAnotherLeafIndexOrRoot) {
  for (std::uint64_t size = 1; size <= kSizes; ++size) {
    const auto leaves = Leaves(size);
    const Hash root = RootOf(leaves);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = InclusionPath(index, leaves);
      EXPECT_FALSE(VerifyInclusion(LeafHash("other"), index, size, path, root));
      EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, path, LeafHash("other")));
      EXPECT_FALSE(VerifyInclusion(leaves[index], size, size, path, root));
      EXPECT_FALSE(VerifyInclusion(leaves[index], index, 0, path, root));
      for (std::uint64_t other = 0; other < size; ++other) {
        if (other != index) {
          EXPECT_FALSE(VerifyInclusion(leaves[index], other, size, path, root));
        }
      }
    }
  }
}

TEST(Log, RefusesAChangedShortenedOrLengthenedPath) {
  for (const std::uint64_t size : {2U, 3U, 7U, 8U, 13U, 32U, 37U}) {
    const auto leaves = Leaves(size);
    const Hash root = RootOf(leaves);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = InclusionPath(index, leaves);
      for (std::size_t step = 0; step < path.size(); ++step) {
        auto changed = path;
        changed[step].data()[7] ^= 4;
        EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, changed, root));
        changed = path;
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(step));
        EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, changed, root));
      }
      auto longer = path;
      longer.push_back(Hash());
      EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, longer, root));
      longer.resize(65);
      EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, longer, root));
    }
  }
}

TEST(Log, RefusesANodeShownAsALeaf) {
  // The domain prefixes keep the root of a small log from being a leaf of a smaller one.
  const auto leaves = Leaves(4);
  const Hash left = NodeHash(leaves[0], leaves[1]);
  const Hash right = NodeHash(leaves[2], leaves[3]);
  EXPECT_TRUE(VerifyInclusion(left, 0, 2, {right}, RootOf(leaves)))
      << "sizes are not in the root: that is why every root travels with its count";
  EXPECT_FALSE(VerifyInclusion(left, 0, 4, {right}, RootOf(leaves)));
  EXPECT_NE(LeafHash(leaves[0].bytes() + leaves[1].bytes()), left);
}

SubtreeReader ReaderOf(const std::vector<Hash>& leaves) {
  return [&leaves](std::uint32_t level, std::uint64_t index) {
    EXPECT_LE((index + 1) << level, leaves.size()) << "a subtree that is not complete was read";
    return RootByDefinition(leaves, index << level, (index + 1) << level);
  };
}

TEST(Log, ReadsOnlyCompleteSubtrees) {
  for (std::uint64_t size = 1; size <= kSizes; ++size) {
    const auto leaves = Leaves(size);
    for (std::uint64_t index = 0; index < size; ++index) {
      EXPECT_EQ(InclusionPath(index, size, ReaderOf(leaves)), InclusionPath(index, leaves));
    }
  }
}

TEST(Log, ProvesThatItOnlyGrew) {
  for (std::uint64_t size = 0; size <= kSizes; ++size) {
    const auto leaves = Leaves(size);
    for (std::uint64_t old_size = 0; old_size <= size; ++old_size) {
      const auto path = ConsistencyPath(old_size, size, ReaderOf(leaves));
      EXPECT_TRUE(VerifyConsistency(
          old_size, size, RootByDefinition(old_size), RootByDefinition(size), path))
          << old_size << " -> " << size;
    }
  }
}

TEST(Log, RefusesAHistoryThatWasRewritten) {
  for (std::uint64_t size = 2; size <= kSizes; ++size) {
    const auto leaves = Leaves(size);
    const Hash root = RootByDefinition(size);
    for (std::uint64_t old_size = 1; old_size < size; ++old_size) {
      const auto path = ConsistencyPath(old_size, size, ReaderOf(leaves));
      auto rewritten = Leaves(old_size);
      rewritten.back() = LeafHash("rewritten");
      EXPECT_FALSE(VerifyConsistency(old_size, size, RootOf(rewritten), root, path));
      EXPECT_FALSE(
          VerifyConsistency(old_size, size, RootByDefinition(old_size), LeafHash("x"), path));
      EXPECT_FALSE(VerifyConsistency(old_size - 1, size, RootByDefinition(old_size), root, path));
      EXPECT_FALSE(VerifyConsistency(size, old_size, root, RootByDefinition(old_size), path));
      for (std::size_t step = 0; step < path.size(); ++step) {
        auto changed = path;
        changed[step].data()[0] ^= 1;
        EXPECT_FALSE(VerifyConsistency(old_size, size, RootByDefinition(old_size), root, changed));
        changed = path;
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(step));
        EXPECT_FALSE(VerifyConsistency(old_size, size, RootByDefinition(old_size), root, changed));
      }
    }
  }
  EXPECT_FALSE(VerifyConsistency(3, 3, RootByDefinition(3), RootByDefinition(4), {}));
  EXPECT_FALSE(VerifyConsistency(3, 3, RootByDefinition(3), RootByDefinition(3), {Hash()}));
  EXPECT_FALSE(VerifyConsistency(0, 3, LeafHash("x"), RootByDefinition(3), {}));
  EXPECT_FALSE(VerifyConsistency(0, 3, EmptyRoot(), RootByDefinition(3), {Hash()}));
}

}  // namespace
}  // namespace heng::merkle
