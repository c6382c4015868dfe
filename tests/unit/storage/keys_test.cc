// SPDX-License-Identifier: Apache-2.0
// Goal: row names keep the order of what they name and never run into each other. Method: every
// pair of short keys over the bytes that matter.
#include "storage/keys.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/strong.h"

namespace heng::storage {
namespace {

std::vector<Bytes> ShortKeys() {
  const Bytes alphabet("\0\1a\xff", 4);
  std::vector<Bytes> keys{""};
  for (std::size_t first = 0; keys[first].size() < 3; ++first) {
    for (const char c : alphabet) {
      keys.push_back(keys[first] + c);
    }
  }
  return keys;
}

TEST(EscapeKey, KeepsOrderAndIsNeverAPrefixOfAnother) {
  const auto keys = ShortKeys();
  for (const Bytes& a : keys) {
    for (const Bytes& b : keys) {
      EXPECT_EQ(EscapeKey(a) < EscapeKey(b), a < b) << ToHex(a) << " " << ToHex(b);
      EXPECT_EQ(EscapeKey(b).starts_with(EscapeKey(a)), a == b);
    }
  }
}

TEST(EscapeKey, IsReadBackFromTheFront) {
  for (const Bytes& key : ShortKeys()) {
    const Bytes row = EscapeKey(key) + "rest";
    ByteView rest = row;
    EXPECT_EQ(TakeEscapedKey(rest), key);
    EXPECT_EQ(rest, "rest");
  }
  for (const Bytes& bad : {Bytes("a"), Bytes("a\0", 2), Bytes("a\0\2", 3), Bytes()}) {
    ByteView rest = bad;
    EXPECT_FALSE(TakeEscapedKey(rest).has_value());
  }
}

TEST(HistoryKey, PutsTheNewestFirstWithinARecord) {
  EXPECT_LT(HistoryKey("a", Height(9)), HistoryKey("a", Height(8)));
  EXPECT_LT(HistoryKey("a", Height(0)), HistoryKey("b", Height(~0ULL)));
  EXPECT_LT(HistoryKey("a", Height(0)), HistoryKey(Bytes("a\0", 2), Height(5)));
}

TEST(HeightIndexKey, IsReadBack) {
  const auto place = ReadHeightIndex(HeightIndexKey(Height(300), 70'000));
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->height, Height(300));
  EXPECT_EQ(place->index, 70'000U);
  EXPECT_LT(HeightIndexKey(Height(1), ~0U), HeightIndexKey(Height(2), 0));
  EXPECT_FALSE(ReadHeightIndex("too short").has_value());
  EXPECT_FALSE(ReadHeightIndex("thirteen bytes").has_value());
}

TEST(BoundOfLast, IsAboveExactlyTheKeysThatCount) {
  const auto keys = ShortKeys();
  for (const Bytes& prefix : keys) {
    for (const Bytes& at : keys) {
      const auto bound = BoundOfLast(prefix, at);
      for (const Bytes& key : keys) {
        if (key.starts_with(prefix)) {
          EXPECT_EQ(bound && key < *bound, key <= at)
              << ToHex(prefix) << " " << ToHex(at) << " " << ToHex(key);
        } else if (bound && prefix < key) {
          EXPECT_FALSE(key < *bound) << "a key of another prefix would come first";
        }
      }
    }
  }
}

}  // namespace
}  // namespace heng::storage
