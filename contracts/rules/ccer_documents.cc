// SPDX-License-Identifier: Apache-2.0
// R-CCER-01: what issuing reductions rests on.
#include "contracts/rules/registry.h"
#include "contracts/state/records/methodology.h"
#include "contracts/state/records/project.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<IssueReductions>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  const View& view = input.context.view;
  const auto project = view.Find<Project>(operation->project);
  if (!project || !project->active) {
    return RefusedFor(ResultCode::kCcerDocument, "project " + operation->project);
  }
  const CstDay today = input.context.today();
  const auto methodology = view.Find<Methodology>(project->methodology);
  if (!methodology || !methodology->InForce(today)) {
    return RefusedFor(ResultCode::kCcerDocument,
                      "methodology " + project->methodology,
                      {{"day", today.value()},
                       {"in-force-from", methodology ? methodology->effective_from.value() : 0},
                       {"in-force-to", methodology ? methodology->effective_to.value() : 0}});
  }
  if (operation->verification.is_zero()) {
    return RefusedFor(ResultCode::kCcerDocument, "verification");
  }
  if (operation->disclosure.is_zero() || project->disclosure.is_zero()) {
    return RefusedFor(ResultCode::kCcerDocument, "disclosure");
  }
  return std::nullopt;
}

}  // namespace

const Rule kCcerDocumentsRule{
    .id = "R-CCER-01",
    .kinds = Kinds({MovementKind::kIssue}),
    .legal_basis = "CCER measures (REG-N); EDF report on the national carbon market, 2025-07 (S3)",
    .en =
        "Reductions are issued for a registered project, under a methodology in force, verified "
        "and shown to the public.",
    .zh = "减排量登记须有已登记项目、有效方法学、审定核查并已公示。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
