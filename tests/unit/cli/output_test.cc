// SPDX-License-Identifier: Apache-2.0
// Goal: tables stay aligned whatever the script, and nothing is coloured in a pipe.
// Method: rendered text, byte for byte.
#include "cli/output.h"

#include <gtest/gtest.h>

#include "cli/text_width.h"

namespace heng::cli {
namespace {

TEST(TextWidth, CountsChineseCharactersAsTwoColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("配额"), 4U);
  EXPECT_EQ(DisplayWidth("，"), 2U);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1U);
  EXPECT_EQ(CharacterCount("配额a"), 3U);
}

TEST(TextWidth, RefusesMalformedUtf8) {
  for (const char* text :
       {"\xFF", "\xC0\x80", "\xE4\xB8", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE0\x80\x80"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
  EXPECT_TRUE(IsUtf8("衡 𠀀"));
}

TEST(Table, AlignsColumnsByWhatIsSeen) {
  Table table({{.title = "n", .right = true}, {.title = "名"}, {.title = "x"}});
  table.AddRow({{.text = "1"}, {.text = "配额"}, {.text = "a"}});
  table.AddRow({{.text = "100"}, {.text = "b"}, {.text = "c"}});
  EXPECT_EQ(table.Render({}),
            "  n  名    x\n"
            "  1  配额  a\n"
            "100  b     c\n");
}

TEST(Table, ColoursOnlyWhenAsked) {
  Table table({{.title = "x"}});
  table.AddRow({{.text = "ok", .tone = Tone::kGood}});
  EXPECT_EQ(table.Render({.rules = false, .colour = false}), "x\nok\n");
  EXPECT_EQ(table.Render({.rules = true, .colour = true}), "x\n──\n\x1b[32mok\x1b[0m\n");
}

TEST(Table, EscapesBarsInMarkdown) {
  Table table({{.title = "a"}, {.title = "b", .right = true}});
  table.AddRow({{.text = "x|y"}, {.text = "1"}});
  EXPECT_EQ(table.Markdown(), "| a | b |\n|---|---:|\n| x\\|y | 1 |\n");
}

TEST(Language, IsChineseWhenAskedAndEnglishWhenUnknown) {
  EXPECT_EQ(ParseLanguage("zh_CN.UTF-8"), Language::kChinese);
  EXPECT_EQ(ParseLanguage("en"), Language::kEnglish);
  EXPECT_EQ(ParseLanguage("fr_FR"), std::nullopt);
  const char* arguments[] = {"heng", "--lang", "zh"};
  EXPECT_EQ(ChooseLanguage(3, arguments), Language::kChinese);
}

}  // namespace
}  // namespace heng::cli
