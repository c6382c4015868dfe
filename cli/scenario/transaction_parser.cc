// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/transaction_parser.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/scenario/parser.h"
#include "cli/scenario/suggest.h"
#include "core/ids.h"
#include "core/transaction.h"

namespace heng::cli::scenario {
namespace {

constexpr std::array<std::string_view, 5> kClauses = {
    "expect", "reason", "legal", "documents", "as"};

bool IsClause(std::string_view word) {
  return std::ranges::find(kClauses, word) != kClauses.end();
}

Parsed<Expectation> ParseExpectation(const std::vector<Word>& words, std::size_t from) {
  Expectation expected;
  if (from >= words.size()) {
    return Mistake(
        words.back().at,
        "a result code must follow 'expect': expect OK, or expect E_OFFSET_CAP R-CAR-21");
  }
  expected.code = words[from];
  std::size_t next = from + 1;
  if (next < words.size() && !IsArgument(words[next])) {
    expected.rule = words[next++];
  }
  for (; next < words.size(); ++next) {
    HENG_TRY(Argument number, ParseArgument(words[next]));
    expected.numbers.push_back(std::move(number));
  }
  return expected;
}

Parsed<Word> OneWord(const Word& keyword, const std::vector<Word>& words, std::size_t& next) {
  if (next >= words.size()) {
    return Mistake(keyword.at, "a word must follow '" + keyword.text + "'");
  }
  return words[next++];
}

}  // namespace

Parsed<void> Table::AddRow(const Line& line) {
  const Position at = line.words.front().at;
  if (columns_.empty()) {
    for (const Word& word : line.words) {
      const bool twice = std::ranges::find(columns_, word.text, &Word::text) != columns_.end();
      if (word.empty() || twice) {
        return Mistake(word.at, "every column of a table needs a name of its own");
      }
      columns_.push_back(word);
    }
    return {};
  }
  if (line.words.size() != columns_.size()) {
    return Mistake(at,
                   "this row has " + std::to_string(line.words.size()) + " cells, the table has " +
                       std::to_string(columns_.size()) +
                       " columns; leave a cell empty where nothing is to be said");
  }
  rows_.push_back(Row{.at = at, .cells = line.words});
  return {};
}

Parsed<std::vector<Word>> ParseSigners(std::vector<Word> words) {
  std::vector<Word> signers;
  for (const Word& word : words) {
    std::string_view rest = word.text;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      const std::string_view name = rest.substr(0, comma);
      if (!name.empty()) {
        const auto offset = static_cast<std::size_t>(name.data() - word.text.data());
        signers.push_back(Word{.text = std::string(name), .at = Inside(word, offset)});
      }
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  }
  for (const Word& signer : signers) {
    if (!IsIdentifier(signer.text)) {
      return Mistake(
          signer.at,
          "'" + signer.text + "' is no name of a person: letters, digits, '.', '_' and '-' only");
    }
  }
  if (signers.size() > kSignaturesMax) {
    return Mistake(
        signers.front().at,
        "a transaction carries at most " + std::to_string(kSignaturesMax) + " signatures");
  }
  return signers;
}

Parsed<void> TransactionParser::Start(const Line& line) {
  std::vector<Word> before;
  std::size_t next = 0;
  bool found = false;
  while (next < line.words.size() && !found) {
    Word word = line.words[next++];
    if (word.text.ends_with(':')) {
      word.text.pop_back();
      found = true;
    }
    if (!word.empty()) {
      before.push_back(std::move(word));
    }
  }
  transaction_.at = line.words.front().at;
  if (!found || before.empty()) {
    return Mistake(transaction_.at,
                   "a line starts with a keyword, or with who signs and a colon: "
                   "reg.maker, reg.checker: register-participant id=...");
  }
  HENG_TRY(transaction_.signers, ParseSigners(std::move(before)));
  return ReadWords(line.words, next);
}

Parsed<void> TransactionParser::Continue(const Line& line) {
  if (!table_.empty()) {
    return Mistake(line.words.front().at, "only rows follow the rows of a table");
  }
  return ReadWords(line.words, 0);
}

Parsed<void> TransactionParser::ReadWords(const std::vector<Word>& words, std::size_t from) {
  for (std::size_t next = from; next < words.size();) {
    const Word& word = words[next];
    if (IsClause(word.text)) {
      ++next;
      HENG_CHECK_OK(ReadClause(word, words, next));
    } else if (IsArgument(word)) {
      if (transaction_.operations.empty()) {
        return Mistake(word.at, "the name of an operation must come before its fields");
      }
      HENG_TRY(Argument argument, ParseArgument(word));
      transaction_.operations.back().arguments.push_back(std::move(argument));
      ++next;
    } else if (next != from) {
      return Mistake(word.at,
                     "expected name=value; a second operation stands on a line of its own, a text "
                     "with spaces in quotes");
    } else {
      if (transaction_.operations.size() == kOperationsPerTransactionMax) {
        return Mistake(word.at,
                       "a transaction carries at most " +
                           std::to_string(kOperationsPerTransactionMax) + " operations");
      }
      transaction_.operations.push_back(OperationText{.name = word, .arguments = {}});
      ++next;
    }
  }
  return {};
}

Parsed<void> TransactionParser::ReadClause(const Word& keyword,
                                           const std::vector<Word>& words,
                                           std::size_t& next) {
  if (keyword.text == "expect") {
    HENG_TRY(transaction_.expected, ParseExpectation(words, next));
    next = words.size();
  } else if (keyword.text == "reason") {
    HENG_TRY(transaction_.reason, OneWord(keyword, words, next));
  } else if (keyword.text == "legal") {
    HENG_TRY(transaction_.legal, OneWord(keyword, words, next));
  } else if (keyword.text == "as") {
    HENG_TRY(transaction_.label, OneWord(keyword, words, next));
  } else {
    transaction_.documents.assign(words.begin() + static_cast<std::ptrdiff_t>(next), words.end());
    next = words.size();
  }
  return {};
}

Parsed<void> TransactionParser::AddRow(const Line& line) {
  if (transaction_.operations.size() != 1) {
    return Mistake(line.words.front().at,
                   "a table stands under one operation; its rows are that operation's fields");
  }
  return table_.AddRow(line);
}

Parsed<TransactionText> TransactionParser::FromRow(const Table::Row& row) const {
  TransactionText transaction = transaction_;
  transaction.at = row.at;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const Word& column = table_.columns()[i];
    const Word& cell = row.cells[i];
    if (cell.empty()) {
      continue;
    }
    if (column.text == "who") {
      HENG_TRY(const std::vector<Word> words, SplitWords(cell.text, cell.at));
      HENG_TRY(transaction.signers, ParseSigners(words));
    } else if (column.text == "expect") {
      HENG_TRY(const std::vector<Word> words, SplitWords(cell.text, cell.at));
      HENG_TRY(transaction.expected, ParseExpectation(words, 0));
    } else if (column.text == "as") {
      transaction.label = cell;
    } else if (column.text == "reason") {
      transaction.reason = cell;
    } else if (column.text == "legal") {
      transaction.legal = cell;
    } else {
      auto& arguments = transaction.operations.front().arguments;
      std::erase_if(arguments, [&](const Argument& a) { return a.name.text == column.text; });
      arguments.push_back(Argument{.name = {.text = column.text, .at = cell.at}, .value = cell});
    }
  }
  return transaction;
}

Parsed<std::vector<Statement>> TransactionParser::Finish() {
  std::vector<Statement> statements;
  if (transaction_.operations.empty()) {
    return Mistake(transaction_.at, "the transaction has no operation; name one after the colon");
  }
  if (table_.empty()) {
    statements.emplace_back(std::move(transaction_));
    return statements;
  }
  for (const Table::Row& row : table_.rows()) {
    HENG_TRY(TransactionText transaction, FromRow(row));
    statements.emplace_back(std::move(transaction));
  }
  return statements;
}

Parsed<void> AssertionParser::Start(const Line& line) {
  const auto& kinds = AssertionKinds();
  const auto found = std::ranges::find(kinds, line.words.front().text, &AssertionKind::name);
  kind_ = &*found;  // the caller looked
  assertion_.kind = line.words.front();
  std::size_t next = 1;
  while (next < line.words.size() && !IsArgument(line.words[next])) {
    assertion_.subject.push_back(line.words[next++]);
  }
  for (; next < line.words.size(); ++next) {
    HENG_TRY(Argument field, ParseArgument(line.words[next]));
    assertion_.fields.push_back(std::move(field));
  }
  return {};
}

Parsed<void> AssertionParser::Continue(const Line& line) {
  for (const Word& word : line.words) {
    HENG_TRY(Argument field, ParseArgument(word));
    assertion_.fields.push_back(std::move(field));
  }
  return {};
}

Parsed<void> AssertionParser::AddRow(const Line& line) {
  return table_.AddRow(line);
}

Parsed<AssertionText> AssertionParser::FromRow(const Table::Row& row) const {
  AssertionText assertion = assertion_;
  assertion.kind.at = row.at;
  assertion.subject.clear();
  std::size_t given = 0;
  for (const std::string_view name : kind_->subject) {
    const auto column = std::ranges::find(table_.columns(), name, &Word::text);
    if (column != table_.columns().end()) {
      assertion.subject.push_back(
          row.cells[static_cast<std::size_t>(column - table_.columns().begin())]);
    } else if (given < assertion_.subject.size()) {
      assertion.subject.push_back(assertion_.subject[given++]);
    }
  }
  if (given < assertion_.subject.size()) {
    return Mistake(assertion_.subject[given].at, "a column of the table says this already");
  }
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const Word& column = table_.columns()[i];
    const bool subject = std::ranges::find(kind_->subject, column.text) != kind_->subject.end();
    if (!subject && !row.cells[i].empty()) {
      assertion.fields.push_back(
          Argument{.name = {.text = column.text, .at = row.cells[i].at}, .value = row.cells[i]});
    }
  }
  return assertion;
}

Parsed<void> AssertionParser::CheckSubject(const AssertionText& assertion) const {
  if (assertion.subject.size() == kind_->subject.size()) {
    return {};
  }
  std::string form(kind_->name);
  for (const std::string_view name : kind_->subject) {
    form += " <" + std::string(name) + ">";
  }
  return Mistake(assertion.kind.at, "write " + form + " name=value ...");
}

Parsed<std::vector<Statement>> AssertionParser::Finish() {
  std::vector<Statement> statements;
  if (table_.empty()) {
    HENG_CHECK_OK(CheckSubject(assertion_));
    statements.emplace_back(std::move(assertion_));
    return statements;
  }
  for (const Table::Row& row : table_.rows()) {
    HENG_TRY(AssertionText assertion, FromRow(row));
    HENG_CHECK_OK(CheckSubject(assertion));
    statements.emplace_back(std::move(assertion));
  }
  return statements;
}

}  // namespace heng::cli::scenario
