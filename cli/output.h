// SPDX-License-Identifier: Apache-2.0
// How results are shown. Data goes to stdout and talk to stderr, so `-o json | jq` always parses.
// On a terminal tables have a rule under their header and colour where it means something; in a
// pipe neither. NO_COLOR, --no-color and TERM=dumb turn colour off; a sign stands beside it, so
// that nothing is lost.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_codes.h"
#include "cli/language.h"
#include "core/result.h"

namespace heng::cli {

// Pictures are of lineages only: `heng audit trace`.
enum class Format { kTable, kJson, kMarkdown, kDot, kSvg };

enum class Tone { kPlain, kGood, kBad, kFaint };

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

struct Style {
  bool rules = false;  // a line under the header
  bool colour = false;
};

// What one invocation of the program knows about how to speak.
struct Session {
  Language language = Language::kEnglish;
  Format format = Format::kTable;
  Style style;  // of stdout
  std::ostream& out;
  std::ostream& err;
  ExitCode exit_code = ExitCode::kOk;

  [[nodiscard]] std::string_view Say(std::string_view en, std::string_view zh) const {
    return cli::Say(language, en, zh);
  }
};

// True when colour may be used: a terminal, and no wish against it.
[[nodiscard]] bool WantsColour(bool terminal);

[[nodiscard]] std::string Paint(std::string_view text, Tone tone, const Style& style);

// Columns as wide as their widest cell, Chinese characters counted as two.
class Table {
 public:
  struct Column {
    std::string title;
    bool right = false;  // aligned to the right: numbers
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column.
  void AddRow(std::vector<Cell> cells);
  // A line of its own between the rows: a heading, or a note about the row above.
  void AddLine(std::string text, Tone tone = Tone::kPlain);

  [[nodiscard]] std::string Render(const Style& style) const;
  // As a table of Markdown; lines of their own are left out.
  [[nodiscard]] std::string Markdown() const;

 private:
  struct Row {
    std::vector<Cell> cells;  // empty: `line` stands instead
    Cell line;
  };

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

// Says what failed on stderr and gives the exit code of its kind.
ExitCode Complain(Session& session, const Status& status);

// The bytes of a file, or what is wrong with it. "-" reads stdin.
[[nodiscard]] Result<std::string, Status> ReadFile(const std::string& path, std::size_t bytes_max);

}  // namespace heng::cli
