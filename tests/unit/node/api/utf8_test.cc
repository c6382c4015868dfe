// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heng {
namespace {

TEST(Utf8, TextIsText) {
  for (const char* text : {"",
                           "a",
                           "衡",
                           "碳排放权 CEA\n",
                           "\xC2\x80",
                           "\xE0\xA0\x80",
                           "\xED\x9F\xBF",
                           "\xEE\x80\x80",
                           "\xF0\x90\x80\x80",
                           "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
    EXPECT_EQ(ToUtf8(text), text);
  }
  EXPECT_TRUE(IsUtf8(ByteView("\0", 1)));
}

TEST(Utf8, WhatIsOverlongCutShortOrOutOfRangeIsNoText) {
  for (const char* text : {"\x80",
                           "\xBF",
                           "\xC0\x80",
                           "\xC1\xBF",
                           "\xC2",
                           "\xC2x",
                           "\xE0\x9F\xBF",
                           "\xE4\xB8",
                           "\xED\xA0\x80",
                           "\xED\xBF\xBF",
                           "\xF0\x8F\xBF\xBF",
                           "\xF0\x90\x80",
                           "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80",
                           "\xFE",
                           "\xFF",
                           "衡\xE8\xA1",
                           "a\xFFz"}) {
    EXPECT_FALSE(IsUtf8(text)) << ToHex(text);
    EXPECT_TRUE(IsUtf8(ToUtf8(text))) << ToHex(text);
  }
}

TEST(Utf8, IsCutBetweenCharacters) {
  EXPECT_EQ(ToUtf8("衡器", 6), "衡器");
  EXPECT_EQ(ToUtf8("衡器", 5), "衡");
  EXPECT_EQ(ToUtf8("衡器", 3), "衡");
  EXPECT_EQ(ToUtf8("衡器", 2), "");
  EXPECT_EQ(ToUtf8("", 0), "");
  EXPECT_EQ(ToUtf8("a\xFFz", 5), "a\xEF\xBF\xBDz");
  EXPECT_EQ(ToUtf8("a\xFFz", 4), "a\xEF\xBF\xBD");
  EXPECT_EQ(ToUtf8("a\xFFz", 3), "a");
  // Wherever the cut is, a character before it stays.
  const std::string text = "a\xC2\xA9衡\xF0\x9F\x8C\xB3z";
  for (std::size_t max = 0; max <= text.size() + 1; ++max) {
    const std::string shown = ToUtf8(text, max);
    EXPECT_TRUE(IsUtf8(shown) && text.starts_with(shown) && shown.size() <= max) << max;
    EXPECT_TRUE(shown.size() + 4 > std::min(max, text.size())) << max;
  }
}

TEST(Utf8, EachWrongByteBecomesOneReplacement) {
  EXPECT_EQ(ToUtf8("a\xFF\x80z"), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace heng
