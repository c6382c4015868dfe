// SPDX-License-Identifier: Apache-2.0
// Goal: scenario text is read as its author meant it, or refused where the mistake stands.
// Method: small texts; every refusal with its line and column; cut and mutated files never crash.
#include "cli/scenario/parser.h"

#include <gtest/gtest.h>

#include <variant>

namespace heng::cli::scenario {
namespace {

Scenario Read(std::string_view text) {
  auto parsed = Parse(text);
  EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().front().message);
  return parsed ? *std::move(parsed) : Scenario{};
}

struct Refused {
  std::string_view text;
  Position at;
  std::string_view says;
};

void ExpectRefused(const Refused& refused) {
  const auto parsed = Parse(refused.text);
  ASSERT_FALSE(parsed.has_value()) << refused.text;
  const Diagnostic& first = parsed.error().front();
  EXPECT_EQ(first.at.line, refused.at.line) << first.message;
  EXPECT_EQ(first.at.column, refused.at.column) << first.message;
  EXPECT_NE(first.message.find(refused.says), std::string::npos) << first.message;
}

TEST(Parser, ReadsATransactionWithContinuationsAndExpectation) {
  const Scenario scenario = Read(
      "title 测试\n"
      "reg.maker, reg.checker: register-participant id=A name=\"鄂州 电厂\"\n"
      "    roles=holder,bank   # both\n"
      "  reason merger legal \"REG-B art. 5\"\n"
      "  expect E_EXISTS R-ID-03 limit=1 subject=\"A B\"\n");
  EXPECT_EQ(scenario.title.text, "测试");
  ASSERT_EQ(scenario.statements.size(), 1U);
  const auto& transaction = std::get<TransactionText>(scenario.statements[0]);
  ASSERT_EQ(transaction.signers.size(), 2U);
  EXPECT_EQ(transaction.signers[1].text, "reg.checker");
  ASSERT_EQ(transaction.operations.size(), 1U);
  ASSERT_EQ(transaction.operations[0].arguments.size(), 3U);
  EXPECT_EQ(transaction.operations[0].arguments[1].value.text, "\"鄂州 电厂\"");
  EXPECT_EQ(transaction.operations[0].arguments[2].value.text, "holder,bank");
  EXPECT_EQ(transaction.reason.text, "merger");
  EXPECT_EQ(transaction.expected.code.text, "E_EXISTS");
  EXPECT_EQ(transaction.expected.rule.text, "R-ID-03");
  EXPECT_EQ(transaction.expected.numbers.size(), 2U);
}

TEST(Parser, ReadsSeveralOperationsOfOneTransaction) {
  const Scenario scenario =
      Read("a.maker:\n  surrender year=2024\n    from=P1\n  offset-use year=2024\n  as both\n");
  const auto& transaction = std::get<TransactionText>(scenario.statements[0]);
  ASSERT_EQ(transaction.operations.size(), 2U);
  EXPECT_EQ(transaction.operations[0].arguments.size(), 2U);
  EXPECT_EQ(transaction.label.text, "both");
}

TEST(Parser, MakesATransactionOfEachRow) {
  const Scenario scenario = Read(
      "reg.maker: open-account type=key-emitter\n"
      "  | id | participant | who        | expect         |\n"
      "  | P1 | A           |            |                |\n"
      "  | P2 |             | mee.maker  | E_X R-1 lim=2  |\n");
  ASSERT_EQ(scenario.statements.size(), 2U);
  const auto& first = std::get<TransactionText>(scenario.statements[0]);
  EXPECT_EQ(first.signers[0].text, "reg.maker");
  EXPECT_EQ(first.operations[0].arguments.size(), 3U);
  const auto& second = std::get<TransactionText>(scenario.statements[1]);
  EXPECT_EQ(second.signers[0].text, "mee.maker");
  EXPECT_EQ(second.operations[0].arguments.size(), 2U);
  EXPECT_EQ(second.expected.rule.text, "R-1");
  EXPECT_EQ(second.at, (Position{.line = 4, .column = 5}));
}

TEST(Parser, TakesTheSubjectOfAnAssertionFromColumnsAndFromTheLine) {
  const Scenario scenario = Read(
      "holding CEA/2024/CN\n"
      "  | account | registered |\n"
      "  | P1      | 1,000      |\n"
      "holding P1 CEA/2024/CN registered=1,000\n");
  for (const Statement& statement : scenario.statements) {
    const auto& assertion = std::get<AssertionText>(statement);
    ASSERT_EQ(assertion.subject.size(), 2U);
    EXPECT_EQ(assertion.subject[0].text, "P1");
    EXPECT_EQ(assertion.subject[1].text, "CEA/2024/CN");
    ASSERT_EQ(assertion.fields.size(), 1U);
    EXPECT_EQ(assertion.fields[0].value.text, "1,000");
  }
}

TEST(Parser, RefusesWithLineAndColumn) {
  for (const Refused& refused : {
           Refused{"titel x\n", {1, 1}, "did you mean 'title'"},
           Refused{"\n  expect OK\n", {2, 3}, "here is none"},
           Refused{"a: op x=\"open\n", {1, 9}, "not closed"},
           Refused{"a: op x={b=1\n", {1, 9}, "not closed"},
           Refused{"a: op x=1 y\n", {1, 11}, "expected name=value"},
           Refused{"a: op x=\n", {1, 9}, "nothing stands after"},
           Refused{"a:\n", {1, 1}, "no operation"},
           Refused{"a:\n  x=1\n", {2, 3}, "must come before"},
           Refused{"a b\xEF\xBC\x9A op\n", {1, 4}, "full-width"},
           Refused{"title 名\xFFx\n", {1, 8}, "UTF-8"},
           Refused{"a: op\n  expect\n", {2, 3}, "result code"},
           Refused{"a: op\n  | x | x |\n", {2, 9}, "name of its own"},
           Refused{"a: op\n  | x | y |\n  | 1 |\n", {3, 5}, "1 cells"},
           Refused{"a:\n  op\n  op2\n  | x |\n", {4, 5}, "one operation"},
           Refused{"holding P1\n", {1, 1}, "write holding <account> <series>"},
           Refused{"let x 1\n", {1, 1}, "write let"},
           Refused{"person\n", {1, 1}, "write person"},
           Refused{"at\n", {1, 1}, "something must follow"},
           Refused{"名: op\n", {1, 1}, "no name of a person"},
       }) {
    ExpectRefused(refused);
  }
}

TEST(Parser, ReportsEveryBrokenStatementAndNotItsContinuations) {
  const auto parsed = Parse("titel x\n  more=1\nlet a b\ntitle ok\n");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().size(), 2U);
}

TEST(Parser, ShowsTheLineAndPutsTheCaretUnderWideCharacters) {
  const std::string_view text = "title 名字 x\n";
  EXPECT_EQ(Render({.at = {.line = 1, .column = 10}, .message = "m"}, "f.scn", text),
            "f.scn:1:10: error: m\n  1 | title 名字 x\n    |            ^\n");
}

TEST(Parser, SurvivesEveryCutAndEveryChangedByte) {
  const std::string text =
      "title t\nlet A = 1\nat 2025-01-01\nperson x key y\na.b, c: op x={y=\"z\\\"\" w=1,2} q=$A\n"
      "  op2\n  expect E R n=1\nholding a b\n  | registered |\n  | 1 |\ntick\n";
  for (std::size_t i = 0; i < text.size(); ++i) {
    (void)Parse(std::string_view(text).substr(0, i));
    for (const char c : {'\0', '"', '{', '}', '|', '\n', '\xFF', ' ', ':', '$'}) {
      std::string changed = text;
      changed[i] = c;
      (void)Parse(changed);
    }
  }
}

TEST(Parser, BoundsTheFile) {
  EXPECT_FALSE(Parse(std::string(5 << 20, '\n')).has_value());
  EXPECT_FALSE(Parse("title " + std::string(9000, 'x')).has_value());
  std::string many = "a: op";
  for (int i = 0; i < 300; ++i) {
    many += " x=1";
  }
  EXPECT_FALSE(Parse(many).has_value());
}

}  // namespace
}  // namespace heng::cli::scenario
