// SPDX-License-Identifier: Apache-2.0
#include "cli/text_width.h"

#include <algorithm>
#include <array>

namespace heng::cli {
namespace {

struct Interval {
  std::uint32_t first;
  std::uint32_t last;
};

// Unicode blocks of wide and fullwidth characters (UAX 11), coarse where a whole block is wide.
constexpr std::array kWide = {
    Interval{0x1100, 0x115F},
    Interval{0x2E80, 0x303E},
    Interval{0x3041, 0xA4CF},
    Interval{0xA960, 0xA97F},
    Interval{0xAC00, 0xD7A3},
    Interval{0xF900, 0xFAFF},
    Interval{0xFE30, 0xFE6F},
    Interval{0xFF00, 0xFF60},
    Interval{0xFFE0, 0xFFE6},
    Interval{0x1F300, 0x1F64F},
    Interval{0x1F900, 0x1F9FF},
    Interval{0x20000, 0x3FFFD},
};

constexpr std::array kNoWidth = {
    Interval{0x0300, 0x036F},
    Interval{0x200B, 0x200F},
    Interval{0x20D0, 0x20FF},
    Interval{0xFE00, 0xFE0F},
};

template <std::size_t N>
bool In(const std::array<Interval, N>& intervals, std::uint32_t character) {
  return std::ranges::any_of(intervals, [character](const Interval& interval) {
    return interval.first <= character && character <= interval.last;
  });
}

}  // namespace

std::optional<std::uint32_t> TakeCharacter(std::string_view& text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) {
    text.remove_prefix(1);
    return lead;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return std::nullopt;
  }
  std::uint32_t character = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80) {
      return std::nullopt;
    }
    character = character << 6 | (byte & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < kSmallest.at(length) || character > 0x10FFFF || surrogate) {
    return std::nullopt;
  }
  text.remove_prefix(length);
  return character;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    if (!TakeCharacter(text)) {
      return false;
    }
  }
  return true;
}

std::size_t CharacterCount(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    if (!TakeCharacter(text)) {
      text.remove_prefix(1);
    }
    ++count;
  }
  return count;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto character = TakeCharacter(text);
    if (!character) {
      text.remove_prefix(1);
      ++width;
    } else if (!In(kNoWidth, *character)) {
      width += In(kWide, *character) ? 2U : 1U;
    }
  }
  return width;
}

std::string PadRight(std::string_view text, std::size_t width) {
  std::string padded(text);
  const std::size_t shown = DisplayWidth(text);
  padded.append(width > shown ? width - shown : 0, ' ');
  return padded;
}

std::string PadLeft(std::string_view text, std::size_t width) {
  const std::size_t shown = DisplayWidth(text);
  std::string padded(width > shown ? width - shown : 0, ' ');
  padded.append(text);
  return padded;
}

}  // namespace heng::cli
