// SPDX-License-Identifier: Apache-2.0
// Where something stands in a scenario file, and what is wrong there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace heng::cli::scenario {

// Both from 1; columns count characters, not bytes.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

// A piece of a line without spaces, as written: quotes and braces are still there.
struct Word {
  std::string text;
  Position at;

  [[nodiscard]] bool empty() const { return text.empty(); }
};

// One mistake: what is wrong, why, and what to write instead.
struct Diagnostic {
  Position at;
  std::string message;
};

template <class T>
using Parsed = Result<T, Diagnostic>;

[[nodiscard]] inline std::unexpected<Diagnostic> Mistake(Position at, std::string message) {
  return std::unexpected<Diagnostic>(Diagnostic{.at = at, .message = std::move(message)});
}

// The place `bytes` into a word, for mistakes inside it.
[[nodiscard]] Position Inside(const Word& word, std::size_t bytes);

// "file.scn:12:8: error: ...", the line itself, and a caret under the place.
[[nodiscard]] std::string Render(const Diagnostic& diagnostic,
                                 std::string_view file,
                                 std::string_view text);

}  // namespace heng::cli::scenario
