// SPDX-License-Identifier: Apache-2.0
// Goal: numbers, money and serials have one form, written and shown.
// Method: tables of accepted and refused texts.
#include "cli/scenario/field_form.h"

#include <gtest/gtest.h>

#include <utility>

#include "cli/scenario/serial_text.h"

namespace heng::cli::scenario {
namespace {

TEST(FieldForm, ReadsCountsWithAndWithoutThousands) {
  for (const auto& [text, number] : {std::pair{"0", 0ULL},
                                     {"5200000", 5200000ULL},
                                     {"5,200,000", 5200000ULL},
                                     {"18,446,744,073,709,551,615", 18446744073709551615ULL}}) {
    EXPECT_EQ(ParseCount(text), std::optional<std::uint64_t>(number)) << text;
  }
  for (const char* text : {"",
                           ",",
                           "1,",
                           ",1",
                           "1,00",
                           "1,0000",
                           "1000,000",
                           "01",
                           "0,001",
                           "1 000",
                           "-1",
                           "+1",
                           "1.0",
                           "18446744073709551616",
                           "99999999999999999999"}) {
    EXPECT_EQ(ParseCount(text), std::nullopt) << text;
  }
}

TEST(FieldForm, ReadsMoneyWithTwoDecimalsOnly) {
  EXPECT_EQ(ParseYuan("58.00"), std::optional<std::uint64_t>(5800));
  EXPECT_EQ(ParseYuan("16,965,000.00"), std::optional<std::uint64_t>(1'696'500'000));
  EXPECT_EQ(ParseYuan("0.01"), std::optional<std::uint64_t>(1));
  for (const char* text : {"58",
                           "58.0",
                           "58.000",
                           ".58",
                           "58.",
                           "5 8.00",
                           "58.0a",
                           "-1.00",
                           "184467440737095516.15"}) {
    EXPECT_EQ(ParseYuan(text), std::nullopt) << text;
  }
}

TEST(FieldForm, ShowsWhatItReads) {
  EXPECT_EQ(CountText(0), "0");
  EXPECT_EQ(CountText(999), "999");
  EXPECT_EQ(CountText(5'200'000), "5,200,000");
  EXPECT_EQ(YuanText(1'696'500'001), "16,965,000.01");
}

TEST(SerialText, ReadsOneSerialAndRanges) {
  const auto one = ParseSerials("CN-WAT-YR-51-2024-WQ-1-000000000007");
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->batch.value(), "CN-WAT-YR-51-2024-WQ-1");
  EXPECT_EQ(one->first, Serial(7));
  EXPECT_EQ(one->last, Serial(7));
  const auto range = ParseSerials("CN-CEA-2024-000000000001-000003584000");
  ASSERT_TRUE(range.has_value());
  EXPECT_EQ(range->last, Serial(3'584'000));
  for (const char* text : {"",
                           "CN-CEA-2024",
                           "CN-CEA-2024-1",
                           "000000000001",
                           "CN-CEA-2024-000000000000",
                           "CN-CEA-2024-000000000002-000000000001",
                           "CN CEA-000000000001"}) {
    EXPECT_FALSE(ParseSerials(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace heng::cli::scenario
