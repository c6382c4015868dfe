// SPDX-License-Identifier: Apache-2.0
// heng scenario run, heng scenario check.
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "cli/commands/commands.h"
#include "cli/network/ledger.h"
#include "cli/scenario/checker.h"
#include "cli/scenario/in_process.h"
#include "cli/scenario/lexer.h"
#include "cli/scenario/parser.h"
#include "cli/scenario/report.h"
#include "cli/scenario/runner.h"

namespace heng::cli {
namespace {

struct Options {
  std::string file;
  bool in_process = false;
  std::string network = DefaultNetworkDirectory();
  bool stop = false;
  bool explain = false;
};

void ShowMistakes(Session& session,
                  const Options& options,
                  const std::string& text,
                  const std::vector<scenario::Diagnostic>& mistakes) {
  for (const scenario::Diagnostic& mistake : mistakes) {
    session.err << scenario::Render(mistake, options.file, text);
  }
  session.exit_code = ExitCode::kInvalid;
}

// The scenario, checked for meaning against the persons of the ledger. Nothing after complaining.
std::optional<scenario::Scenario> Load(Session& session,
                                       const Options& options,
                                       const scenario::Catalogue& catalogue,
                                       scenario::Ledger& ledger) {
  const auto text = ReadFile(options.file, scenario::kFileBytesMax);
  if (!text) {
    Complain(session, text.error());
    return std::nullopt;
  }
  auto parsed = scenario::Parse(*text);
  if (!parsed) {
    ShowMistakes(session, options, *text, parsed.error());
    return std::nullopt;
  }
  const auto knows_person = [&ledger](std::string_view person) {
    const auto record = ledger.Read("person/" + std::string(person));
    return record && record->has_value();
  };
  const auto mistakes = scenario::Check(*parsed, catalogue, knows_person);
  if (!mistakes.empty()) {
    ShowMistakes(session, options, *text, mistakes);
    return std::nullopt;
  }
  return *std::move(parsed);
}

// `check` stands on a ledger too: to know who is there.
std::unique_ptr<scenario::Ledger> OpenInProcess(Session& session) {
  auto ledger = scenario::InProcess::Development();
  if (!ledger) {
    Complain(session, ledger.error());
    return nullptr;
  }
  return *std::move(ledger);
}

std::unique_ptr<scenario::Ledger> OpenNetwork(Session& session, const std::string& directory) {
  const auto profile = LoadProfile(directory);
  if (!profile) {
    Complain(session, profile.error());
    return nullptr;
  }
  auto connection = Connection::Open(*profile, {});
  if (!connection) {
    Complain(session, connection.error());
    return nullptr;
  }
  return std::make_unique<NetworkLedger>(*std::move(connection));
}

// A line a chapter, so that somebody who waits sees how far it is.
void ShowProgress(Session& session, const scenario::Step& step) {
  if (step.kind == scenario::StepKind::kSection) {
    session.err << "── " << step.what << "\n" << std::flush;
  }
}

void Run(Session& session, const Options& options) {
  const auto catalogue = scenario::Catalogue::OfThisVersion();
  const auto ledger =
      options.in_process ? OpenInProcess(session) : OpenNetwork(session, options.network);
  if (ledger == nullptr) {
    return;
  }
  const auto loaded = Load(session, options, catalogue, *ledger);
  if (!loaded) {
    return;
  }
  scenario::RunOptions how{.stop_at_first_failure = options.stop, .on_step = {}};
  if (!options.in_process) {
    how.on_step = [&session](const scenario::Step& step) { ShowProgress(session, step); };
  }
  const auto report = scenario::Run(*loaded, *ledger, catalogue, how);
  if (!report) {
    Complain(session, report.error());
    return;
  }
  session.out << (session.format == Format::kJson
                      ? scenario::ReportJson(*report, catalogue)
                      : scenario::ReportTable(*report, catalogue, session, options.explain));
  session.exit_code = report->failures() == 0 ? ExitCode::kOk : ExitCode::kInvalid;
}

void CheckOnly(Session& session, const Options& options) {
  const auto catalogue = scenario::Catalogue::OfThisVersion();
  const auto ledger = OpenInProcess(session);
  if (ledger == nullptr) {
    return;
  }
  if (const auto loaded = Load(session, options, catalogue, *ledger)) {
    session.err << options.file << ": " << session.Say("no mistake in ", "未发现错误，语句数：")
                << loaded->statements.size() << session.Say(" statements\n", "\n");
  }
}

}  // namespace

void AddScenarioCommands(CLI::App& program, Session& session) {
  auto* family = program.add_subcommand(
      "scenario", std::string(session.Say("Run and check scenario files", "运行与检查场景文件")));
  family->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  const std::string file(
      session.Say("the scenario file, '-' for stdin", "场景文件，'-' 为标准输入"));

  auto* run = family->add_subcommand(
      "run",
      std::string(session.Say(
          "Run a scenario on a network and show every step\n\n"
          "  heng dev up && heng scenario run tests/data/cycle-2024.scn\n"
          "  heng scenario run --in-process tests/data/cycle-2024.scn\n"
          "  heng scenario run --in-process --explain --lang zh refusals.scn\n"
          "  heng -o json scenario run --in-process x.scn | jq '.steps[] | select(.passed|not)'\n",
          "在网络上运行场景并显示每一步\n\n"
          "  heng dev up && heng scenario run tests/data/cycle-2024.scn\n"
          "  heng scenario run --in-process tests/data/cycle-2024.scn\n"
          "  heng scenario run --in-process --explain refusals.scn\n"
          "  heng -o json scenario run --in-process x.scn | jq '.steps[] | "
          "select(.passed|not)'\n")));
  run->add_option("file", options->file, file)->required();
  run->add_flag("--in-process",
                options->in_process,
                std::string(session.Say("on a fresh development ledger in this process",
                                        "使用本进程内全新的开发账本")));
  run->add_option("--network",
                  options->network,
                  std::string(session.Say("directory of the network", "网络目录")))
      ->capture_default_str();
  run->add_flag("--stop",
                options->stop,
                std::string(session.Say("stop at the first step that is not as expected",
                                        "遇到第一个不符合预期的步骤即停止")));
  run->add_flag("--explain",
                options->explain,
                std::string(session.Say("under each refusal: what the rule says and its law",
                                        "在每个拒绝下显示规则内容与法律依据")));
  run->callback([&session, options] { Run(session, *options); });

  auto* check = family->add_subcommand(
      "check",
      std::string(session.Say("Read a scenario without running it\n\n"
                              "  heng scenario check tests/data/cycle-2024.scn\n",
                              "只检查场景，不运行\n\n"
                              "  heng scenario check tests/data/cycle-2024.scn\n")));
  check->add_option("file", options->file, file)->required();
  check->callback([&session, options] { CheckOnly(session, *options); });
}

}  // namespace heng::cli
