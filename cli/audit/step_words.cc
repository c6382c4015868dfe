// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/step_words.h"

#include <map>

namespace heng::cli::audit {
namespace {

std::string Said(Language language, std::string_view en, std::string_view zh) {
  return std::string(Say(language, en, zh));
}

std::string PositionAfter(const Step& step, Language language) {
  if (!step.state || step.state->position == 0) {
    return {};
  }
  std::string text(PositionName(step.state->position, language));
  if (!step.state->encumbrance.empty()) {
    text += Said(language, " for ", "，由 ") + step.state->encumbrance;
  }
  return text;
}

std::string EndingWord(EventType type, Language language) {
  switch (type) {
    case EventType::kRetire:
      return Said(language, "retired", "清缴注销");
    case EventType::kCancel:
      return Said(language, "cancelled", "注销");
    case EventType::kRecall:
      return Said(language, "recalled", "收回");
    case EventType::kExpire:
      return Said(language, "expired", "失效");
    case EventType::kUnspecified:
    case EventType::kGenesis:
    case EventType::kRecordSet:
    case EventType::kIssue:
    case EventType::kSplit:
    case EventType::kTransfer:
    case EventType::kPosition:
      break;
  }
  return Said(language, "split", "拆分");
}

// "to P1", "within P1", or the ending where the serials went nowhere.
std::string Destination(const Event& event, Language language) {
  if (!event.to.empty() && event.to == event.from) {
    return Said(language, "within ", "于 ") + event.to.value() + Said(language, "", " 内");
  }
  if (event.to.empty()) {
    return EndingWord(event.type, language);
  }
  return Said(language, "to ", "至 ") + event.to.value();
}

}  // namespace

std::string Grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string WhatHappened(const BlockLife& life, const Step& step, Language language) {
  const Event& event = step.event;
  const std::string given = Grouped(event.last.value() - event.first.value() + 1);
  switch (step.kind) {
    case StepKind::kIssued:
      return Said(language, "issued ", "核发 ") + given + " " + Destination(event, language);
    case StepKind::kReceived: {
      const std::string position = PositionAfter(step, language);
      return Said(language, "split off ", "拆分自 ") +
             SerialText(life.name.batch, life.now.parent_first, life.now.parent_first) + ": " +
             given + " " + Destination(event, language) +
             (position.empty() ? "" : " → " + position);
    }
    case StepKind::kGave:
      return Said(language, "gave ", "转出 ") + given + Said(language, " of ", " / ") +
             Grouped(step.before) + " " + Destination(event, language) + "; " +
             Grouped(step.after) + Said(language, " stay", " 留存");
    case StepKind::kMoved:
      return Said(language, "moved ", "过户 ") + given + Said(language, " from ", " 自 ") +
             event.from.value() + " " + Destination(event, language);
    case StepKind::kPlaced: {
      const std::string position = PositionAfter(step, language);
      return Said(language, "position of ", "持仓状态 ") + given +
             (position.empty() ? Said(language, " changed", " 变更") : " → " + position);
    }
    case StepKind::kEnded:
      break;
  }
  return EndingWord(event.type, language) + " " + given + Said(language, " of ", "，原持有 ") +
         event.from.value();
}

std::string Because(const Event& event) {
  std::string text;
  for (const EventReference& reference : event.references) {
    text += text.empty() ? "" : ", ";
    text += reference.value;
  }
  return text;
}

std::string WhoSigned(const Lineage& lineage, const Event& event, Language language) {
  if (event.transaction_id.is_zero()) {
    return Said(language, "the ledger itself, on its day", "账本到期自动执行");
  }
  const auto found = lineage.signers.find(event.transaction_id);
  if (found == lineage.signers.end() || found->second.empty()) {
    return Said(language, "signers not shown by this node", "该节点未提供签署人");
  }
  std::map<std::string, std::string> by_name;
  for (const Signer& signer : found->second) {
    std::string& persons = by_name[signer.name];
    persons += persons.empty() || signer.person.empty() ? "" : ", ";
    persons += signer.person.value();
  }
  std::string text;
  for (const auto& [name, persons] : by_name) {
    text += text.empty() ? "" : "; ";
    text += persons + (persons.empty() ? "" : " ") + "(" + name + ")";
  }
  return text;
}

std::string WhereRecorded(const Event& event, Language language) {
  std::string text = Said(language, "height ", "高度 ") + std::to_string(event.height.value());
  if (!event.transaction_id.is_zero()) {
    text += Said(language, ", transaction ", "，交易 ") + event.transaction_id.hex();
  }
  return text;
}

std::string WhereNow(const Lineage& lineage, const BlockLife& life, Language language) {
  const UnitState& now = life.now;
  std::string text(StatusName(now.status, language));
  if (now.active()) {
    text += Say(language, ", ", "，");
    text += PositionName(now.position, language);
    if (!now.encumbrance.empty()) {
      text += Said(language, " for ", "，由 ") + now.encumbrance;
    }
    return text + Said(language, ", held by ", "，持有账户 ") + now.holder.value();
  }
  const auto note = lineage.retirements.find(now.retirement);
  if (note != lineage.retirements.end()) {
    text += " (" + note->second.purpose;
    for (const std::string& part : {note->second.reference, note->second.beneficiary}) {
      text += part.empty() ? "" : ", " + part;
    }
    text += ")";
  }
  return text;
}

std::string NotFollowed(const Step& step, Language language) {
  const Event& event = step.event;
  return Grouped(event.last.value() - event.first.value() + 1) + " " +
         Destination(event, language) + Said(language, " as ", "，编号 ") +
         SerialText(event.batch, event.first, event.last) +
         Said(language, ", not followed", "，未展开");
}

std::string Conclusion(const Lineage& lineage, Language language) {
  if (!lineage.faults.empty()) {
    return "✗ " + Said(language, "it does not add up: ", "不平：") +
           std::to_string(lineage.faults.size()) + Said(language, " fault(s)", " 处不符");
  }
  return "✓ " + Said(language, "quantities add up at every node: ", "每个节点数量均平：") +
         Grouped(lineage.lives.size()) + Said(language, " blocks, ", " 个区段，") +
         Grouped(lineage.event_count) +
         Said(language, " events, each block's log complete", " 个事件，各区段日志完整");
}

}  // namespace heng::cli::audit
