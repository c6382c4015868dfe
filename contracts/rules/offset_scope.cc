// SPDX-License-Identifier: Apache-2.0
// R-CAR-22: a project whose emissions the national market already covers is no source of offsets.
// Every range that the offset would take is judged by the project its batch rests on.
#include "contracts/rules/registry.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/project.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  const View& view = input.context.view;
  if (!movement.from) {
    return std::nullopt;
  }
  const auto ranges = Select(view,
                             {.account = movement.from->id,
                              .series = movement.series,
                              .position = movement.position,
                              .quantity = movement.quantity,
                              .ranges = movement.ranges,
                              .encumbrance = {}});
  if (!ranges) {
    return std::nullopt;  // what is not there cannot be used; Apply says so with the numbers
  }
  for (const SerialRange& range : *ranges) {
    const auto batch = view.Find<Batch>(range.batch);
    const auto project = batch ? view.FindByKey<Project>(batch->basis) : std::nullopt;
    if (!project || project->covered) {
      return RefusedFor(ResultCode::kOffsetCovered,
                        FormatSerials(range) + " of " + (project ? project->id : "no project"));
    }
  }
  return std::nullopt;
}

}  // namespace

const Rule kOffsetScopeRule{
    .id = "R-CAR-22",
    .kinds = Kinds({MovementKind::kOffset}),
    .legal_basis = "National ETS measures (REG-B) art. 29",
    .en = "Offsets come from projects that the national allowance market does not cover.",
    .zh = "用于抵销的减排量应来自未纳入全国碳市场配额管理的项目。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
