// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/text_width.h"

namespace heng::cli {
namespace {

constexpr std::string_view kGap = "  ";

std::string_view EscapeOf(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kBad:
      return "\x1b[31m";
    case Tone::kFaint:
      return "\x1b[2m";
    case Tone::kPlain:
      break;
  }
  return {};
}

ExitCode ExitCodeOf(StatusCode code) {
  switch (code) {
    case StatusCode::kNotFound:
    case StatusCode::kPruned:
      return ExitCode::kNotFound;
    case StatusCode::kDenied:
      return ExitCode::kDenied;
    case StatusCode::kMalformed:
    case StatusCode::kInvalid:
    case StatusCode::kCorrupt:
      return ExitCode::kInvalid;
    case StatusCode::kUnavailable:
      return ExitCode::kUnreachable;
    case StatusCode::kLimit:
    case StatusCode::kIo:
      break;
  }
  return ExitCode::kError;
}

std::string Trimmed(std::string line) {
  while (line.ends_with(' ')) {
    line.pop_back();
  }
  return line + "\n";
}

std::string MarkdownCell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    cell += c == '|' ? "\\|" : std::string(1, c);
  }
  return cell;
}

Result<std::string, Status> ReadStream(std::istream& stream,
                                       const std::string& name,
                                       std::size_t bytes_max) {
  std::string text;
  char buffer[4096];
  while (stream.read(buffer, sizeof buffer), stream.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > bytes_max) {
      return Fail(StatusCode::kLimit,
                  name + " has more than " + std::to_string(bytes_max) + " bytes");
    }
  }
  return text;
}

}  // namespace

bool WantsColour(bool terminal) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return terminal && !dumb && (no_colour == nullptr || *no_colour == '\0');
}

std::string Paint(std::string_view text, Tone tone, const Style& style) {
  const std::string_view escape = EscapeOf(tone);
  if (!style.colour || escape.empty()) {
    return std::string(text);
  }
  return std::string(escape) + std::string(text) + "\x1b[0m";
}

void Table::AddRow(std::vector<Cell> cells) {
  cells.resize(columns_.size());
  rows_.push_back(Row{.cells = std::move(cells), .line = {}});
}

void Table::AddLine(std::string text, Tone tone) {
  rows_.push_back(Row{.cells = {}, .line = {.text = std::move(text), .tone = tone}});
}

std::string Table::Render(const Style& style) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = DisplayWidth(columns_[i].title);
    for (const Row& row : rows_) {
      width = std::max(width, row.cells.empty() ? 0 : DisplayWidth(row.cells[i].text));
    }
    widths.push_back(width);
  }
  const auto pad = [&](std::size_t i, std::string_view text) {
    return columns_[i].right ? PadLeft(text, widths[i]) : PadRight(text, widths[i]);
  };
  std::string header;
  std::string rule;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    header += (i == 0 ? "" : std::string(kGap)) + pad(i, columns_[i].title);
    rule += i == 0 ? "" : std::string(kGap);
    for (std::size_t j = 0; j < widths[i]; ++j) {
      rule += "─";
    }
  }
  std::string text = Trimmed(std::move(header));
  text += style.rules ? rule + "\n" : "";
  for (const Row& row : rows_) {
    if (row.cells.empty()) {
      text += Paint(row.line.text, row.line.tone, style) + "\n";
      continue;
    }
    std::string line;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      line += (i == 0 ? "" : std::string(kGap)) +
              Paint(pad(i, row.cells[i].text), row.cells[i].tone, style);
    }
    text += Trimmed(std::move(line));
  }
  return text;
}

std::string Table::Markdown() const {
  std::string text = "|";
  std::string rule = "|";
  for (const Column& column : columns_) {
    text += " " + MarkdownCell(column.title) + " |";
    rule += column.right ? "---:|" : "---|";
  }
  text += "\n" + rule + "\n";
  for (const Row& row : rows_) {
    if (row.cells.empty()) {
      continue;
    }
    text += "|";
    for (const Cell& cell : row.cells) {
      text += " " + MarkdownCell(cell.text) + " |";
    }
    text += "\n";
  }
  return text;
}

ExitCode Complain(Session& session, const Status& status) {
  session.err << "heng: " << status.context << "\n";
  session.exit_code = ExitCodeOf(status.code);
  return session.exit_code;
}

Result<std::string, Status> ReadFile(const std::string& path, std::size_t bytes_max) {
  if (path == "-") {
    return ReadStream(std::cin, "stdin", bytes_max);
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Fail(StatusCode::kNotFound, "cannot read " + path + "; is the path right?");
  }
  return ReadStream(file, path, bytes_max);
}

}  // namespace heng::cli
