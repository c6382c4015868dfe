// SPDX-License-Identifier: Apache-2.0
// The text of a scenario: read, checked for meaning, and, when it is short, run on a ledger in this
// process. Mistakes point into the text.
#include "cli/scenario/checker.h"
#include "cli/scenario/in_process.h"
#include "cli/scenario/parser.h"
#include "cli/scenario/report.h"
#include "cli/scenario/runner.h"
#include "core/check.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

namespace scenario = cli::scenario;

constexpr std::size_t kStatementsToRun = 8;

void CheckMistakes(const std::vector<scenario::Diagnostic>& mistakes, ByteView text) {
  for (const scenario::Diagnostic& mistake : mistakes) {
    HENG_ASSERT(!mistake.message.empty());
    HENG_ASSERT(mistake.at.line >= 1 && mistake.at.column >= 1);
    HENG_ASSERT(!scenario::Render(mistake, "fuzz.scn", text).empty());
  }
}

void Run(const scenario::Scenario& parsed) {
  static const scenario::Catalogue kCatalogue = scenario::Catalogue::OfThisVersion();
  auto ledger = scenario::InProcess::Development();
  HENG_ASSERT(ledger.has_value());
  const auto report = scenario::Run(parsed, **ledger, kCatalogue, {});
  HENG_ASSERT(report.has_value() || !report.error().context.empty());
}

}  // namespace

void Scenario(ByteView input) {
  static const scenario::Catalogue kCatalogue = scenario::Catalogue::OfThisVersion();
  const auto parsed = scenario::Parse(input);
  if (!parsed) {
    HENG_ASSERT(!parsed.error().empty() && parsed.error().size() <= scenario::kMistakesMax);
    CheckMistakes(parsed.error(), input);
    return;
  }
  const auto mistakes = scenario::Check(
      *parsed, kCatalogue, [](std::string_view person) { return person.starts_with("reg."); });
  CheckMistakes(mistakes, input);
  if (mistakes.empty() && parsed->statements.size() <= kStatementsToRun) {
    Run(*parsed);
  }
}

}  // namespace heng::fuzz
