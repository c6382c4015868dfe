// SPDX-License-Identifier: Apache-2.0
// Goal: after a start the cache has what was written last, checked, and never more than it wants.
// Method: trees of a few versions in a database in memory, and caches that are large or small.
#include "storage/warm_nodes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "storage/memory_kv.h"
#include "storage/node_reader.h"
#include "storage/state_store.h"
#include "tests/unit/storage/tree_fixture.h"

namespace heng::storage {
namespace {

constexpr std::size_t kPlenty = 16 << 20;

bool Always() {
  return true;
}

bool Anybody(const HeadCache::Head& /*head*/) {
  return true;
}

class WarmNodesTest : public ::testing::Test {
 protected:
  // Writes what the tree holds by now.
  void Write() {
    WriteBatch batch;
    for (const auto& [key, node] : tree_.nodes.nodes) {
      batch.Put(ColumnFamily::kTreeNodes, key.ToBytes(), EncodeNode(node));
    }
    for (const auto& [key, value] : tree_.records) {
      batch.Put(ColumnFamily::kLatest, key, value);
    }
    database_.Write(batch, Durability::kSynced);
  }
  // Records 0 .. 999 in the first version, and a few of them in each of the next three.
  void Grow() {
    tree_.Apply(VectorRecords(1'000));
    for (std::size_t version = 1; version <= 3; ++version) {
      tree_.Apply({{VectorKey(version), "changed"}, {VectorKey(500 + version), "changed"}});
    }
    Write();
  }
  std::size_t Warm(HeadCache& cache, const std::function<bool()>& may_go_on = Always) {
    const Height head(tree_.roots.size() - 1);
    cache.Advance({.height = head, .id = {}}, {}, {});
    const auto read_row = [&](ByteView key) {
      cache.RememberRow(Anybody, key, database_.Get(ColumnFamily::kLatest, key));
    };
    return WarmNodes(database_, *tree_.root, cache, read_row, may_go_on);
  }
  // The inner nodes that the newest root leads to.
  std::vector<NodeKey> Living() const {
    std::vector<NodeKey> living;
    std::vector<std::pair<NodeReference, NibblePath>> next{{*tree_.root, NibblePath()}};
    while (!next.empty()) {
      const auto [reference, path] = next.back();
      next.pop_back();
      const auto node = tree_.nodes.Read(reference, path);
      EXPECT_TRUE(node);
      living.push_back({.version = reference.version, .path = path});
      const auto& inner = std::get<InnerNode>(*node);
      for (unsigned nibble = 0; nibble < 16; ++nibble) {
        if (const NodeReference* child = inner.child(nibble); child != nullptr && !child->leaf) {
          next.emplace_back(*child, path.Child(nibble));
        }
      }
    }
    return living;
  }

  TestTree tree_;
  MemoryKv database_;
};

TEST_F(WarmNodesTest, ReadsEveryNodeOfATreeThatFits) {
  Grow();
  HeadCache cache(kPlenty, kPlenty);
  const std::vector<NodeKey> living = Living();
  ASSERT_GT(living.size(), 100U);
  EXPECT_EQ(Warm(cache), living.size());
  for (const NodeKey& key : living) {
    ASSERT_TRUE(cache.FindNode(key)) << ToHex(key.ToBytes());
  }
}

TEST_F(WarmNodesTest, ReadsTheNewestFirstAndNoMoreThanHalfOfTheMemory) {
  Grow();
  const std::vector<NodeKey> living = Living();
  HeadCache cache(kPlenty, 32 << 10);
  const std::size_t wanted = cache.NodesWanted();
  ASSERT_LT(wanted, living.size());
  const std::size_t read = Warm(cache);
  EXPECT_LE(read, wanted);
  EXPECT_GE(read, wanted / 4) << "a full node is three times the usual one";
  EXPECT_EQ(cache.NodesWanted(), 0U);
  std::size_t newest = 0;
  for (const NodeKey& key : living) {
    if (key.version != Height(0)) {
      EXPECT_TRUE(cache.FindNode(key)) << ToHex(key.ToBytes());
      ++newest;
    }
  }
  EXPECT_GE(newest, 6U);
}

TEST_F(WarmNodesTest, ReadsTheRowsOfRecordsThatCameLast) {
  Grow();
  tree_.Apply({{"new/1", "one"}, {"new/2", "two"}});
  Write();
  HeadCache cache(kPlenty, 16 << 10);
  Warm(cache);
  EXPECT_EQ(cache.FindRow(Anybody, "new/1"), std::optional(std::optional<Bytes>("one")));
  EXPECT_EQ(cache.FindRow(Anybody, "new/2"), std::optional(std::optional<Bytes>("two")));
  EXPECT_EQ(cache.FindRow(Anybody, "new/3"), std::nullopt);
}

TEST_F(WarmNodesTest, OlderRowsDoNotPushOutTheNewest) {
  Grow();
  tree_.Apply({{"new/1", "one"}, {"new/2", "two"}});
  Write();
  WriteBatch batch;  // rows of the usual size
  for (const auto& [key, value] : tree_.records) {
    batch.Put(ColumnFamily::kLatest, key, value + Bytes(100, ' '));
  }
  database_.Write(batch, Durability::kSynced);
  HeadCache cache(4 << 10, kPlenty);
  Warm(cache);
  EXPECT_FALSE(cache.WantsRows());
  EXPECT_TRUE(cache.FindRow(Anybody, "new/1"));
  EXPECT_TRUE(cache.FindRow(Anybody, "new/2"));
}

TEST_F(WarmNodesTest, StopsWhenItMayNotGoOn) {
  Grow();
  HeadCache cache(kPlenty, kPlenty);
  int turns = 0;
  EXPECT_EQ(Warm(cache, [&turns] { return turns++ < 5; }), 5U);
}

TEST_F(WarmNodesTest, ADamagedNodeEndsItAndIsNotKept) {
  Grow();
  // The highest child of the root that the last version wrote.
  const std::vector<NodeKey> living = Living();
  const auto child = std::ranges::find_if(living, [&](const NodeKey& key) {
    return key.path.size() == 1 && key.version == living.front().version;
  });
  ASSERT_NE(child, living.end());
  WriteBatch batch;
  batch.Put(ColumnFamily::kTreeNodes,
            child->ToBytes(),
            EncodeNode(tree_.nodes.nodes.at({.version = Height(0), .path = {}})));
  database_.Write(batch, Durability::kSynced);
  HeadCache cache(kPlenty, kPlenty);
  EXPECT_LT(Warm(cache), living.size());
  EXPECT_FALSE(cache.FindNode(*child));
}

TEST_F(WarmNodesTest, ATreeOfOneRecordHasNoInnerNode) {
  tree_.Apply(VectorRecords(1));
  Write();
  HeadCache cache(kPlenty, kPlenty);
  EXPECT_EQ(Warm(cache), 0U);
}

TEST_F(WarmNodesTest, ACacheThatKeepsNothingIsLeftAlone) {
  Grow();
  HeadCache cache(0, 0);
  EXPECT_EQ(Warm(cache), 0U);
}

TEST(WarmStore, GoesOnAsOneThatWasNeverClosed) {
  MemoryKv database;
  const auto commit = [](StateStore& store, int block) {
    ExecutedBlock executed;
    for (int i = 0; i < 30; ++i) {
      const int record = (block * 17 + i * 7) % 90;
      executed.changes.emplace("record/" + std::to_string(record), "at " + std::to_string(block));
    }
    ASSERT_TRUE(store.Commit(store.Seal(store.head(), {}, {}, std::move(executed)).value(), {}));
  };
  MemoryKv other_database;
  const auto other = StateStore::Open(other_database).value();
  for (int block = 0; block < 12; ++block) {
    const auto store = StateStore::Open(database).value();
    store->Warm(Always);  // the first time there is no head
    commit(*store, block);
    commit(*other, block);
    ASSERT_EQ(store->head()->state_root(), other->head()->state_root()) << "block " << block;
  }
}

}  // namespace
}  // namespace heng::storage
