// SPDX-License-Identifier: Apache-2.0
// Lines and words of a scenario. Pure and bounded: bytes in, lines or one mistake out.
#pragma once

#include <string_view>
#include <vector>

#include "cli/scenario/source.h"

namespace heng::cli::scenario {

inline constexpr std::size_t kFileBytesMax = 4 << 20;
inline constexpr std::size_t kLineBytesMax = 8192;
inline constexpr std::size_t kLinesMax = 50'000;
inline constexpr std::size_t kWordsMax = 256;  // of a line, and cells of a row

enum class LineKind {
  kStatement,     // starts in the first column
  kContinuation,  // indented
  kRow,           // its first character is '|'; the words are its cells, which may hold spaces
};

// Empty lines and comments are gone.
struct Line {
  LineKind kind = LineKind::kStatement;
  std::uint32_t number = 0;
  std::vector<Word> words;
};

[[nodiscard]] Parsed<std::vector<Line>> Lex(std::string_view text);

// The words of a text that stands at `at`, split at spaces outside quotes and braces. A word that
// starts with '#' ends the line.
[[nodiscard]] Parsed<std::vector<Word>> SplitWords(std::string_view text, Position at);

}  // namespace heng::cli::scenario
