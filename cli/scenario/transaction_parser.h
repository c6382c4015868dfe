// SPDX-License-Identifier: Apache-2.0
// The statements that have lines of their own below them: transactions and assertions, and the
// tables that stand for many of them. One parser reads one statement; Finish gives what it says.
#pragma once

#include <vector>

#include "cli/scenario/lexer.h"
#include "cli/scenario/syntax.h"

namespace heng::cli::scenario {

// A table under a statement: the first row names the columns.
class Table {
 public:
  Parsed<void> AddRow(const Line& line);

  struct Row {
    Position at;
    std::vector<Word> cells;  // one a column; empty where nothing stands
  };

  [[nodiscard]] bool empty() const { return columns_.empty(); }
  [[nodiscard]] const std::vector<Word>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  std::vector<Word> columns_;
  std::vector<Row> rows_;
};

class TransactionParser {
 public:
  Parsed<void> Start(const Line& line);
  Parsed<void> Continue(const Line& line);
  Parsed<void> AddRow(const Line& line);
  Parsed<std::vector<Statement>> Finish();

 private:
  Parsed<void> ReadWords(const std::vector<Word>& words, std::size_t from);
  Parsed<void> ReadClause(const Word& keyword, const std::vector<Word>& words, std::size_t& next);
  Parsed<TransactionText> FromRow(const Table::Row& row) const;

  TransactionText transaction_;
  Table table_;
};

class AssertionParser {
 public:
  Parsed<void> Start(const Line& line);
  Parsed<void> Continue(const Line& line);
  Parsed<void> AddRow(const Line& line);
  Parsed<std::vector<Statement>> Finish();

 private:
  Parsed<AssertionText> FromRow(const Table::Row& row) const;
  Parsed<void> CheckSubject(const AssertionText& assertion) const;

  const AssertionKind* kind_ = nullptr;
  AssertionText assertion_;
  Table table_;
};

// "p1.maker, p1.checker" of words, commas taken off; each must be an identifier.
[[nodiscard]] Parsed<std::vector<Word>> ParseSigners(std::vector<Word> words);

}  // namespace heng::cli::scenario
