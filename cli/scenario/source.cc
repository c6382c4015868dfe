// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/source.h"

#include "cli/text_width.h"

namespace heng::cli::scenario {
namespace {

std::string_view LineOf(std::string_view text, std::uint32_t number) {
  for (std::uint32_t i = 1; i < number; ++i) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) {
      return {};
    }
    text.remove_prefix(end + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

// The first `characters` characters of the line.
std::string_view Before(std::string_view line, std::size_t characters) {
  std::string_view rest = line;
  for (std::size_t i = 0; i < characters && !rest.empty(); ++i) {
    if (!TakeCharacter(rest)) {
      rest.remove_prefix(1);
    }
  }
  return line.substr(0, line.size() - rest.size());
}

}  // namespace

Position Inside(const Word& word, std::size_t bytes) {
  const auto characters = CharacterCount(std::string_view(word.text).substr(0, bytes));
  return {.line = word.at.line, .column = word.at.column + static_cast<std::uint32_t>(characters)};
}

std::string Render(const Diagnostic& diagnostic, std::string_view file, std::string_view text) {
  const Position at = diagnostic.at;
  std::string rendered(file);
  rendered += ":" + std::to_string(at.line) + ":" + std::to_string(at.column) +
              ": error: " + diagnostic.message + "\n";
  const std::string_view line = LineOf(text, at.line);
  if (line.empty() || !IsUtf8(line)) {
    return rendered;
  }
  const std::string number = std::to_string(at.line);
  rendered += "  " + number + " | " + std::string(line) + "\n";
  rendered += "  " + std::string(number.size(), ' ') + " | ";
  rendered += std::string(DisplayWidth(Before(line, at.column - 1)), ' ') + "^\n";
  return rendered;
}

}  // namespace heng::cli::scenario
