// SPDX-License-Identifier: Apache-2.0
// Goal: a range holds the keys of its prefix and no others.
// Method: each row is a prefix, where to begin, and keys that are in and out.
#include "core/kv.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heng {
namespace {

struct Row {
  Bytes prefix;
  Bytes from;
  std::vector<Bytes> in;
  std::vector<Bytes> out;
};

TEST(KeyRange, HoldsTheKeysOfAPrefix) {
  const std::vector<Row> rows = {
      {"", "", {"", "a", "\xff\xff"}, {}},
      {"", "b", {"b", "c"}, {"", "a\xff"}},
      {"a/", "", {"a/", "a/b", "a/\xff\xff"}, {"", "a", "a0", "a.", "b"}},
      {"a/", "a/m", {"a/m", "a/z"}, {"a/", "a/l", "b"}},
      {"a/", "b", {}, {"a/", "a/z", "a0", "b", "c"}},
      {"a\xff", "", {"a\xff", "a\xff\xff"}, {"a", "a\xfe", "b"}},
      {"\xff\xff", "", {"\xff\xff", "\xff\xff\xff"}, {"", "\xff", "\xff\xfe"}},
      {Bytes("\0", 1), "", {Bytes("\0", 1), Bytes("\0z", 2)}, {"", "\x01"}},
  };
  for (const Row& row : rows) {
    const KeyRange range = KeysOf(row.prefix, row.from);
    for (const Bytes& key : row.in) {
      EXPECT_TRUE(range.Holds(key))
          << ToHex(row.prefix) << " from " << ToHex(row.from) << ": " << ToHex(key);
    }
    for (const Bytes& key : row.out) {
      EXPECT_FALSE(range.Holds(key))
          << ToHex(row.prefix) << " from " << ToHex(row.from) << ": " << ToHex(key);
    }
  }
}

}  // namespace
}  // namespace heng
