// SPDX-License-Identifier: Apache-2.0
#include "core/time.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "core/check.h"

namespace heng {
namespace {

constexpr std::uint64_t kMsPerDay = 86'400'000;
constexpr std::uint64_t kCstOffsetMs = 8 * 3'600'000;

std::chrono::year_month_day ToCalendar(CstDay day) {
  const std::uint32_t value = day.value();
  return {std::chrono::year(static_cast<int>(value / 10'000)),
          std::chrono::month(value / 100 % 100),
          std::chrono::day(value % 100)};
}

CstDay FromCalendar(std::chrono::year_month_day date) {
  return CstDay(static_cast<std::uint32_t>(static_cast<int>(date.year())) * 10'000 +
                static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day()));
}

// Reads exactly `digits` decimal digits at the front and removes them.
std::optional<std::uint32_t> TakeNumber(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc{} || end != text.data() + digits) {
    return std::nullopt;
  }
  text.remove_prefix(digits);
  return value;
}

bool Take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

}  // namespace

bool IsValid(CstDay day) {
  return day.value() >= 1970'01'02 && day.value() <= 9999'12'31 && ToCalendar(day).ok();
}

CstDay DayOf(BlockTime time) {
  const std::uint64_t days = (time.value() + kCstOffsetMs) / kMsPerDay;
  HENG_ASSERT(days < 3'000'000);
  return FromCalendar(std::chrono::sys_days(std::chrono::days(static_cast<int>(days))));
}

std::uint32_t YearOf(CstDay day) {
  return day.value() / 10'000;
}

BlockTime StartOf(CstDay day) {
  HENG_ASSERT(IsValid(day));
  const auto days = std::chrono::sys_days(ToCalendar(day)).time_since_epoch().count();
  return BlockTime(static_cast<std::uint64_t>(days) * kMsPerDay - kCstOffsetMs);
}

BlockTime EndOf(CstDay day) {
  return BlockTime(StartOf(day).value() + kMsPerDay - 1);
}

CstDay NextDay(CstDay day) {
  return DayOf(BlockTime(StartOf(day).value() + kMsPerDay));
}

std::string FormatCst(BlockTime time) {
  const std::uint64_t local = time.value() + kCstOffsetMs;
  const std::uint32_t day = DayOf(time).value();
  const std::uint64_t in_day = local % kMsPerDay;
  std::array<char, 48> text{};
  std::snprintf(text.data(),
                text.size(),
                "%04u-%02u-%02uT%02u:%02u:%02u",
                day / 10'000,
                day / 100 % 100,
                day % 100,
                static_cast<unsigned>(in_day / 3'600'000),
                static_cast<unsigned>(in_day / 60'000 % 60),
                static_cast<unsigned>(in_day / 1'000 % 60));
  std::string result = text.data();
  if (in_day % 1'000 != 0) {
    std::snprintf(text.data(), text.size(), ".%03u", static_cast<unsigned>(in_day % 1'000));
    result += text.data();
  }
  return result + "+08:00";
}

std::optional<BlockTime> ParseCst(std::string_view text) {
  const auto year = TakeNumber(text, 4);
  if (!year || !Take(text, '-')) {
    return std::nullopt;
  }
  const auto month = TakeNumber(text, 2);
  if (!month || !Take(text, '-')) {
    return std::nullopt;
  }
  const auto day_of_month = TakeNumber(text, 2);
  if (!day_of_month) {
    return std::nullopt;
  }
  const CstDay day(*year * 10'000 + *month * 100 + *day_of_month);
  if (!IsValid(day)) {
    return std::nullopt;
  }
  std::uint64_t ms = StartOf(day).value();
  if (text.empty()) {
    return BlockTime(ms);
  }
  if (!Take(text, 'T') && !Take(text, ' ')) {
    return std::nullopt;
  }
  const auto hour = TakeNumber(text, 2);
  if (!hour || *hour > 23 || !Take(text, ':')) {
    return std::nullopt;
  }
  const auto minute = TakeNumber(text, 2);
  if (!minute || *minute > 59) {
    return std::nullopt;
  }
  ms += *hour * 3'600'000ULL + *minute * 60'000ULL;
  if (Take(text, ':')) {
    const auto second = TakeNumber(text, 2);
    if (!second || *second > 59) {
      return std::nullopt;
    }
    ms += *second * 1'000ULL;
    if (Take(text, '.')) {
      const auto fraction = TakeNumber(text, 3);
      if (!fraction) {
        return std::nullopt;
      }
      ms += *fraction;
    }
  }
  if (!text.empty() && text != "+08:00") {
    return std::nullopt;
  }
  return BlockTime(ms);
}

}  // namespace heng
