// SPDX-License-Identifier: Apache-2.0
// The verbs of `heng`, one family a file. Each function adds its subcommands to the program; what
// they do happens when the command line is parsed, and the outcome is in the session.
#pragma once

#include "cli/output.h"

namespace CLI {
class App;
}

namespace heng::cli {

void AddAuditCommands(CLI::App& program, Session& session);
void AddScenarioCommands(CLI::App& program, Session& session);
void AddCodesCommands(CLI::App& program, Session& session);
void AddDevCommands(CLI::App& program, Session& session);
void AddGenesisCommands(CLI::App& program, Session& session);
void AddNodeCommands(CLI::App& program, Session& session);
void AddRecordCommands(CLI::App& program, Session& session);
void AddTxCommands(CLI::App& program, Session& session);
void AddHelpCommand(CLI::App& program, Session& session);

}  // namespace heng::cli
