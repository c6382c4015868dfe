// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/checker.h"

#include <algorithm>
#include <set>

#include "cli/scenario/assertions.h"
#include "cli/scenario/parser.h"
#include "cli/scenario/suggest.h"
#include "core/time.h"
#include "core/transaction.h"

namespace heng::cli::scenario {
namespace {

class Checker {
 public:
  Checker(const Catalogue& catalogue, const KnowsPerson& knows_person)
      : catalogue_(catalogue), knows_person_(knows_person) {}

  void Statement(const scenario::Statement& statement) {
    const auto checked = std::visit([this](const auto& s) { return On(s); }, statement);
    if (!checked && mistakes_.size() < kMistakesMax) {
      mistakes_.push_back(checked.error());
    }
  }

  [[nodiscard]] std::vector<Diagnostic> Take() { return std::move(mistakes_); }

 private:
  Parsed<void> On(const SectionText&) { return {}; }
  Parsed<void> On(const TickText&) { return {}; }

  Parsed<void> On(const TimeText& text) {
    const auto time = ParseCst(text.time.text);
    if (!time) {
      return Mistake(
          text.time.at,
          "'" + text.time.text + "' is no time of China Standard Time: write at 2025-12-31 10:00");
    }
    if (*time < time_) {
      return Mistake(text.time.at,
                     "the calendar moves forward only; it stands at " + FormatCst(time_) + " here");
    }
    time_ = *time;
    return {};
  }

  Parsed<void> On(const PersonText& text) {
    if (!IsIdentifier(text.id.text)) {
      return Mistake(text.id.at, "'" + text.id.text + "' is no name of a person");
    }
    persons_.insert(text.id.text);
    return {};
  }

  Parsed<void> On(const LetText& text) {
    HENG_TRY(const std::string value, Expand(text.value, binding_));
    return Name(text.name, value);
  }

  Parsed<void> On(const TransactionText& text) {
    for (const OperationText& operation : text.operations) {
      HENG_CHECK_OK(BindOperation(operation, binding_));
      HENG_CHECK_OK(NotePerson(operation));
    }
    for (const Word& signer : text.signers) {
      if (!persons_.contains(signer.text) && !knows_person_(signer.text)) {
        const std::vector<std::string> known(persons_.begin(), persons_.end());
        return Mistake(signer.at,
                       "nobody is named '" + signer.text +
                           "' here; register-person, or declare an unknown signer with 'person'" +
                           Suggest(signer.text, known));
      }
    }
    HENG_CHECK_OK(BindExpectation(text.expected, catalogue_, binding_));
    HENG_CHECK_OK(ExpandText(text.reason, binding_));
    HENG_CHECK_OK(ExpandText(text.legal, binding_));
    for (const Word& document : text.documents) {
      HENG_CHECK_OK(ExpandHash(document, binding_));
    }
    if (text.label.empty()) {
      return {};
    }
    return Name(text.label, TransactionId().hex());  // what it is, the run will say
  }

  Parsed<void> On(const AssertionText& text) {
    HENG_CHECK_OK(BindAssertion(text, binding_));
    return {};
  }

  Parsed<void> NotePerson(const OperationText& operation) {
    for (const Argument& argument : operation.arguments) {
      if (operation.name.text == "register-person" && argument.name.text == "id") {
        HENG_TRY(std::string person, ExpandText(argument.value, binding_));
        persons_.insert(std::move(person));
      }
    }
    return {};
  }

  Parsed<void> Name(const Word& name, const std::string& value) {
    const bool plain = std::ranges::all_of(name.text, [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!plain) {
      return Mistake(name.at, "a name has letters, digits and '_' only, not '" + name.text + "'");
    }
    if (!binding_.names.emplace(name.text, value).second) {
      return Mistake(name.at, "'" + name.text + "' is named above already");
    }
    return {};
  }

  const Catalogue& catalogue_;
  const KnowsPerson& knows_person_;
  Binding binding_;
  std::set<std::string> persons_;
  BlockTime time_;
  std::vector<Diagnostic> mistakes_;
};

}  // namespace

std::vector<Diagnostic> Check(const Scenario& scenario,
                              const Catalogue& catalogue,
                              const KnowsPerson& knows_person) {
  Checker checker(catalogue, knows_person);
  for (const Statement& statement : scenario.statements) {
    checker.Statement(statement);
  }
  std::vector<Diagnostic> mistakes = checker.Take();
  if (!scenario.genesis.empty() && scenario.genesis.text != "development") {
    mistakes.insert(mistakes.begin(),
                    Diagnostic{.at = scenario.genesis.at,
                               .message = "the only genesis that is built in is 'development'"});
  }
  return mistakes;
}

}  // namespace heng::cli::scenario
