// SPDX-License-Identifier: Apache-2.0
// Goal: the stored tree is the tree of the specification, in every version, whatever the order of
// writes and erasures. Method: golden roots, a model that computes roots by the definition, and
// proofs by walking that the verifier of core must accept.
#include "storage/state_tree.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>

#include "tests/support/source_dir.h"
#include "tests/unit/storage/tree_fixture.h"

namespace heng::storage {
namespace {

std::string GoldenRoot(std::size_t n) {
  std::ifstream file(heng::tests::SourceDir() + "/tests/vectors/state_tree_roots.txt");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with(std::to_string(n) + " ")) {
      return line.substr(line.find(' ') + 1);
    }
  }
  return "no golden root";
}

bool ShowsRecord(const TestTree& tree, const Bytes& key, const Bytes& value) {
  const auto walk = WalkTo(tree.nodes, tree.root, merkle::SparsePath(key));
  return walk && walk->leaf && walk->leaf->Commits(value) == (tree.records.at(key) == value) &&
         merkle::VerifyMembership(RootHash(tree.root),
                                  key,
                                  value,
                                  {.key = key, .value = value, .siblings = walk->siblings});
}

class GoldenRoots : public testing::TestWithParam<std::size_t> {};

TEST_P(GoldenRoots, AreReachedInOneVersion) {
  TestTree tree;
  tree.Apply(VectorRecords(GetParam()));
  EXPECT_EQ(tree.RootHex(), GoldenRoot(GetParam()));
}

TEST_P(GoldenRoots, AreReachedInManyVersions) {
  TestTree tree;
  ChangeSet part;
  for (const auto& [key, value] : VectorRecords(GetParam())) {
    part.emplace(key, value);
    if (part.size() == 7) {
      tree.Apply(part);
      part.clear();
    }
  }
  tree.Apply(part);
  EXPECT_EQ(tree.RootHex(), GoldenRoot(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Sizes, GoldenRoots, testing::Values(1, 2, 3, 10, 1000));

TEST(StateTree, IsEmptyWithoutRecords) {
  TestTree tree;
  tree.Apply({});
  EXPECT_FALSE(tree.root.has_value());
  EXPECT_TRUE(RootHash(tree.root).is_zero());
}

TEST(StateTree, PassesOverIndexKeys) {
  TestTree tree;
  ChangeSet changes = VectorRecords(3);
  changes.emplace("x/by-holder/a", "1");
  tree.Apply(changes);
  EXPECT_EQ(tree.RootHex(), GoldenRoot(3));
}

TEST(StateTree, ErasingGivesTheRootOfWhatRemains) {
  TestTree tree;
  tree.Apply(VectorRecords(1500));
  ChangeSet erased;
  for (std::size_t i = 1000; i < 1500; ++i) {
    erased.emplace(VectorKey(i), std::nullopt);
  }
  tree.Apply(erased);
  EXPECT_EQ(tree.RootHex(), GoldenRoot(1000));
}

TEST(StateTree, ErasingEverythingEmptiesIt) {
  TestTree tree;
  tree.Apply(VectorRecords(40));
  ChangeSet erased;
  for (std::size_t i = 0; i < 40; ++i) {
    erased.emplace(VectorKey(i), std::nullopt);
  }
  tree.Apply(erased);
  EXPECT_FALSE(tree.root.has_value());
}

TEST(StateTree, WritesNothingWhenNothingChanges) {
  TestTree tree;
  tree.Apply(VectorRecords(100));
  ChangeSet same = VectorRecords(100);
  same.emplace("never there", std::nullopt);
  const auto update = UpdateTree(tree.nodes, tree.root, tree.version, same);
  ASSERT_TRUE(update.has_value());
  EXPECT_EQ(update->root, tree.root);
  EXPECT_TRUE(update->nodes.empty());
  EXPECT_TRUE(update->stale.empty());
}

TEST(StateTree, ReplacesTheLeafOfAKnownRecordWithoutReadingIt) {
  TestTree tree;
  tree.Apply(VectorRecords(1'000));
  // Ten records that are there, and ten that are new, some of them beside a leaf.
  ChangeSet changes;
  for (std::size_t i = 0; i < 10; ++i) {
    changes.emplace(VectorKey(i * 97), "changed");
    changes.emplace(VectorKey(2'000 + i), "new");
  }
  PresentKeys present;
  for (std::size_t i = 0; i < 10; ++i) {
    present.insert(changes.find(VectorKey(i * 97))->first);
  }
  tree.nodes.reads = 0;
  const auto unknown = UpdateTree(tree.nodes, tree.root, tree.version, changes);
  const std::size_t reads_unknown = std::exchange(tree.nodes.reads, 0);
  const auto known = UpdateTree(tree.nodes, tree.root, tree.version, changes, present);
  ASSERT_TRUE(unknown && known);
  EXPECT_EQ(RootHash(known->root), RootHash(unknown->root));
  EXPECT_EQ(known->stale, unknown->stale);
  EXPECT_EQ(known->nodes.size(), unknown->nodes.size());
  EXPECT_EQ(tree.nodes.reads, reads_unknown - 10);
}

TEST(StateTree, WritesNoLeafForAValueThatChanges) {
  TestTree tree;
  tree.Apply(VectorRecords(1'000));
  const TreeRoot before = tree.root;
  const auto update = UpdateTree(tree.nodes, tree.root, tree.version, {{VectorKey(7), "changed"}});
  ASSERT_TRUE(update.has_value());
  EXPECT_NE(update->root, before);
  for (const auto& [path, node] : update->nodes) {
    EXPECT_TRUE(std::holds_alternative<InnerNode>(*node));
  }
  // Each inner node on the way takes the place of its last version, and the leaf of nothing.
  EXPECT_EQ(update->stale.size(), update->nodes.size());
  // And the value before is still what the version before says.
  tree.Apply({{VectorKey(7), "changed"}});
  for (const auto& [root, value] :
       {std::pair(before, VectorValue(7)), std::pair(tree.root, Bytes("changed"))}) {
    const auto walk = WalkTo(tree.nodes, root, merkle::SparsePath(VectorKey(7)));
    ASSERT_TRUE(walk && walk->leaf);
    EXPECT_EQ(walk->leaf->node.key, VectorKey(7));
    EXPECT_TRUE(walk->leaf->Commits(value));
  }
}

// Against the definition, and every version that they leave behind.
TEST(StateTree, LargeUpdatesAgreeWithTheDefinition) {
  std::mt19937_64 random(20261126);
  TestTree tree;
  std::vector<std::map<Bytes, Bytes>> versions;
  for (int round = 0; round < 12; ++round) {
    ChangeSet changes;
    for (int i = 0; i < 2'000; ++i) {
      changes["k" + std::to_string(random() % 3'000)] =
          random() % 4 == 0 ? std::nullopt : std::optional<Bytes>(std::to_string(random() % 4));
    }
    tree.Apply(changes);
    ASSERT_EQ(tree.RootHex(), RootByDefinition(tree.records)) << "round " << round;
    versions.push_back(tree.records);
  }
  const std::set<NodeKey> stale(tree.stale.begin(), tree.stale.end());
  EXPECT_EQ(stale.size(), tree.stale.size()) << "a node was listed as stale twice";
  for (std::size_t version = 0; version < versions.size(); ++version) {
    for (std::size_t i = 0; i < 3'000; i += 7) {
      const Bytes key = "k" + std::to_string(i);
      const Hash path = merkle::SparsePath(key);
      const auto walk = WalkTo(tree.nodes, tree.roots[version], path);
      ASSERT_TRUE(walk.has_value());
      const auto value = versions[version].find(key);
      ASSERT_EQ(walk->leaf && walk->leaf->node.path == path, value != versions[version].end());
      EXPECT_TRUE(value == versions[version].end() || walk->leaf->Commits(value->second));
    }
  }
}

TEST(StateTree, AgreesWithTheDefinitionOnRandomWritesAndErasures) {
  std::mt19937_64 random(20261122);
  TestTree tree;
  for (int round = 0; round < 200; ++round) {
    ChangeSet changes;
    const std::size_t count = random() % 12;
    for (std::size_t i = 0; i < count; ++i) {
      const Bytes key = "k" + std::to_string(random() % 60);
      changes[key] =
          random() % 3 == 0 ? std::nullopt : std::optional<Bytes>(std::to_string(random() % 4));
    }
    tree.Apply(changes);
    ASSERT_EQ(tree.RootHex(), RootByDefinition(tree.records)) << "round " << round;
  }
}

TEST(StateTree, KeepsEveryVersionUntilItsStaleNodesGo) {
  TestTree tree;
  for (std::size_t version = 0; version < 30; ++version) {
    tree.Apply({{VectorKey(version), VectorValue(version)},
                {VectorKey(version / 2), "again " + std::to_string(version)}});
  }
  // Every old version still walks.
  for (std::size_t version = 1; version < 30; ++version) {
    const auto walk =
        WalkTo(tree.nodes, tree.roots[version], merkle::SparsePath(VectorKey(version)));
    ASSERT_TRUE(walk.has_value() && walk->leaf.has_value());
    EXPECT_EQ(walk->leaf->node.key, VectorKey(version));
  }
  // Without the stale nodes exactly the last version remains, and it is whole.
  const std::set<NodeKey> stale(tree.stale.begin(), tree.stale.end());
  EXPECT_EQ(stale.size(), tree.stale.size()) << "a node was listed as stale twice";
  for (const NodeKey& key : stale) {
    EXPECT_EQ(tree.nodes.nodes.erase(key), 1U) << "a stale node was never written";
  }
  std::size_t reachable = 0;
  tree.nodes.reads = 0;
  for (const auto& [key, value] : tree.records) {
    EXPECT_TRUE(ShowsRecord(tree, key, value));
    ++reachable;
  }
  EXPECT_EQ(reachable, 30U);
  EXPECT_FALSE(WalkTo(tree.nodes, tree.roots[3], merkle::SparsePath(VectorKey(3))).has_value());
}

TEST(StateTree, ProvesEveryRecordAndFindsBothNeighbours) {
  TestTree tree;
  tree.Apply(VectorRecords(200));
  std::map<Hash, Bytes> by_path;
  for (const auto& [key, value] : tree.records) {
    EXPECT_TRUE(ShowsRecord(tree, key, value));
    EXPECT_FALSE(ShowsRecord(tree, key, value + "x"));
    by_path.emplace(merkle::SparsePath(key), key);
  }
  for (int i = 0; i < 300; ++i) {
    const Hash path = merkle::SparsePath("absent " + std::to_string(i));
    const auto above = by_path.upper_bound(path);
    const auto right = Neighbour(tree.nodes, tree.root, path, true);
    const auto left = Neighbour(tree.nodes, tree.root, path, false);
    ASSERT_TRUE(right.has_value() && left.has_value());
    EXPECT_EQ(right->has_value(), above != by_path.end());
    if (*right) {
      EXPECT_EQ((*right)->node.key, above->second);
    }
    EXPECT_EQ(left->has_value(), above != by_path.begin());
    if (*left) {
      EXPECT_EQ((*left)->node.key, std::prev(above)->second);
    }
  }
}

TEST(StateTree, HasNoNeighboursWhenEmpty) {
  const TestTree tree;
  const auto neighbour = Neighbour(tree.nodes, tree.root, merkle::SparsePath("a"), true);
  ASSERT_TRUE(neighbour.has_value());
  EXPECT_FALSE(neighbour->has_value());
}

TEST(StateTree, ReportsAMissingNodeInsteadOfGuessing) {
  TestTree tree;
  tree.Apply(VectorRecords(50));
  tree.nodes.nodes.erase(std::prev(tree.nodes.nodes.end()));
  bool refused = false;
  for (std::size_t i = 0; i < 50; ++i) {
    refused = refused || !WalkTo(tree.nodes, tree.root, merkle::SparsePath(VectorKey(i)));
  }
  EXPECT_TRUE(refused);
  ChangeSet all;
  for (std::size_t i = 0; i < 50; ++i) {
    all.emplace(VectorKey(i), "changed");
  }
  EXPECT_FALSE(UpdateTree(tree.nodes, tree.root, tree.version, all).has_value());
}

TEST(TreeNode, SurvivesItsBytes) {
  TestTree tree;
  tree.Apply(VectorRecords(100));
  for (const auto& [key, node] : tree.nodes.nodes) {
    const Bytes bytes = EncodeNode(node);
    const auto again = DecodeNode(bytes);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(EncodeNode(*again), bytes);
    if (const auto* inner = std::get_if<InnerNode>(&node)) {
      EXPECT_EQ(std::get<InnerNode>(*again).hash(), inner->hash());
    } else {
      EXPECT_TRUE(std::get<LeafNode>(*again).Fits(key.path));
    }
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto cut = DecodeNode(ByteView(bytes).substr(0, size));
      // A shorter leaf key is a leaf of another key, which has no place here.
      EXPECT_TRUE(!cut || !std::get<LeafNode>(*cut).Fits(key.path));
    }
  }
}

TEST(TreeNode, HasTheBytesOfTheFormat) {
  const Bytes key = "unit/UB-1";
  const LeafNode leaf{.path = merkle::SparsePath(key), .key = key};
  EXPECT_EQ(ToHex(EncodeNode(leaf)), "01" + Sha256(key).hex() + ToHex(key));
  InnerNode inner;
  inner.Set(3, NodeReference{.hash = Sha256("a"), .version = Height(1), .leaf = true});
  inner.Set(9, NodeReference{.hash = Sha256("b"), .version = Height(258), .leaf = false});
  inner.Join();
  EXPECT_EQ(ToHex(EncodeNode(inner)),
            "0202080008" + Sha256("a").hex() + "0000000000000001" + Sha256("b").hex() +
                "0000000000000102");
}

TEST(TreeNode, IsTheSameFromItsImage) {
  TestTree tree;
  tree.Apply(VectorRecords(300));
  std::size_t inner_nodes = 0;
  for (const auto& [key, node] : tree.nodes.nodes) {
    if (const auto* inner = std::get_if<InnerNode>(&node)) {
      Bytes image;
      inner->AppendImage(image);
      InnerNode again = InnerNode::FromImage(image);
      EXPECT_EQ(EncodeNode(again), EncodeNode(*inner));
      EXPECT_EQ(again.hash(), inner->hash());
      // Its joints too: a change of one child hashes the same.
      InnerNode changed = *inner;
      for (InnerNode* each : {&again, &changed}) {
        each->Set(5, NodeReference{.hash = Sha256("a"), .version = Height(9), .leaf = false});
        each->Join();
      }
      EXPECT_EQ(again.hash(), changed.hash());
      ++inner_nodes;
    }
  }
  EXPECT_GT(inner_nodes, 10U);
}

TEST(LeafNode, FitsNoPlaceButThoseOnItsPath) {
  const Bytes key = "unit/UB-1";
  LeafNode leaf{.path = merkle::SparsePath(key), .key = key};
  for (std::size_t size = 0; size <= 64; ++size) {
    EXPECT_TRUE(leaf.Fits(NibblePath(leaf.path, size)));
  }
  Hash other = leaf.path;
  other.data()[0] ^= 0x10;
  EXPECT_FALSE(leaf.Fits(NibblePath(other, 1)));
  EXPECT_TRUE(leaf.Fits(NibblePath(other, 0)));
  leaf.key.back() ^= 1;
  EXPECT_FALSE(leaf.Fits(NibblePath())) << "the path is another key's";
}

TEST(TreeNode, RefusesABitmapThatDoesNotFit) {
  InnerNode inner;
  inner.Set(3, NodeReference{.hash = Sha256("a"), .version = Height(1), .leaf = true});
  inner.Set(9, NodeReference{.hash = Sha256("b"), .version = Height(2), .leaf = false});
  inner.Join();
  const Bytes bytes = EncodeNode(inner);
  for (const std::size_t byte : {1U, 2U, 3U}) {
    Bytes changed = bytes;
    changed[byte] = static_cast<char>(changed[byte] ^ 0x04);
    EXPECT_FALSE(DecodeNode(changed).has_value()) << "byte " << byte;
  }
  EXPECT_FALSE(DecodeNode(bytes + "x").has_value());
  EXPECT_FALSE(DecodeNode(Bytes(5, '\2').replace(1, 4, 4, '\0')).has_value());
}

TEST(TreeRoot, SurvivesItsBytes) {
  const TreeRoot root = NodeReference{.hash = Sha256("a"), .version = Height(77), .leaf = true};
  for (const TreeRoot& each : {TreeRoot(), root}) {
    const auto again = DecodeRoot(EncodeRoot(each));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(*again, each);
  }
  EXPECT_FALSE(DecodeRoot("").has_value());
  EXPECT_FALSE(DecodeRoot(EncodeRoot(root) + "x").has_value());
  EXPECT_FALSE(DecodeRoot("\x03" + EncodeRoot(root).substr(1)).has_value());
}

}  // namespace
}  // namespace heng::storage
