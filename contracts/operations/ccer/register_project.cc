// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/ccer/register_project.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/state/records/methodology.h"
#include "contracts/state/records/project.h"

namespace heng::contracts {

Outcome<void> Validate(const RegisterProject& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.project, "project"));
  HENG_CHECK_OK(CheckIdentifier(operation.owner.value(), "owner"));
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class-id"));
  HENG_CHECK_OK(CheckIdentifier(operation.methodology, "methodology"));
  HENG_CHECK_OK(CheckIdentifier(operation.pool, "pool"));
  if (!IsValid(operation.works_begun)) {
    return Refuse(
        ResultCode::kFieldRange, "works-begun", {{"requested", operation.works_begun.value()}});
  }
  return {};
}

std::optional<Approver> Resolve(const RegisterProject& /*operation*/,
                                Party party,
                                const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const RegisterProject& operation, const Context& context) {
  if (context.view.Find<Project>(operation.project)) {
    return Refuse(ResultCode::kExists, operation.project);
  }
  HENG_CHECK_OK(ActiveParticipant(context.view, operation.owner));
  HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, operation.class_id));
  if (right_class.family != ClassFamily::kReduction) {
    return Refuse(ResultCode::kMalformed, operation.class_id.value() + " is not of reductions");
  }
  if (!context.view.Find<Methodology>(operation.methodology)) {
    return Refuse(ResultCode::kNotFound, "methodology " + operation.methodology);
  }
  return Plan{};
}

Outcome<void> Apply(const RegisterProject& operation, const Context& context, Journal& journal) {
  Project project;
  project.id = operation.project;
  project.owner = operation.owner;
  project.class_id = operation.class_id;
  project.methodology = operation.methodology;
  project.pool = operation.pool;
  project.covered = operation.covered;
  project.other_mechanism = operation.other_mechanism;
  project.works_begun = operation.works_begun;
  project.disclosure = operation.disclosure;
  project.registered = context.today();
  journal.Put(project);
  DescribeAs(journal, RegisterProject::kName);
  return {};
}

}  // namespace heng::contracts
