// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/draw.h"
#include "cli/audit/step_words.h"

namespace heng::cli::audit {
namespace {

class TextTree {
 public:
  TextTree(const Lineage& lineage, Language language) : lineage_(lineage), language_(language) {}

  std::string Draw() && {
    Line("",
         SerialText(lineage_.batch, lineage_.first, lineage_.last) + "  " +
             Grouped(lineage_.asked_quantity()));
    Line("",
         std::string(Say(language_, "as of height ", "截至高度 ")) +
             std::to_string(lineage_.head.height.value()) + ", " + FormatCst(lineage_.head.time) +
             ", " + lineage_.head.chain_id.value());
    for (const Serial root : lineage_.Roots()) {
      Line("", "");
      Block(lineage_.lives.at(root), "");
    }
    Line("", "");
    Line("", Conclusion(lineage_, language_));
    for (const std::string& fault : lineage_.faults) {
      Line("  ", fault);
    }
    for (const std::string& cut : lineage_.cut) {
      Line("… ", cut);
    }
    return std::move(text_);
  }

 private:
  void Line(std::string_view indent, std::string_view words) {
    text_.append(indent).append(words);
    text_.push_back('\n');
  }

  void Block(const BlockLife& life, const std::string& indent) {
    const Serial last = life.now.last;
    const bool asked = life.name.first <= lineage_.last && last >= lineage_.first;
    Line("",
         std::string(asked ? "● " : "○ ") + SerialText(life.name.batch, life.name.first, last) +
             "  " + Grouped(life.now.quantity()));
    for (const Step& step : life.steps) {
      const std::string because = Because(step.event);
      Line(indent + "│ ",
           FormatCst(step.event.time) + "  " + WhatHappened(life, step, language_) +
               (because.empty() ? "" : "  [" + because + "]"));
      Line(indent + "│   ", WhereRecorded(step.event, language_));
      Line(indent + "│   ",
           std::string(Say(language_, "signed by ", "签署人 ")) +
               WhoSigned(lineage_, step.event, language_));
      if (step.kind == StepKind::kGave) {
        Child(step, indent);
      }
    }
    Line(indent + "└ ",
         std::string(Say(language_, "now ", "现状 ")) + WhereNow(lineage_, life, language_));
  }

  void Child(const Step& step, const std::string& indent) {
    const auto found = lineage_.lives.find(step.child);
    text_.append(indent).append("├─");
    if (found == lineage_.lives.end()) {
      Line("▷ ", NotFollowed(step, language_));
    } else {
      Block(found->second, indent + "│ ");
    }
  }

  const Lineage& lineage_;
  const Language language_;
  std::string text_;
};

}  // namespace

std::string DrawText(const Lineage& lineage, Language language) {
  return TextTree(lineage, language).Draw();
}

}  // namespace heng::cli::audit
