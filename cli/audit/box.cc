// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/box.h"

#include "cli/audit/step_words.h"

namespace heng::cli::audit {

std::vector<BoxLine> BoxOf(const Lineage& lineage, const BlockLife& life, Language language) {
  using Weight = BoxLine::Weight;
  std::vector<BoxLine> lines;
  lines.push_back({.weight = Weight::kTitle,
                   .text = SerialText(life.name.batch, life.name.first, life.now.last) + "  " +
                           Grouped(life.now.quantity()),
                   .child = {}});
  for (const Step& step : life.steps) {
    const std::string because = Because(step.event);
    lines.push_back(
        {.weight = Weight::kStep,
         .text = FormatCst(step.event.time) + "  " + WhatHappened(life, step, language) +
                 (because.empty() ? "" : "  [" + because + "]"),
         .child = step.kind == StepKind::kGave ? std::optional(step.child) : std::nullopt});
    lines.push_back({.weight = Weight::kDetail,
                     .text = WhereRecorded(step.event, language) + "  " +
                             WhoSigned(lineage, step.event, language),
                     .child = {}});
  }
  lines.push_back(
      {.weight = Weight::kNow,
       .text = std::string(Say(language, "now ", "现状 ")) + WhereNow(lineage, life, language),
       .child = {}});
  return lines;
}

}  // namespace heng::cli::audit
