// SPDX-License-Identifier: Apache-2.0
// A statement, for people and for programs.
#pragma once

#include <string>

#include "cli/audit/statement.h"
#include "cli/language.h"
#include "cli/output.h"

namespace heng::cli::audit {

[[nodiscard]] std::string StatementText(const Statement& statement,
                                        Language language,
                                        const Style& style);
[[nodiscard]] std::string StatementJson(const Statement& statement);

}  // namespace heng::cli::audit
