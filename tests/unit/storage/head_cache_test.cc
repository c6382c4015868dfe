// SPDX-License-Identifier: Apache-2.0
// Goal: what is kept in memory of the head never shows a reader another height, and stays within
// its budget.
// Method: small caches by hand; then a store whose head moves while an older layer goes on reading.
#include "storage/head_cache.h"

#include <gtest/gtest.h>

#include "storage/bounded_cache.h"
#include "storage/memory_kv.h"
#include "storage/state_store.h"

namespace heng::storage {
namespace {

constexpr std::size_t kPlenty = 1 << 20;

TEST(BoundedCache, KeepsWhatIsUsedAndStaysWithinItsBudget) {
  constexpr std::size_t kBudget = 20 * 1'096;
  BoundedCache<int, int> cache(kBudget);
  cache.Put(0, 5, 1'000);
  for (int key = 1; key <= 100; ++key) {
    cache.Put(key, 10 * key, 1'000);
    const int* used = cache.Find(0);
    ASSERT_NE(used, nullptr) << "after " << key;
    EXPECT_EQ(*used, 5);
    EXPECT_LE(cache.bytes(), kBudget);
    ASSERT_NE(cache.Find(key), nullptr);
    EXPECT_EQ(*cache.Find(key), 10 * key);
  }
  EXPECT_EQ(cache.Find(1), nullptr);
  EXPECT_EQ(cache.Find(80), nullptr);
  EXPECT_NE(cache.Find(95), nullptr);
}

TEST(BoundedCache, KeepsNothingThatIsLargerThanItself) {
  BoundedCache<int, int> cache(1'000);
  cache.Put(1, 1, 2'000);
  EXPECT_EQ(cache.Find(1), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(BoundedCache, ANewValueTakesThePlaceAndTheCostOfTheOld) {
  BoundedCache<int, int> cache(kPlenty);
  cache.Put(1, 1, 100);
  const std::size_t small = cache.bytes();
  cache.Put(1, 2, 300);
  EXPECT_EQ(cache.bytes(), small + 200);
  EXPECT_EQ(*cache.Find(1), 2);
  cache.Erase(1);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(HeadCache, SaysNothingAboutAnotherHeight) {
  HeadCache cache(kPlenty, kPlenty);
  EXPECT_FALSE(cache.FindRow(Height(1), "a").has_value());
  cache.Advance(Height(1), {{"a", "one"}, {"gone", std::nullopt}}, {});
  ASSERT_TRUE(cache.FindRow(Height(1), "a").has_value());
  EXPECT_EQ(**cache.FindRow(Height(1), "a"), "one");
  // That there is no row is known too.
  ASSERT_TRUE(cache.FindRow(Height(1), "gone").has_value());
  EXPECT_FALSE(cache.FindRow(Height(1), "gone")->has_value());
  EXPECT_FALSE(cache.FindRow(Height(0), "a").has_value());
  EXPECT_FALSE(cache.FindRow(Height(2), "a").has_value());
}

TEST(HeadCache, PassesOverARowThatWasReadBelowTheHead) {
  HeadCache cache(kPlenty, kPlenty);
  cache.Advance(Height(2), {{"a", "two"}}, {});
  cache.RememberRow(Height(1), "a", "one");
  EXPECT_EQ(**cache.FindRow(Height(2), "a"), "two");
  cache.RememberRow(Height(2), "b", "read");
  EXPECT_EQ(**cache.FindRow(Height(2), "b"), "read");
}

TEST(HeadCache, AnOlderNodeDoesNotPushOutTheNewest) {
  HeadCache cache(kPlenty, kPlenty);
  const auto old_node = std::make_shared<const TreeNode>(InnerNode());
  const auto new_node = std::make_shared<const TreeNode>(InnerNode());
  const NibblePath place;
  cache.RememberNode({.version = Height(5), .path = place}, new_node);
  cache.RememberNode({.version = Height(3), .path = place}, old_node);
  EXPECT_EQ(cache.FindNode({.version = Height(5), .path = place}), new_node);
  EXPECT_EQ(cache.FindNode({.version = Height(3), .path = place}), nullptr);
}

TEST(HeadCache, KeepsNoLeaves) {
  HeadCache cache(kPlenty, kPlenty);
  const NodeKey place{.version = Height(1), .path = {}};
  const auto leaf =
      std::make_shared<const TreeNode>(LeafNode{.path = {}, .value_hash = {}, .key = "a"});
  cache.RememberNode(place, leaf);
  EXPECT_EQ(cache.FindNode(place), nullptr);
  cache.Advance(Height(1), {}, {.root = {}, .nodes = {{place.path, leaf}}, .stale = {}});
  EXPECT_EQ(cache.FindNode(place), nullptr);
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
