// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.h"

#include <gtest/gtest.h>

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

TEST(Utf8, EachWrongByteBecomesOneReplacement) {
  EXPECT_EQ(ToUtf8("a\xFF\x80z"), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace heng
