// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/assertions.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <heng/v1/records.pb.h>

#include "cli/scenario/field_form.h"
#include "cli/scenario/record_types.h"
#include "cli/scenario/serial_text.h"
#include "cli/scenario/suggest.h"

namespace heng::cli::scenario {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The sum of a holding's positions: not a field, but what a book shows.
constexpr std::string_view kTotal = "total";

bool IsHoldingTotal(const Descriptor& type, std::string_view name) {
  return name == kTotal && &type == heng::v1::Holding::descriptor();
}

std::string TotalText(const Message& message) {
  const auto& holding = dynamic_cast<const heng::v1::Holding&>(message);
  return CountText(holding.registered() + holding.tradable() + holding.pending() +
                   holding.pledged() + holding.frozen() + holding.repo());
}

Parsed<std::string> ExpectedText(const Descriptor& type,
                                 const Argument& argument,
                                 const Binding& binding) {
  if (IsHoldingTotal(type, argument.name.text)) {
    HENG_TRY(const std::string text, ExpandText(argument.value, binding));
    const auto number = ParseCount(text);
    if (!number) {
      return Mistake(argument.value.at, "'total' is a number, not '" + text + "'");
    }
    return CountText(*number);
  }
  HENG_TRY(const FieldDescriptor* field, FindField(type, argument.name));
  if (argument.value.text == "\"\"") {
    return std::string();
  }
  HENG_TRY(const MessagePtr expected, BindMessage(type, {argument}, binding));
  return FieldText(*expected, *field);
}

Parsed<void> BindSubject(const AssertionText& text,
                         const std::vector<std::string>& subject,
                         BoundAssertion& bound) {
  if (bound.kind == "unit") {
    const auto serials = ParseSerials(subject.at(0));
    if (!serials || serials->first != serials->last) {
      return Mistake(text.subject.at(0).at,
                     "'" + subject.at(0) + "' is no serial: write CN-CEA-2024-000000000001");
    }
    bound.batch = serials->batch;
    bound.serial = serials->first;
    bound.type = heng::v1::UnitBlock::descriptor();
    return {};
  }
  bound.key = KeyOfSubject(bound.kind, subject);
  bound.type = RecordTypeOf(bound.key);
  if (bound.type == nullptr) {
    return Mistake(text.subject.at(0).at,
                   "no table of the register has keys like '" + bound.key + "'" +
                       Suggest(bound.key.substr(0, bound.key.find('/') + 1), TableNames()));
  }
  return {};
}

}  // namespace

Parsed<BoundAssertion> BindAssertion(const AssertionText& assertion, const Binding& binding) {
  BoundAssertion bound;
  bound.kind = assertion.kind.text;
  std::vector<std::string> subject;
  for (const Word& word : assertion.subject) {
    HENG_TRY(std::string text, ExpandText(word, binding));
    bound.subject += (subject.empty() ? "" : " ") + text;
    subject.push_back(std::move(text));
  }
  HENG_CHECK_OK(BindSubject(assertion, subject, bound));
  if (bound.kind == "absent" && !assertion.fields.empty()) {
    return Mistake(assertion.fields.front().name.at, "a record that is not there has no fields");
  }
  for (const Argument& argument : assertion.fields) {
    HENG_TRY(std::string expected, ExpectedText(*bound.type, argument, binding));
    bound.fields.push_back({.name = argument.name.text, .expected = std::move(expected)});
  }
  return bound;
}

Result<std::vector<std::string>, Status> Differences(const BoundAssertion& assertion,
                                                     Ledger& ledger) {
  std::vector<std::string> differences;
  HENG_TRY(const std::optional<Bytes> value,
           assertion.kind == "unit" ? ledger.Unit(assertion.batch, assertion.serial)
                                    : ledger.Read(assertion.key));
  if (assertion.kind == "absent") {
    if (value) {
      differences.push_back("the record " + assertion.key + " is there, and was to be absent");
    }
    return differences;
  }
  // Nobody writes down that an account holds nothing of a series: a holding without a record is a
  // holding of zero.
  if (!value && assertion.kind != "holding") {
    differences.push_back("there is no " + assertion.kind + " " + assertion.subject);
    return differences;
  }
  const MessagePtr actual(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(assertion.type)->New());
  if (value && !actual->ParseFromString(*value)) {
    return Fail(StatusCode::kMalformed, "the record under " + assertion.key + " does not decode");
  }
  for (const BoundAssertion::Field& field : assertion.fields) {
    std::string found;
    if (IsHoldingTotal(*assertion.type, field.name)) {
      found = TotalText(*actual);
    } else {
      const auto descriptor = FindField(*assertion.type, Word{.text = field.name, .at = {}});
      found = descriptor ? FieldText(*actual, **descriptor) : std::string();
    }
    if (found != field.expected) {
      differences.push_back(field.name + ": expected " + field.expected + ", found " +
                            (found.empty() ? "nothing" : found));
    }
  }
  return differences;
}

}  // namespace heng::cli::scenario
