// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/expectation.h"

#include <algorithm>

#include "cli/scenario/field_form.h"
#include "cli/scenario/suggest.h"

namespace heng::cli::scenario {
namespace {

const ReceiptNumber* FindNumber(const std::vector<ReceiptNumber>& numbers, std::string_view name) {
  const auto found = std::ranges::find(numbers, name, &ReceiptNumber::name);
  return found == numbers.end() ? nullptr : &*found;
}

Parsed<void> BindNumber(const Argument& argument,
                        const Binding& binding,
                        BoundExpectation& expected) {
  HENG_TRY(const std::string text, ExpandText(argument.value, binding));
  if (argument.name.text == "subject") {
    expected.subject = text;
    return {};
  }
  const auto number = text.find('.') == std::string::npos ? ParseCount(text) : ParseYuan(text);
  if (!number) {
    return Mistake(argument.value.at,
                   "'" + argument.name.text + "' is a number of the receipt, or yuan as in 43.66");
  }
  expected.numbers.push_back(ReceiptNumber{.name = argument.name.text, .value = *number});
  return {};
}

}  // namespace

Catalogue Catalogue::OfThisVersion() {
  return {.codes = node::ResultCodes(), .rules = node::RuleTexts()};
}

const node::CodeText* Catalogue::Find(std::uint32_t code) const {
  const auto found = std::ranges::find(codes, code, &node::CodeText::code);
  return found == codes.end() ? nullptr : &*found;
}

const node::RuleText* Catalogue::FindRule(std::string_view id) const {
  const auto found = std::ranges::find(rules, id, &node::RuleText::id);
  return found == rules.end() ? nullptr : &*found;
}

std::string Catalogue::NameOf(std::uint32_t code) const {
  const node::CodeText* text = Find(code);
  return text == nullptr ? "code " + std::to_string(code) : std::string(text->name);
}

std::string BoundExpectation::Text() const {
  return rule.empty() ? code_name : code_name + " " + rule;
}

Parsed<BoundExpectation> BindExpectation(const Expectation& expectation,
                                         const Catalogue& catalogue,
                                         const Binding& binding) {
  BoundExpectation expected;
  if (expectation.code.empty()) {
    return expected;
  }
  const auto found =
      std::ranges::find(catalogue.codes, expectation.code.text, &node::CodeText::name);
  if (found == catalogue.codes.end()) {
    std::vector<std::string> names;
    for (const node::CodeText& code : catalogue.codes) {
      names.emplace_back(code.name);
    }
    return Mistake(expectation.code.at,
                   "'" + expectation.code.text + "' is no result code; `heng codes list` has them" +
                       Suggest(expectation.code.text, names));
  }
  expected.code = found->code;
  expected.code_name = found->name;
  expected.rule = expectation.rule.text;
  for (const Argument& argument : expectation.numbers) {
    HENG_CHECK_OK(BindNumber(argument, binding, expected));
  }
  return expected;
}

std::vector<std::string> Differences(const BoundExpectation& expected,
                                     const Receipt& receipt,
                                     const Catalogue& catalogue) {
  std::vector<std::string> differences;
  if (receipt.code != expected.code) {
    differences.push_back("expected " + expected.Text() + ", got " +
                          ResultText(receipt, catalogue));
    return differences;
  }
  if (!expected.rule.empty() && receipt.rule != expected.rule) {
    differences.push_back("expected rule " + expected.rule + ", got " +
                          (receipt.rule.empty() ? "none" : receipt.rule));
  }
  if (!expected.subject.empty() && receipt.subject != expected.subject) {
    differences.push_back("expected subject '" + expected.subject + "', got '" + receipt.subject +
                          "'");
  }
  for (const ReceiptNumber& number : expected.numbers) {
    const ReceiptNumber* actual = FindNumber(receipt.numbers, number.name);
    if (actual == nullptr || actual->value != number.value) {
      differences.push_back(number.name + ": expected " + CountText(number.value) + ", got " +
                            (actual == nullptr ? "nothing" : CountText(actual->value)));
    }
  }
  return differences;
}

std::string ResultText(const Receipt& receipt, const Catalogue& catalogue) {
  const std::string name = catalogue.NameOf(receipt.code);
  return receipt.rule.empty() ? name : name + " " + receipt.rule;
}

std::string NumbersText(const std::vector<ReceiptNumber>& numbers) {
  std::string text;
  for (const ReceiptNumber& number : numbers) {
    text += (text.empty() ? "" : ", ") + number.name + " " + CountText(number.value);
  }
  return text;
}

}  // namespace heng::cli::scenario
