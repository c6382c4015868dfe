// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/lexer.h"

#include <optional>
#include <utility>

#include "cli/text_width.h"

namespace heng::cli::scenario {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t';
}

// Input methods for Chinese write these for the ones the format knows; they look alike.
struct Lookalike {
  std::uint32_t character;
  std::string_view wanted;
};
constexpr Lookalike kLookalikes[] = {
    {0xFF0C, ","},
    {0xFF1A, ":"},
    {0xFF1D, "="},
    {0xFF1B, ";"},
    {0x201C, "\""},
    {0x201D, "\""},
    {0xFF5C, "|"},
    {0x3000, "a plain space"},
    {0x00A0, "a plain space"},
};

std::optional<std::string_view> WantedFor(std::uint32_t character) {
  for (const Lookalike& lookalike : kLookalikes) {
    if (lookalike.character == character) {
      return lookalike.wanted;
    }
  }
  return std::nullopt;
}

// Walks a line once and says where words and cells end.
class Cursor {
 public:
  Cursor(std::string_view text, Position at) : rest_(text), at_(at) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.front(); }
  [[nodiscard]] Position at() const { return at_; }

  // Takes one character, of quotes and braces the whole. Nothing when it cannot.
  Parsed<std::string_view> Take() {
    const Position start = at_;
    const std::string_view from = rest_;
    if (peek() == '"') {
      return TakeQuoted(start, from);
    }
    if (peek() == '{') {
      return TakeBraced(start, from);
    }
    HENG_TRY(const std::uint32_t character, Step());
    if (const auto wanted = WantedFor(character)) {
      return Mistake(start,
                     "this is a full-width character outside quotes; write " +
                         std::string(*wanted) + " instead");
    }
    return from.substr(0, from.size() - rest_.size());
  }

  Parsed<std::uint32_t> Step() {
    const auto character = TakeCharacter(rest_);
    if (!character) {
      return Mistake(at_, "the file is not valid UTF-8 here; save it as UTF-8");
    }
    ++at_.column;
    return *character;
  }

 private:
  Parsed<std::string_view> TakeQuoted(Position start, std::string_view from) {
    HENG_CHECK_OK(Step());
    while (!done() && peek() != '"') {
      const bool escape = peek() == '\\';
      HENG_CHECK_OK(Step());
      if (escape && !done()) {
        HENG_CHECK_OK(Step());
      }
    }
    if (done()) {
      return Mistake(start, "the quote that opens here is not closed on its line; add \"");
    }
    HENG_CHECK_OK(Step());
    return from.substr(0, from.size() - rest_.size());
  }

  Parsed<std::string_view> TakeBraced(Position start, std::string_view from) {
    std::uint32_t depth = 0;
    do {
      if (done()) {
        return Mistake(start, "the brace that opens here is not closed on its line; add }");
      }
      if (peek() == '"') {
        HENG_CHECK_OK(TakeQuoted(at_, rest_));
        continue;
      }
      depth += peek() == '{' ? 1U : 0U;
      depth -= peek() == '}' ? 1U : 0U;
      HENG_CHECK_OK(Step());
    } while (depth > 0);
    return from.substr(0, from.size() - rest_.size());
  }

  std::string_view rest_;
  Position at_;
};

Parsed<std::vector<Word>> SplitCells(std::string_view text, Position at) {
  std::vector<Word> cells;
  Cursor cursor(text, at);
  HENG_CHECK_OK(cursor.Take());  // the leading '|'
  Word cell;
  bool pending = false;  // something, even nothing but spaces, stands after the last '|'
  const auto close = [&] {
    while (!cell.text.empty() && IsSpace(cell.text.back())) {
      cell.text.pop_back();
    }
    cells.push_back(std::exchange(cell, Word{}));
    pending = false;
  };
  while (!cursor.done()) {
    const Position here = cursor.at();
    if (cursor.peek() == '#' && (cell.text.empty() || IsSpace(cell.text.back()))) {
      break;
    }
    HENG_TRY(const std::string_view taken, cursor.Take());
    if (taken == "|") {
      if (cell.text.empty()) {
        cell.at = here;
      }
      close();
    } else if (!cell.text.empty() || !IsSpace(taken.front())) {
      if (cell.text.empty()) {
        cell.at = here;
      }
      cell.text.append(taken);
      pending = true;
    }
  }
  if (pending) {
    close();
  }
  return cells;
}

Parsed<void> AddLine(std::string_view text, std::uint32_t number, std::vector<Line>& lines) {
  std::size_t indent = 0;
  while (indent < text.size() && IsSpace(text[indent])) {
    ++indent;
  }
  const Position at{.line = number, .column = static_cast<std::uint32_t>(indent) + 1};
  const std::string_view rest = text.substr(indent);
  if (rest.empty() || rest.front() == '#') {
    return {};
  }
  if (text.size() > kLineBytesMax) {
    return Mistake(at,
                   "the line has more than " + std::to_string(kLineBytesMax) +
                       " bytes; continue it on indented lines");
  }
  const bool row = rest.front() == '|';
  Line line{.kind = row           ? LineKind::kRow
                    : indent == 0 ? LineKind::kStatement
                                  : LineKind::kContinuation,
            .number = number,
            .words = {}};
  HENG_TRY(line.words, row ? SplitCells(rest, at) : SplitWords(rest, at));
  if (line.words.size() > kWordsMax) {
    return Mistake(at, "the line has more than " + std::to_string(kWordsMax) + " words");
  }
  if (!line.words.empty()) {
    lines.push_back(std::move(line));
  }
  return {};
}

}  // namespace

Parsed<std::vector<Word>> SplitWords(std::string_view text, Position at) {
  std::vector<Word> words;
  Cursor cursor(text, at);
  Word word;
  while (!cursor.done()) {
    if (IsSpace(cursor.peek())) {
      if (!word.text.empty()) {
        words.push_back(std::exchange(word, Word{}));
      }
      HENG_CHECK_OK(cursor.Step());
      continue;
    }
    if (word.text.empty()) {
      if (cursor.peek() == '#') {
        return words;
      }
      word.at = cursor.at();
    }
    HENG_TRY(const std::string_view taken, cursor.Take());
    word.text.append(taken);
  }
  if (!word.text.empty()) {
    words.push_back(std::move(word));
  }
  return words;
}

Parsed<std::vector<Line>> Lex(std::string_view text) {
  std::vector<Line> lines;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);  // the mark that Windows editors put first
  }
  if (text.size() > kFileBytesMax) {
    return Mistake({.line = 1, .column = 1},
                   "the file has more than " + std::to_string(kFileBytesMax) + " bytes");
  }
  std::uint32_t number = 0;
  while (!text.empty()) {
    if (++number > kLinesMax) {
      return Mistake({.line = number, .column = 1},
                     "the file has more than " + std::to_string(kLinesMax) + " lines");
    }
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    HENG_CHECK_OK(AddLine(line, number, lines));
  }
  return lines;
}

}  // namespace heng::cli::scenario
