// SPDX-License-Identifier: Apache-2.0
// Goal: days and deadlines are those of China Standard Time, on every day. Method: known instants,
// a walk over 130 years, and texts that are not times.
#include "core/time.h"

#include <gtest/gtest.h>

namespace heng {
namespace {

constexpr std::uint64_t kHour = 3'600'000;
constexpr std::uint64_t kDay = 24 * kHour;

TEST(CstDay, StartsEightHoursBeforeUtc) {
  EXPECT_EQ(StartOf(CstDay(1970'01'02)), BlockTime(16 * kHour));
  EXPECT_EQ(StartOf(CstDay(2025'01'01)), BlockTime(1'735'660'800'000));
  EXPECT_EQ(EndOf(CstDay(2025'12'31)).value() + 1, StartOf(CstDay(2026'01'01)).value());
}

TEST(CstDay, ChangesAtMidnightInBeijing) {
  const BlockTime midnight = StartOf(CstDay(2025'03'01));
  EXPECT_EQ(DayOf(midnight), CstDay(2025'03'01));
  EXPECT_EQ(DayOf(BlockTime(midnight.value() - 1)), CstDay(2025'02'28));
  EXPECT_EQ(DayOf(EndOf(CstDay(2025'03'01))), CstDay(2025'03'01));
  EXPECT_EQ(YearOf(DayOf(BlockTime(1'735'660'800'000 - 1))), 2024U);
}

TEST(CstDay, HasTwentyFourHoursEveryDay) {
  CstDay day(1970'01'02);
  std::uint64_t count = 0;
  while (YearOf(day) < 2100) {
    ASSERT_TRUE(IsValid(day));
    ASSERT_EQ(EndOf(day).value() - StartOf(day).value(), kDay - 1);
    ASSERT_EQ(DayOf(StartOf(day)), day);
    const CstDay next = NextDay(day);
    ASSERT_LT(day, next);
    ASSERT_EQ(StartOf(next).value(), StartOf(day).value() + kDay);
    day = next;
    ++count;
  }
  EXPECT_EQ(count, 47'481U);  // 130 years, 32 of them leap, less one day
}

TEST(CstDay, KnowsLeapYears) {
  EXPECT_TRUE(IsValid(CstDay(2024'02'29)));
  EXPECT_TRUE(IsValid(CstDay(2000'02'29)));
  EXPECT_EQ(NextDay(CstDay(2024'02'28)), CstDay(2024'02'29));
  EXPECT_EQ(NextDay(CstDay(2025'02'28)), CstDay(2025'03'01));
  EXPECT_EQ(NextDay(CstDay(2025'12'31)), CstDay(2026'01'01));
  for (const std::uint32_t bad : {2025'02'29U,
                                  2100'02'29U,
                                  2025'04'31U,
                                  2025'13'01U,
                                  2025'00'01U,
                                  2025'01'00U,
                                  2025'01'32U,
                                  0U,
                                  1970'01'01U,
                                  1969'12'31U,
                                  100'000'101U}) {
    EXPECT_FALSE(IsValid(CstDay(bad))) << bad;
  }
}

TEST(CstText, IsReadAndWritten) {
  const BlockTime time(StartOf(CstDay(2025'12'31)).value() + 23 * kHour + 59 * 60'000 + 59'000);
  EXPECT_EQ(FormatCst(time), "2025-12-31T23:59:59+08:00");
  EXPECT_EQ(FormatCst(BlockTime(time.value() + 7)), "2025-12-31T23:59:59.007+08:00");
  EXPECT_EQ(FormatCst(BlockTime(0)), "1970-01-01T08:00:00+08:00");
  EXPECT_EQ(ParseCst("2025-12-31"), StartOf(CstDay(2025'12'31)));
  EXPECT_EQ(ParseCst("2025-12-31 10:00"),
            BlockTime(StartOf(CstDay(2025'12'31)).value() + 10 * kHour));
  EXPECT_EQ(ParseCst("2025-12-31 23:59:59"), time);
  EXPECT_EQ(ParseCst("2025-12-31T23:59:59+08:00"), time);
  EXPECT_EQ(ParseCst("2025-12-31T23:59:59.007+08:00"), BlockTime(time.value() + 7));
}

TEST(CstText, ReadsBackEveryTimeItWrites) {
  for (std::uint64_t ms = kDay; ms < 4'000'000'000'000; ms += 33'333'333'337) {
    EXPECT_EQ(ParseCst(FormatCst(BlockTime(ms))), BlockTime(ms)) << ms;
  }
}

TEST(CstText, RefusesWhatIsNotATime) {
  for (const char* bad : {"",
                          "2025",
                          "2025-12",
                          "2025-2-1",
                          "25-12-31",
                          "2025/12/31",
                          "2025-02-30",
                          "2025-13-01",
                          "2025-12-31T",
                          "2025-12-31 24:00",
                          "2025-12-31 10:60",
                          "2025-12-31 10:00:60",
                          "2025-12-31 10:00:00.5",
                          "2025-12-31 10:00Z",
                          "2025-12-31 10:00+09:00",
                          "2025-12-31 10",
                          "2025-12-31 10:00:00 ",
                          " 2025-12-31",
                          "2025-12-3a",
                          "-025-12-31",
                          "+025-12-31",
                          "2025--1-31",
                          "2025-12-31  10:00"}) {
    EXPECT_FALSE(ParseCst(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace heng
