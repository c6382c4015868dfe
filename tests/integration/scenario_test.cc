// SPDX-License-Identifier: Apache-2.0
// The compliance cycle over four processes: every transaction, refusal and assertion of the
// scenario, as it is in one process. A trade whose number was used is among the refusals.
#include "cli/network/ledger.h"
#include "cli/scenario/parser.h"
#include "cli/scenario/runner.h"
#include "tests/integration/test_network.h"
#include "tests/support/source_dir.h"

namespace heng::testing {
namespace {

TEST(Scenario, TheCycleOf2024IsTheSameOverFourProcesses) {
  TestNetwork network(4);
  ASSERT_TRUE(network.AwaitReady());
  const auto scenario =
      cli::scenario::Parse(ReadFile(heng::tests::SourceDir() + "/tests/data/cycle-2024.scn"));
  ASSERT_TRUE(scenario) << scenario.error().front().message;
  auto connection = cli::Connection::Open(network.profile(), {});
  ASSERT_TRUE(connection) << connection.error().context;
  cli::NetworkLedger ledger(*std::move(connection));
  bool duplicate_refused = false;
  const auto report = cli::scenario::Run(
      *scenario,
      ledger,
      cli::scenario::Catalogue::OfThisVersion(),
      {.stop_at_first_failure = true, .on_step = [&](const cli::scenario::Step& step) {
         duplicate_refused = duplicate_refused || step.result == "E_DUP_TRADE R-TRD-13";
       }});
  ASSERT_TRUE(report) << report.error().context;
  EXPECT_GT(report->transactions(), 100U);
  EXPECT_GT(report->assertions(), 20U);
  for (const cli::scenario::Step& step : report->steps) {
    EXPECT_TRUE(step.passed()) << "line " << step.at.line << ": " << step.what << ": "
                               << step.differences.front();
  }
  EXPECT_TRUE(duplicate_refused);
}

// The demo's third validator came back with the clock of the day before, led, and what was due on
// the new day was refused.
TEST(Scenario, ATimeIsThatOfABlockBeforeAValidatorWithTheOldOneIsBack) {
  TestNetwork network(4);
  ASSERT_TRUE(network.AwaitReady());
  auto connection = cli::Connection::Open(network.profile(), {});
  ASSERT_TRUE(connection) << connection.error().context;
  cli::NetworkLedger ledger(*std::move(connection));
  network.Kill(2);
  const auto now = ledger.Now();
  ASSERT_TRUE(now) << now.error().context;
  const BlockTime tomorrow(now->value() + 86'400'000);
  const auto set = ledger.SetTime(tomorrow);
  ASSERT_TRUE(set) << set.error().context;
  EXPECT_GE(network.Chain(0).head_time_ms(), tomorrow.value());
}

}  // namespace
}  // namespace heng::testing
