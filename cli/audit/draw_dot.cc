// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/box.h"
#include "cli/audit/draw.h"
#include "cli/audit/step_words.h"

namespace heng::cli::audit {
namespace {

// Inside a quoted text of DOT.
std::string Quoted(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
    }
    quoted.push_back(c == '\n' ? ' ' : c);
  }
  return quoted;
}

std::string NodeName(Serial first) {
  return "b" + std::to_string(first.value());
}

void AddBlock(const Lineage& lineage, const BlockLife& life, Language language, std::string& dot) {
  dot += "  " + NodeName(life.name.first) + " [label=\"";
  for (const BoxLine& line : BoxOf(lineage, life, language)) {
    dot += Quoted(line.text) + "\\l";
  }
  dot += life.now.active() ? "\"];\n" : "\", fillcolor=\"#eeeeee\"];\n";
  for (const Step& step : life.steps) {
    if (step.kind != StepKind::kGave) {
      continue;
    }
    const std::string child = NodeName(step.child);
    if (!lineage.lives.contains(step.child)) {
      dot += "  " + child + " [style=dashed, label=\"" + Quoted(NotFollowed(step, language)) +
             "\"];\n";
    }
    dot += "  " + NodeName(life.name.first) + " -> " + child + " [label=\"" +
           Grouped(step.event.last.value() - step.event.first.value() + 1) + "\"];\n";
  }
}

}  // namespace

std::string DrawDot(const Lineage& lineage, Language language) {
  std::string dot =
      "digraph lineage {\n  rankdir=LR;\n  node [shape=box, style=filled, "
      "fillcolor=\"#ffffff\", fontname=\"sans-serif\", fontsize=10];\n"
      "  edge [fontname=\"sans-serif\", fontsize=9];\n  labelloc=b;\n  label=\"" +
      Quoted(Conclusion(lineage, language)) + "\";\n";
  for (const auto& [first, life] : lineage.lives) {
    AddBlock(lineage, life, language, dot);
  }
  return dot + "}\n";
}

}  // namespace heng::cli::audit
