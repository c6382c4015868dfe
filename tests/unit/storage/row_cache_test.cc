// SPDX-License-Identifier: Apache-2.0
// Goal: the cache never says anything but what was last put, whatever it has forgotten.
// Method: small cases by hand; then thousands of random steps over few keys beside a plain map that
// forgets nothing.
#include "storage/row_cache.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace heng::storage {
namespace {

constexpr std::size_t kUsual = 128;

using Known = std::optional<std::optional<Bytes>>;

Known Ask(RowCache& cache, ByteView key) {
  const auto row = cache.Find(key);
  if (!row) {
    return std::nullopt;
  }
  return *row ? std::optional<Bytes>(**row) : std::optional<Bytes>();
}

TEST(RowCache, KnowsValuesAndThatThereIsNone) {
  RowCache cache(1 << 16, kUsual);
  EXPECT_EQ(Ask(cache, "a"), std::nullopt);
  cache.Put("a", "one");
  cache.Put("gone", std::nullopt);
  cache.Put("empty", "");
  cache.Put("", "the empty key");
  EXPECT_EQ(Ask(cache, "a"), Known("one"));
  EXPECT_EQ(Ask(cache, "gone"), Known(std::optional<Bytes>()));
  EXPECT_EQ(Ask(cache, "empty"), Known(""));
  EXPECT_EQ(Ask(cache, ""), Known("the empty key"));
  EXPECT_EQ(Ask(cache, "aa"), std::nullopt);
}

TEST(RowCache, ANewValueTakesThePlaceOfTheOld) {
  RowCache cache(1 << 16, kUsual);
  cache.Put("a", "one");
  for (const ByteView value : {"two", "longer than before", "", "x"}) {
    cache.Put("a", value);
    EXPECT_EQ(Ask(cache, "a"), Known(Bytes(value)));
  }
  cache.Put("a", std::nullopt);
  EXPECT_EQ(Ask(cache, "a"), Known(std::optional<Bytes>()));
  cache.Erase("a");
  EXPECT_EQ(Ask(cache, "a"), std::nullopt);
  cache.Erase("a");
}

TEST(RowCache, KeepsWhatIsUsedAndForgetsWhatIsNot) {
  RowCache cache(64 << 10, kUsual);
  const Bytes value(1'000, 'v');
  cache.Put("used", "kept");
  cache.Put("unused", "lost");
  for (int i = 0; i < 1'000; ++i) {
    cache.Put("row " + std::to_string(i), value);
    ASSERT_EQ(Ask(cache, "used"), Known("kept")) << "after " << i;
    ASSERT_EQ(Ask(cache, "row " + std::to_string(i)), Known(value));
  }
  EXPECT_EQ(Ask(cache, "unused"), std::nullopt);
  EXPECT_EQ(Ask(cache, "row 1"), std::nullopt);
}

TEST(RowCache, WhatIsTooLargeIsNotKeptAndNeitherIsWhatItReplaces) {
  RowCache cache(4 << 10, kUsual);
  cache.Put("a", "small");
  cache.Put("a", Bytes(2 << 10, 'x'));
  EXPECT_EQ(Ask(cache, "a"), std::nullopt);
}

TEST(RowCache, ExpectingChangesNothing) {
  std::mt19937_64 random(26);
  RowCache told(4 << 10, kUsual);
  RowCache untold(4 << 10, kUsual);
  std::vector<Bytes> keys;
  for (int i = 0; i < 60; ++i) {
    keys.push_back("key " + std::to_string(i));
  }
  for (int step = 0; step < 3'000; ++step) {
    std::vector<ByteView> expected(random() % (RowCache::kExpectedMax + 1));
    for (ByteView& key : expected) {
      key = keys[random() % keys.size()];
    }
    told.Expect(expected);
    const Bytes& key = keys[random() % keys.size()];
    const Bytes value(random() % 300, static_cast<char>('a' + step % 26));
    told.Put(key, value);
    untold.Put(key, value);
    const Bytes& asked = keys[random() % keys.size()];
    ASSERT_EQ(Ask(told, asked), Ask(untold, asked)) << "step " << step;
  }
  RowCache nothing(0, kUsual);
  nothing.Expect(std::array<ByteView, 1>{"a"});
}

TEST(RowCache, WithoutABudgetItKnowsNothing) {
  for (const std::size_t budget : {0UL, 1UL, 100UL}) {
    RowCache cache(budget, kUsual);
    cache.Put("a", "one");
    EXPECT_EQ(Ask(cache, "a"), std::nullopt);
    cache.Erase("a");
  }
}

TEST(RowCache, SaysWhatWasLastPutThroughManyTurnsOfItsMemory) {
  for (const std::size_t budget : {1'024UL, 3'000UL, 10'007UL, 65'536UL}) {
    RowCache cache(budget, kUsual);
    std::map<Bytes, std::optional<Bytes>> model;
    std::minstd_rand random(static_cast<unsigned>(budget));
    int known = 0;
    for (int step = 0; step < 40'000; ++step) {
      const Bytes key = "key " + std::to_string(random() % 97);
      const auto dice = random() % 10;
      if (dice < 4) {
        const std::size_t size = random() % 200;
        const Bytes value(size, static_cast<char>('a' + random() % 26));
        cache.Put(key, value);
        model[key] = value;
      } else if (dice < 5) {
        cache.Put(key, std::nullopt);
        model[key] = std::nullopt;
      } else if (dice < 6) {
        cache.Erase(key);
        model.erase(key);
      } else if (const Known said = Ask(cache, key)) {
        ++known;
        ASSERT_TRUE(model.contains(key)) << key << " in step " << step;
        ASSERT_EQ(*said, model[key]) << key << " in step " << step;
      }
    }
    EXPECT_GT(known, 500) << budget;
  }
}

}  // namespace
}  // namespace heng::storage
