// SPDX-License-Identifier: Apache-2.0
// A scenario as it is written, line by line. Nothing here knows what an operation or a record is;
// binder.h does. Grammar: docs/formats/scenario.md.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "cli/scenario/source.h"

namespace heng::cli::scenario {

// name=value, the value as written.
struct Argument {
  Word name;
  Word value;
};

struct OperationText {
  Word name;  // "settle-trade"
  std::vector<Argument> arguments;
};

// expect CODE [RULE] [number=... | subject=...]
struct Expectation {
  Word code;  // empty: OK
  Word rule;
  std::vector<Argument> numbers;
};

struct TransactionText {
  Position at;
  std::vector<Word> signers;  // the first is the author
  std::vector<OperationText> operations;
  Expectation expected;
  Word reason;
  Word legal;
  std::vector<Word> documents;
  Word label;  // $label is the transaction's id afterwards
};

// holding ACCOUNT SERIES registered=...
struct AssertionText {
  Word kind;
  std::vector<Word> subject;
  std::vector<Argument> fields;
};

struct SectionText {
  Word title;
};
struct TimeText {
  Word time;
};
// person NAME [key KEYNAME]: a signer, and the name its key is derived from when it is another.
struct PersonText {
  Word id;
  Word key;
};
struct LetText {
  Word name;
  Word value;
};
struct TickText {
  Position at;
};

using Statement = std::
    variant<SectionText, TimeText, PersonText, LetText, TickText, TransactionText, AssertionText>;

struct Scenario {
  Word title;
  Word genesis;  // "development"
  std::vector<Statement> statements;
};

// The kinds of assertion and the words that name what each is about.
struct AssertionKind {
  std::string_view name;
  std::vector<std::string_view> subject;
};
[[nodiscard]] const std::vector<AssertionKind>& AssertionKinds();

}  // namespace heng::cli::scenario
