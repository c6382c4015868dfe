// SPDX-License-Identifier: Apache-2.0
// A lineage, drawn. Pure: the same lineage gives the same bytes everywhere; no program is started.
#pragma once

#include <string>

#include "cli/audit/lineage.h"
#include "cli/language.h"

namespace heng::cli::audit {

// A tree of lines, for terminals and files.
[[nodiscard]] std::string DrawText(const Lineage& lineage, Language language);
// For programs; never translated.
[[nodiscard]] std::string DrawJson(const Lineage& lineage);
// For Graphviz: heng audit trace ... --as dot | dot -Tpdf.
[[nodiscard]] std::string DrawDot(const Lineage& lineage, Language language);
// A picture that stands alone: generations from left to right, the serials given to the right.
[[nodiscard]] std::string DrawSvg(const Lineage& lineage, Language language);

}  // namespace heng::cli::audit
