// SPDX-License-Identifier: Apache-2.0
// heng: the command line of operators, developers and auditors.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>

#include "cli/commands/commands.h"

namespace heng::cli {
namespace {

bool TracesUnits(const CLI::App& program) {
  return program.got_subcommand("audit") &&
         program.get_subcommand("audit")->got_subcommand("trace");
}

int Main(int argc, char** argv) {
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  Session session{.language = ChooseLanguage(argc, argv),
                  .format = Format::kTable,
                  .style = {.rules = terminal, .colour = WantsColour(terminal)},
                  .out = std::cout,
                  .err = std::cerr};
  CLI::App program(
      std::string(session.Say("The register of title for environmental rights\n\n"
                              "  heng scenario run --in-process tests/data/cycle-2024.scn\n"
                              "  heng codes list\n",
                              "衡：环境权益登记账本\n\n"
                              "  heng scenario run --in-process tests/data/cycle-2024.scn\n"
                              "  heng codes list\n")),
      "heng");
  program.require_subcommand(1);
  program.fallthrough();
  std::string language;
  bool no_colour = false;
  program.add_option("--lang", language, std::string(session.Say("zh or en", "zh 或 en")))
      ->check(CLI::IsMember({"zh", "en", "zh-CN"}));
  const std::map<std::string, Format> formats = {{"table", Format::kTable},
                                                 {"json", Format::kJson},
                                                 {"md", Format::kMarkdown},
                                                 {"dot", Format::kDot},
                                                 {"svg", Format::kSvg}};
  program
      .add_option("-o,--output",
                  session.format,
                  std::string(session.Say("table, json or md; for a trace also dot or svg",
                                          "输出格式：table、json、md；溯源另有 dot、svg")))
      ->transform(CLI::CheckedTransformer(formats));
  program.add_flag("--no-color", no_colour, std::string(session.Say("no colour", "不使用颜色")));
  program.parse_complete_callback([&] {
    session.style.colour &= !no_colour;
    const bool picture = session.format == Format::kDot || session.format == Format::kSvg;
    if (picture && !TracesUnits(program)) {
      throw CLI::ValidationError("--output", "dot and svg are pictures of `heng audit trace`");
    }
  });

  AddAuditCommands(program, session);
  AddScenarioCommands(program, session);
  AddCodesCommands(program, session);
  AddDevCommands(program, session);
  AddGenesisCommands(program, session);
  AddNodeCommands(program, session);
  AddRecordCommands(program, session);
  AddTxCommands(program, session);
  AddHelpCommand(program, session);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = program.exit(error) == 0;  // --help
    return static_cast<int>(asked ? ExitCode::kOk : ExitCode::kUsage);
  }
  std::cout.flush();
  return static_cast<int>(session.exit_code);
}

}  // namespace
}  // namespace heng::cli

int main(int argc, char** argv) {
  return heng::cli::Main(argc, argv);
}
