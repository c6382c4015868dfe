// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/box.h"

#include "cli/audit/step_words.h"

namespace heng::cli::audit {

std::vector<BoxLine> BoxOf(const Lineage& lineage, const BlockLife& life, Language language) {
  using Weight = BoxLine::Weight;
  std::vector<BoxLine> lines;
  lines.push_back({Weight::kTitle,
                   SerialText(life.name.batch, life.name.first, life.now.last) + "  " +
                       Grouped(life.now.quantity())});
  for (const Step& step : life.steps) {
    const std::string because = Because(step.event);
    lines.push_back({Weight::kStep,
                     FormatCst(step.event.time) + "  " + WhatHappened(life, step, language) +
                         (because.empty() ? "" : "  [" + because + "]")});
    lines.push_back({Weight::kDetail, WhereRecorded(step.event, language)});
    lines.push_back({Weight::kDetail, WhoSigned(lineage, step.event, language)});
  }
  lines.push_back(
      {Weight::kNow,
       std::string(Say(language, "now ", "现状 ")) + WhereNow(lineage, life, language)});
  return lines;
}

}  // namespace heng::cli::audit
