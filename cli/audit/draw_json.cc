// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "cli/audit/draw.h"
#include "cli/audit/step_words.h"

namespace heng::cli::audit {
namespace {

using Json = nlohmann::ordered_json;

std::string_view KindName(StepKind kind) {
  switch (kind) {
    case StepKind::kIssued:
      return "issued";
    case StepKind::kReceived:
      return "received";
    case StepKind::kGave:
      return "gave";
    case StepKind::kMoved:
      return "moved";
    case StepKind::kPlaced:
      return "placed";
    case StepKind::kEnded:
      break;
  }
  return "ended";
}

Json StateJson(const UnitState& state) {
  Json json;
  json["status"] = StatusName(state.status, Language::kEnglish);
  json["holder"] = state.holder.value();
  json["position"] = PositionName(state.position, Language::kEnglish);
  json["encumbrance"] = state.encumbrance;
  return json;
}

Json StepJson(const Lineage& lineage, const Step& step) {
  const Event& event = step.event;
  Json json;
  json["kind"] = KindName(step.kind);
  json["event_type"] = static_cast<std::uint32_t>(event.type);
  json["height"] = event.height.value();
  json["event_index"] = event.event_index;
  json["time"] = FormatCst(event.time);
  json["transaction"] = event.transaction_id.is_zero() ? "" : event.transaction_id.hex();
  json["first"] = event.first.value();
  json["last"] = event.last.value();
  json["quantity"] = event.last.value() - event.first.value() + 1;
  json["before"] = step.before;
  json["after"] = step.after;
  json["from"] = event.from.value();
  json["to"] = event.to.value();
  if (step.kind == StepKind::kGave) {
    json["child"] = step.child.value();
  }
  json["references"] = Json::array();
  for (const EventReference& reference : event.references) {
    json["references"].push_back({{"name", reference.name}, {"value", reference.value}});
  }
  json["signers"] = Json::array();
  if (const auto found = lineage.signers.find(event.transaction_id);
      found != lineage.signers.end()) {
    for (const Signer& signer : found->second) {
      json["signers"].push_back({{"person", signer.person.value()},
                                 {"participant", signer.participant.value()},
                                 {"name", signer.name}});
    }
  }
  if (step.state) {
    json["state"] = StateJson(*step.state);
  }
  return json;
}

Json LifeJson(const Lineage& lineage, const BlockLife& life) {
  Json json;
  json["first"] = life.name.first.value();
  json["last"] = life.now.last.value();
  json["quantity"] = life.now.quantity();
  json["parent_first"] = life.now.parent_first.value();
  json["series"] = life.now.series.value();
  json["now"] = StateJson(life.now);
  if (const auto note = lineage.retirements.find(life.now.retirement);
      note != lineage.retirements.end()) {
    json["retirement"] = {{"id", note->first},
                          {"purpose", note->second.purpose},
                          {"reference", note->second.reference},
                          {"beneficiary", note->second.beneficiary}};
  }
  json["steps"] = Json::array();
  for (const Step& step : life.steps) {
    json["steps"].push_back(StepJson(lineage, step));
  }
  return json;
}

}  // namespace

std::string DrawJson(const Lineage& lineage) {
  Json json;
  json["chain_id"] = lineage.head.chain_id.value();
  json["height"] = lineage.head.height.value();
  json["time"] = FormatCst(lineage.head.time);
  json["batch"] = lineage.batch.value();
  json["first"] = lineage.first.value();
  json["last"] = lineage.last.value();
  json["adds_up"] = lineage.faults.empty();
  json["faults"] = lineage.faults;
  json["cut"] = lineage.cut;
  json["blocks"] = Json::array();
  for (const auto& [first, life] : lineage.lives) {
    json["blocks"].push_back(LifeJson(lineage, life));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heng::cli::audit
