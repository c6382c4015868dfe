// SPDX-License-Identifier: Apache-2.0
// What a drawing with boxes writes into the box of one block.
#pragma once

#include <string>
#include <vector>

#include "cli/audit/lineage.h"
#include "cli/language.h"

namespace heng::cli::audit {

struct BoxLine {
  enum class Weight { kTitle, kStep, kDetail, kNow };
  Weight weight = Weight::kStep;
  std::string text;
};

[[nodiscard]] std::vector<BoxLine> BoxOf(const Lineage& lineage,
                                         const BlockLife& life,
                                         Language language);

}  // namespace heng::cli::audit
