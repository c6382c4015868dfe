// SPDX-License-Identifier: Apache-2.0
// Goal: a run tells the truth: what is as expected passes, what is not fails and says why.
// Method: scenarios on a real ledger in this process; each wrong expectation must be noticed.
#include "cli/scenario/runner.h"

#include <gtest/gtest.h>

#include "cli/scenario/checker.h"
#include "cli/scenario/in_process.h"
#include "cli/scenario/parser.h"
#include "cli/scenario/report.h"

namespace heng::cli::scenario {
namespace {

constexpr std::string_view kRegister =
    "reg.maker, reg.checker: register-participant id=91420700MA0000111P name=\"鄂州电厂\" "
    "roles=holder jurisdiction=42\n";

std::vector<Diagnostic> MistakesOf(const std::string& text) {
  auto ledger = InProcess::Development();
  EXPECT_TRUE(ledger.has_value());
  const auto parsed = Parse(text);
  EXPECT_TRUE(parsed.has_value());
  return Check(*parsed, Catalogue::OfThisVersion(), [&](std::string_view person) {
    return (*(*ledger)->Read("person/" + std::string(person))).has_value();
  });
}

Report RunText(const std::string& text) {
  auto ledger = InProcess::Development();
  EXPECT_TRUE(ledger.has_value());
  const auto parsed = Parse(text);
  EXPECT_TRUE(parsed.has_value()) << parsed.error().front().message;
  auto report = Run(*parsed, **ledger, Catalogue::OfThisVersion(), {});
  EXPECT_TRUE(report.has_value()) << report.error().context;
  return *std::move(report);
}

TEST(Runner, PassesWhatIsAsExpected) {
  const Report report = RunText(std::string(kRegister) +
                                "record participant/91420700MA0000111P name=\"鄂州电厂\"\n"
                                "holding nobody CEA/2024/CN total=0\n"
                                "absent participant/91330200MA00001383\n");
  EXPECT_EQ(report.failures(), 0U);
  EXPECT_EQ(report.transactions(), 1U);
  EXPECT_EQ(report.assertions(), 3U);
  EXPECT_EQ(report.head.height, Height(1));
}

TEST(Runner, NoticesEveryWrongExpectation) {
  for (const char* text : {
           "expect E_EXISTS",
           "expect OK\nrecord participant/91420700MA0000111P name=X",
           "expect OK\nrecord participant/91420700MA0000111P jurisdiction=\"\"",
           "expect OK\nabsent participant/91420700MA0000111P",
           "expect OK\nrecord participant/91330200MA00001383",
           "expect OK\nholding nobody CEA/2024/CN total=1",
           "expect OK\ntotals CEA/2024/CN issued=0",
           "expect OK\nunit CN-CEA-2024-000000000001 status=active",
       }) {
    EXPECT_EQ(RunText(std::string(kRegister) + "  " + text + "\n").failures(), 1U) << text;
  }
}

TEST(Runner, ComparesTheRuleTheSubjectAndTheNumbersOfARefusal) {
  const std::string bad =
      "reg.maker, reg.checker: register-participant id=91350100M0001TGQXM name=X roles=holder "
      "jurisdiction=35\n  expect E_USCC_INVALID ";
  EXPECT_EQ(RunText(bad + "R-ID-01 subject=91350100M0001TGQXM\n").failures(), 0U);
  EXPECT_EQ(RunText(bad + "R-ID-02\n").failures(), 1U);
  EXPECT_EQ(RunText(bad + "R-ID-01 subject=other\n").failures(), 1U);
  EXPECT_EQ(RunText(bad + "R-ID-01 limit=5\n").failures(), 1U);
}

TEST(Runner, GivesTheSameRootForTheSameStory) {
  const Report first = RunText(std::string(kRegister) + "tick\n");
  const Report second = RunText(std::string(kRegister) + "tick\n");
  EXPECT_EQ(first.head.state_root, second.head.state_root);
  EXPECT_EQ(first.head.height, Height(2));
}

TEST(Runner, GoesOnFromTheSequencesThatTheLedgerHasSeen) {
  auto ledger = InProcess::Development();
  ASSERT_TRUE(ledger.has_value());
  const auto parsed = Parse(kRegister);
  const auto catalogue = Catalogue::OfThisVersion();
  ASSERT_EQ(scenario::Run(*parsed, **ledger, catalogue, {})->failures(), 0U);
  const auto again = scenario::Run(*parsed, **ledger, catalogue, {});
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->steps.at(0).result, "E_EXISTS");
}

TEST(Checker, FindsWhatTheGrammarCannotKnow) {
  for (const auto& [text, says] : {
           std::pair{"reg.makr: register-participant id=A\n", "nobody is named"},
           std::pair{"reg.maker: register-partcipant id=A\n", "did you mean"},
           std::pair{"reg.maker: register-participant\n  expect E_EXIST\n", "E_EXISTS"},
           std::pair{"at 2025-01-02\nat 2025-01-01\n", "forward only"},
           std::pair{"at noon\n", "no time"},
           std::pair{"let a = 1\nlet a = 2\n", "named above already"},
           std::pair{"let a-b = 1\n", "letters, digits"},
           std::pair{"record nothing/x\n", "no table"},
           std::pair{"unit CN-CEA-2024 status=active\n", "no serial"},
           std::pair{"absent person/x active=yes\n", "has no fields"},
           std::pair{"reg.maker: register-participant\n  documents abc\n", "64 hexadecimal"},
       }) {
    const auto mistakes = MistakesOf(text);
    ASSERT_EQ(mistakes.size(), 1U) << text;
    EXPECT_NE(mistakes.front().message.find(says), std::string::npos) << mistakes.front().message;
  }
  EXPECT_TRUE(MistakesOf("person ghost\nghost: register-participant id=A\n").empty());
}

TEST(Report, ExplainsARefusalWithItsLaw) {
  const Report report = RunText(
      "reg.maker, reg.checker: register-participant id=91350100M0001TGQXM name=X roles=holder "
      "jurisdiction=35\n  expect E_USCC_INVALID\n");
  const auto catalogue = Catalogue::OfThisVersion();
  const std::string json = ReportJson(report, catalogue);
  EXPECT_NE(json.find("\"rule\": \"R-ID-01\""), std::string::npos);
  EXPECT_NE(json.find("GB 32100-2015"), std::string::npos);
}

}  // namespace
}  // namespace heng::cli::scenario
