// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/parser.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cli/scenario/lexer.h"
#include "cli/scenario/suggest.h"
#include "cli/scenario/transaction_parser.h"

namespace heng::cli::scenario {
namespace {

const std::vector<std::string>& Keywords() {
  static const std::vector<std::string> keywords = [] {
    std::vector<std::string> words = {"title", "genesis", "section", "at", "person", "let", "tick"};
    for (const AssertionKind& kind : AssertionKinds()) {
      words.emplace_back(kind.name);
    }
    return words;
  }();
  return keywords;
}

bool IsAssertion(std::string_view word) {
  return std::ranges::find(AssertionKinds(), word, &AssertionKind::name) != AssertionKinds().end();
}

// The words after the keyword as one text, for statements whose rest is free text.
Parsed<Word> RestOf(const Line& line, std::string_view example) {
  if (line.words.size() < 2) {
    return Mistake(line.words[0].at, "something must follow: " + std::string(example));
  }
  Word rest = line.words[1];
  for (std::size_t i = 2; i < line.words.size(); ++i) {
    rest.text += " " + line.words[i].text;
  }
  return rest;
}

// Collects the lines of one statement after the other.
class Assembler {
 public:
  void Feed(const Line& line) {
    const auto fed = line.kind == LineKind::kStatement ? Begin(line) : Extend(line);
    if (!fed) {
      Complain(fed.error());
      open_ = Open::kBroken;
    }
  }

  void End() {
    const Open open = std::exchange(open_, Open::kNone);
    auto finished = open == Open::kTransaction ? transaction_.Finish()
                    : open == Open::kAssertion ? assertion_.Finish()
                                               : Parsed<std::vector<Statement>>{};
    if (!finished) {
      Complain(finished.error());
      return;
    }
    std::ranges::move(*finished, std::back_inserter(scenario_.statements));
  }

  [[nodiscard]] Result<Scenario, std::vector<Diagnostic>> Take() {
    if (scenario_.statements.size() > kStatementsMax) {
      Complain({.at = {.line = 1, .column = 1},
                .message = "the scenario has more than " + std::to_string(kStatementsMax) +
                           " statements"});
    }
    if (!mistakes_.empty()) {
      return std::unexpected(std::move(mistakes_));
    }
    return std::move(scenario_);
  }

 private:
  // What the indented lines that may follow belong to.
  enum class Open { kNone, kTransaction, kAssertion, kBroken };

  void Complain(Diagnostic mistake) {
    if (mistakes_.size() < kMistakesMax) {
      mistakes_.push_back(std::move(mistake));
    }
  }

  Parsed<void> Begin(const Line& line) {
    End();
    const std::string& keyword = line.words[0].text;
    if (IsAssertion(keyword)) {
      open_ = Open::kAssertion;
      assertion_ = AssertionParser();
      return assertion_.Start(line);
    }
    if (std::ranges::find(Keywords(), keyword) != Keywords().end()) {
      return Simple(line, keyword);
    }
    const bool signs =
        std::ranges::any_of(line.words, [](const Word& word) { return word.text.ends_with(':'); });
    if (!signs) {
      return Mistake(line.words[0].at,
                     "'" + keyword +
                         "' is no statement; a line starts with a keyword, or with who signs and "
                         "a colon" +
                         Suggest(keyword, Keywords()));
    }
    open_ = Open::kTransaction;
    transaction_ = TransactionParser();
    return transaction_.Start(line);
  }

  Parsed<void> Extend(const Line& line) {
    const bool row = line.kind == LineKind::kRow;
    switch (open_) {
      case Open::kTransaction:
        return row ? transaction_.AddRow(line) : transaction_.Continue(line);
      case Open::kAssertion:
        return row ? assertion_.AddRow(line) : assertion_.Continue(line);
      case Open::kBroken:
        return {};  // its first line was reported
      case Open::kNone:
        break;
    }
    return Mistake(line.words[0].at,
                   "an indented line continues a transaction or an assertion; here is none");
  }

  Parsed<void> Simple(const Line& line, const std::string& keyword) {
    if (keyword == "title") {
      HENG_TRY(scenario_.title, RestOf(line, "title Who may enter the register"));
    } else if (keyword == "genesis") {
      HENG_TRY(scenario_.genesis, RestOf(line, "genesis development"));
    } else if (keyword == "section") {
      HENG_TRY(Word title, RestOf(line, "section Trades"));
      scenario_.statements.emplace_back(SectionText{.title = std::move(title)});
    } else if (keyword == "at") {
      HENG_TRY(Word time, RestOf(line, "at 2025-12-31 10:00"));
      scenario_.statements.emplace_back(TimeText{.time = std::move(time)});
    } else if (keyword == "tick") {
      scenario_.statements.emplace_back(TickText{.at = line.words[0].at});
    } else if (keyword == "let") {
      return Let(line);
    } else {
      return Declare(line);
    }
    return {};
  }

  Parsed<void> Let(const Line& line) {
    const std::vector<Word>& words = line.words;
    if (words.size() != 4 || words[2].text != "=") {
      return Mistake(words[0].at, "write let NAME = VALUE, and $NAME where it is wanted");
    }
    scenario_.statements.emplace_back(LetText{.name = words[1], .value = words[3]});
    return {};
  }

  Parsed<void> Declare(const Line& line) {
    const std::vector<Word>& words = line.words;
    const bool keyed = words.size() == 4 && words[2].text == "key";
    if (words.size() != 2 && !keyed) {
      return Mistake(words[0].at, "write person NAME, or person NAME key KEYNAME");
    }
    scenario_.statements.emplace_back(PersonText{.id = words[1], .key = keyed ? words[3] : Word{}});
    return {};
  }

  Scenario scenario_;
  std::vector<Diagnostic> mistakes_;
  Open open_ = Open::kNone;
  TransactionParser transaction_;
  AssertionParser assertion_;
};

}  // namespace

const std::vector<AssertionKind>& AssertionKinds() {
  static const std::vector<AssertionKind> kinds = {
      {.name = "holding", .subject = {"account", "series"}},
      {.name = "totals", .subject = {"series"}},
      {.name = "obligation", .subject = {"participant", "year"}},
      {.name = "trade", .subject = {"exchange", "id"}},
      {.name = "pledge", .subject = {"id"}},
      {.name = "unit", .subject = {"serial"}},
      {.name = "record", .subject = {"key"}},
      {.name = "absent", .subject = {"key"}},
  };
  return kinds;
}

bool IsArgument(const Word& word) {
  const auto end = word.text.find_first_of("=\"{");
  return end != std::string::npos && end > 0 && word.text[end] == '=';
}

Parsed<Argument> ParseArgument(const Word& word) {
  if (!IsArgument(word)) {
    return Mistake(word.at, "expected name=value, not '" + word.text + "'");
  }
  const auto equals = word.text.find('=');
  Argument argument{
      .name = {.text = word.text.substr(0, equals), .at = word.at},
      .value = {.text = word.text.substr(equals + 1), .at = Inside(word, equals + 1)}};
  if (argument.value.empty()) {
    return Mistake(argument.value.at,
                   "nothing stands after '" + argument.name.text +
                       "='; leave the field out, or write \"\" for an empty text");
  }
  return argument;
}

Parsed<OperationText> ParseOperation(const std::vector<Word>& words) {
  OperationText operation{.name = words.at(0), .arguments = {}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    HENG_TRY(Argument argument, ParseArgument(words[i]));
    operation.arguments.push_back(std::move(argument));
  }
  return operation;
}

Result<Scenario, std::vector<Diagnostic>> Parse(std::string_view text) {
  const auto lines = Lex(text);
  if (!lines) {
    return std::unexpected(std::vector<Diagnostic>{lines.error()});
  }
  Assembler assembler;
  for (const Line& line : *lines) {
    assembler.Feed(line);
  }
  assembler.End();
  return assembler.Take();
}

}  // namespace heng::cli::scenario
