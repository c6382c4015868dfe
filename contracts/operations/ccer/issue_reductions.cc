// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/ccer/issue_reductions.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/signatories.h"
#include "contracts/state/records/project.h"
#include "contracts/state/records/reduction.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

// "CN-CCER-01-002-2024-P000023".
BatchId BatchOf(const ClassRecord& right_class, const Project& project, std::uint32_t vintage) {
  return BatchId(right_class.serial_prefix + "-" + project.methodology + "-" +
                 std::to_string(vintage) + "-" + project.id);
}

}  // namespace

Outcome<void> Validate(const IssueReductions& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.project, "project"));
  HENG_CHECK_OK(CheckIdentifier(operation.account.value(), "account"));
  HENG_CHECK_OK(CheckIdentifier(operation.verifier.value(), "verifier"));
  HENG_CHECK_OK(CheckYear(operation.vintage, "vintage"));
  HENG_CHECK_OK(CheckPositive(operation.quantity));
  if (!IsValid(operation.first_day) || !IsValid(operation.last_day) ||
      operation.last_day < operation.first_day) {
    return Refuse(
        ResultCode::kFieldRange,
        "period",
        {{"first-day", operation.first_day.value()}, {"last-day", operation.last_day.value()}});
  }
  if (operation.vintage < YearOf(operation.first_day) ||
      YearOf(operation.last_day) < operation.vintage) {
    return Refuse(ResultCode::kFieldRange, "vintage", {{"requested", operation.vintage}});
  }
  return {};
}

std::optional<Approver> Resolve(const IssueReductions& operation,
                                Party party,
                                const View& /*view*/) {
  return party == Party::kVerifier ? NamedApprover(Role::kVerifier, operation.verifier)
                                   : ByRole(party);
}

Outcome<Plan> Check(const IssueReductions& operation, const Context& context) {
  if (context.today() < operation.last_day) {
    return Refuse(ResultCode::kFieldRange, "last-day", {{"requested", operation.last_day.value()}});
  }
  const auto project = context.view.Find<Project>(operation.project);
  if (!project) {
    return std::unexpected(Refusal{.code = ResultCode::kCcerDocument,
                                   .rule = "R-CCER-01",
                                   .subject = "project " + operation.project,
                                   .numbers = {}});
  }
  HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, project->class_id));
  HENG_TRY(Account account, ActiveAccount(context.view, operation.account));
  if (account.participant != project->owner || account.type != AccountType::kProject) {
    return Refuse(ResultCode::kChain, "account " + account.id.value());
  }
  if (!IsIdentifier(BatchOf(right_class, *project, operation.vintage).value())) {
    return Refuse(ResultCode::kMalformed, "the batch's name would be too long");
  }
  Movement movement;
  movement.kind = MovementKind::kIssue;
  movement.series = SeriesOf(right_class.id, operation.vintage, project->pool);
  movement.vintage = operation.vintage;
  movement.quantity = operation.quantity;
  movement.right_class = right_class;
  movement.to = std::move(account);
  movement.position = Position::kRegistered;
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const IssueReductions& operation, const Context& context, Journal& journal) {
  const auto project = context.view.Find<Project>(operation.project);
  HENG_ASSERT(project.has_value());  // Check looked it up
  const auto right_class = context.view.Find<ClassRecord>(project->class_id);
  HENG_ASSERT(right_class.has_value());

  Issue issue;
  issue.batch = BatchOf(*right_class, *project, operation.vintage);
  issue.series = SeriesOf(right_class->id, operation.vintage, project->pool);
  issue.class_id = right_class->id;
  issue.vintage = operation.vintage;
  issue.pool = project->pool;
  issue.basis = project->Key();
  issue.quantity = operation.quantity;
  issue.account = operation.account;

  Reduction reduction;
  reduction.project = operation.project;
  reduction.first_day = operation.first_day;
  reduction.last_day = operation.last_day;
  reduction.batch = issue.batch;
  reduction.verifier = operation.verifier;
  reduction.verification = operation.verification;
  reduction.disclosure = operation.disclosure;
  reduction.issued = context.today();
  HENG_TRY(const SerialRange range,
           IssueUnits(journal,
                      issue,
                      {{"operation", std::string(IssueReductions::kName)},
                       {"reduction", reduction.Key()}}));
  reduction.first = range.first;
  reduction.last = range.last;
  journal.Put(reduction);
  DescribeAs(journal, IssueReductions::kName, {{"batch", issue.batch.value()}});
  return {};
}

}  // namespace heng::contracts
