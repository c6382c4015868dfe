// SPDX-License-Identifier: Apache-2.0
// R-CCER-02: one reduction is issued once.
#include "contracts/rules/registry.h"
#include "contracts/state/records/project.h"
#include "contracts/state/records/reduction.h"

namespace heng::contracts {
namespace {

// The issued period that shares a day with the one asked for. Issued periods do not overlap, so the
// last that begins by the asked period's end is the only one that can.
std::optional<Reduction> Overlapping(const View& view, const IssueReductions& operation) {
  const auto found = view.FindLast(StateKey(Reduction::kTable, {operation.project, {}}),
                                   Reduction::KeyOf(operation.project, operation.last_day));
  if (!found) {
    return std::nullopt;
  }
  auto earlier = View::DecodeRecord<Reduction>(found->second);
  if (earlier.last_day < operation.first_day) {
    return std::nullopt;
  }
  return earlier;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<IssueReductions>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  const auto project = input.context.view.Find<Project>(operation->project);
  if (project && project->other_mechanism) {
    return RefusedFor(ResultCode::kDoubleIssue, "project " + operation->project);
  }
  if (const auto earlier = Overlapping(input.context.view, *operation)) {
    return RefusedFor(
        ResultCode::kDoubleIssue,
        earlier->Key(),
        {{"first-day", earlier->first_day.value()}, {"last-day", earlier->last_day.value()}});
  }
  return std::nullopt;
}

}  // namespace

const Rule kCcerUniquenessRule{
    .id = "R-CCER-02",
    .kinds = Kinds({MovementKind::kIssue}),
    .legal_basis = "CCER measures (REG-N); EDF report on the national carbon market, 2025-07 (S3)",
    .en = "A project is in no other mechanism, and its monitoring periods do not overlap.",
    .zh = "项目不得在其他机制重复登记，同一项目的监测期不得重叠。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
