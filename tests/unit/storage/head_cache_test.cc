// SPDX-License-Identifier: Apache-2.0
// Goal: what is kept in memory of the head never shows a reader another height, and stays within
// its budget.
// Method: small caches by hand; then a store whose head moves while an older layer goes on reading.
#include "storage/head_cache.h"

#include <gtest/gtest.h>

#include <utility>

#include "storage/memory_kv.h"
#include "storage/state_store.h"

namespace heng::storage {
namespace {

constexpr std::size_t kPlenty = 1 << 20;

// Who stands on the committed block of this height.
auto At(Height height) {
  return [height](const HeadCache::Head& head) { return head.height == height; };
}

TEST(HeadCache, SaysNothingAboutAnotherHeight) {
  HeadCache cache(kPlenty, kPlenty);
  EXPECT_FALSE(cache.FindRow(At(Height(1)), "a").has_value());
  cache.Advance({.height = Height(1), .id = {}}, {{"a", "one"}, {"gone", std::nullopt}}, {});
  ASSERT_TRUE(cache.FindRow(At(Height(1)), "a").has_value());
  EXPECT_EQ(**cache.FindRow(At(Height(1)), "a"), "one");
  // That there is no row is known too.
  ASSERT_TRUE(cache.FindRow(At(Height(1)), "gone").has_value());
  EXPECT_FALSE(cache.FindRow(At(Height(1)), "gone")->has_value());
  EXPECT_FALSE(cache.FindRow(At(Height(0)), "a").has_value());
  EXPECT_FALSE(cache.FindRow(At(Height(2)), "a").has_value());
}

TEST(HeadCache, PassesOverARowThatWasReadBelowTheHead) {
  HeadCache cache(kPlenty, kPlenty);
  cache.Advance({.height = Height(2), .id = {}}, {{"a", "two"}}, {});
  cache.RememberRow(At(Height(1)), "a", "one");
  EXPECT_EQ(**cache.FindRow(At(Height(2)), "a"), "two");
  cache.RememberRow(At(Height(2)), "b", "read");
  EXPECT_EQ(**cache.FindRow(At(Height(2)), "b"), "read");
}

// An inner node over one leaf, told apart by its hash.
InnerNode NodeOf(char name) {
  InnerNode node;
  node.Set(
      3,
      NodeReference{
          .hash = Hash::FromBytes(Bytes(Hash::kSize, name)), .version = Height(1), .leaf = true});
  node.Join();
  return node;
}

TEST(HeadCache, AnOlderNodeDoesNotPushOutTheNewest) {
  HeadCache cache(kPlenty, kPlenty);
  const NibblePath place;
  cache.RememberNode({.version = Height(5), .path = place}, NodeOf('n'));
  cache.RememberNode({.version = Height(3), .path = place}, NodeOf('o'));
  const auto newest = cache.FindNode({.version = Height(5), .path = place});
  ASSERT_TRUE(newest.has_value());
  EXPECT_EQ(newest->hash(), NodeOf('n').hash());
  EXPECT_FALSE(cache.FindNode({.version = Height(3), .path = place}).has_value());
}

TEST(HeadCache, KeepsNoLeaves) {
  HeadCache cache(kPlenty, kPlenty);
  const NodeKey place{.version = Height(1), .path = {}};
  const auto leaf = std::make_shared<const TreeNode>(LeafNode{.path = {}, .key = "a"});
  cache.RememberNode(place, *leaf);
  EXPECT_FALSE(cache.FindNode(place).has_value());
  cache.Advance({.height = Height(1), .id = {}},
                {},
                {.root = {}, .nodes = {{place.path, leaf}}, .stale = {}});
  EXPECT_FALSE(cache.FindNode(place).has_value());
}

class CachedStore : public ::testing::Test {
 protected:
  // Commits a block over the head that changes nothing but these.
  LayerPtr Commit(ChangeSet changes) {
    const LayerPtr layer = Seal(store_->head(), std::move(changes));
    EXPECT_TRUE(store_->Commit(layer, {}));
    return store_->head();
  }
  LayerPtr Seal(const LayerPtr& parent, ChangeSet changes) {
    ExecutedBlock executed;
    executed.changes = std::move(changes);
    return store_->Seal(parent, {}, {}, std::move(executed)).value();
  }

  MemoryKv database_;
  std::unique_ptr<StateStore> store_ = StateStore::Open(database_).value();
};

TEST_F(CachedStore, ALayerOverAnOlderHeadNeverSeesWhatCameLater) {
  const LayerPtr first = Commit({{"a", "1"}, {"b", "1"}});
  EXPECT_EQ(first->Get("a"), "1");
  const LayerPtr second = Commit({{"a", "2"}, {"c", "2"}});
  EXPECT_EQ(second->Get("a"), "2");
  EXPECT_EQ(second->Get("b"), "1");
  EXPECT_EQ(first->Get("a"), "1");
  EXPECT_FALSE(first->Get("c").has_value());
  EXPECT_EQ(second->Get("c"), "2");
}

TEST_F(CachedStore, WhatIsWrittenAndNotPublishedIsSeenByItsOwnBranchAlone) {
  const LayerPtr head = Commit({{"a", "1"}, {"b", "1"}, {"gone", "1"}});
  const LayerPtr written = Seal(head, {{"a", "2"}, {"gone", std::nullopt}});
  const LayerPtr child = Seal(written, {{"c", "3"}});
  const LayerPtr rival = Seal(head, {{"b", "9"}});
  const LayerPtr rivals_child = Seal(rival, {{"c", "9"}});
  const FinalBlock run{.layer = written, .evidence = {}};
  ASSERT_TRUE(store_->Write({&run, 1}));
  // Twice: the second time it is remembered.
  for (int time = 0; time < 2; ++time) {
    for (const LayerPtr& other : {head, rival, rivals_child}) {
      EXPECT_EQ(other->Get("a"), "1");
      EXPECT_EQ(other->Get("gone"), "1");
      EXPECT_EQ(other->Get("b"), other == head ? "1" : "9");
    }
    for (const LayerPtr& own : {written, child}) {
      EXPECT_EQ(own->Get("a"), "2");
      EXPECT_EQ(own->Get("gone"), std::nullopt);
      EXPECT_EQ(own->Get("b"), "1");
      EXPECT_EQ(own->Get("c"), own == child ? std::optional<Bytes>("3") : std::nullopt);
    }
  }
  EXPECT_EQ(store_->head(), head) << "nobody is shown it yet";
  store_->Publish({&run, 1});
  EXPECT_EQ(store_->head()->Get("a"), "2");
  EXPECT_EQ(store_->head()->Get("b"), "1");
  EXPECT_EQ(store_->head()->Get("c"), std::nullopt);
  EXPECT_EQ(head->Get("a"), "1");
}

TEST_F(CachedStore, AHeadThatMovesWhileRowsAreReadAtStartIsReadFromThereOn) {
  Commit({{"a", "1"}, {"b", "1"}});
  store_ = StateStore::Open(database_).value();
  bool moved = false;
  store_->Warm([&] {
    if (!std::exchange(moved, true)) {
      Commit({{"a", "2"}});
    }
    return true;
  });
  ASSERT_TRUE(moved);
  // The next head's snapshot lacks the row: whoever says it has it from memory.
  WriteBatch batch;
  batch.Erase(ColumnFamily::kLatest, "b");
  database_.Write(batch, Durability::kSynced);
  Commit({{"c", "3"}});
  EXPECT_EQ(store_->head()->Get("a"), "2");
  EXPECT_EQ(store_->head()->Get("b"), "1");
}

TEST_F(CachedStore, RootsAreThoseOfAStoreThatRemembersNothing) {
  MemoryKv other_database;
  const auto other =
      StateStore::Open(other_database, {.row_bytes_max = 0, .node_bytes_max = 0}).value();
  for (int block = 0; block < 20; ++block) {
    ChangeSet changes;
    for (int i = 0; i < 30; ++i) {
      const int record = (block * 17 + i * 7) % 90;
      changes.emplace("record/" + std::to_string(record), "at " + std::to_string(block));
    }
    Commit(changes);
    ExecutedBlock executed;
    executed.changes = std::move(changes);
    const auto layer = other->Seal(other->head(), {}, {}, std::move(executed)).value();
    ASSERT_TRUE(other->Commit(layer, {}));
    ASSERT_EQ(store_->head()->state_root(), other->head()->state_root()) << "block " << block;
  }
}

}  // namespace
}  // namespace heng::storage
