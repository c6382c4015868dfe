// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/water/issue_water_right.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/parameters.h"
#include "contracts/state/records/water_allocation.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

std::string_view NameOf(WaterSource source) {
  return source == WaterSource::kGround ? "ground" : "surface";
}

// The commission where the basin's rule for the first year asks for it; else the authority stands
// for it, whose signature is there anyway.
std::optional<Approver> BasinApprover(const IssueWaterRight& operation, const View& view) {
  const auto permit = view.Find<Permit>(operation.permit);
  if (!permit || permit->amounts.empty() || operation.years.empty()) {
    return std::nullopt;
  }
  const auto commission_issues =
      FindParameter(view,
                    "water.commission-issues",
                    {.right_class = permit->amounts.front().class_id.value(),
                     .year = 0,  // a scope with a year would never find the basin's row
                     .sector = {},
                     .jurisdiction = permit->pool},
                    CstDay(operation.years.front().year * 10'000 + 101));
  return commission_issues && commission_issues->value != 0
             ? CommissionOf(permit->pool)
             : AuthorityOfPermit(view, operation.permit);
}

}  // namespace

Outcome<void> Validate(const IssueWaterRight& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.permit, "permit"));
  HENG_CHECK_OK(CheckIdentifier(operation.account.value(), "account"));
  if (operation.source == WaterSource::kUnspecified) {
    return Refuse(ResultCode::kMalformed, "source is needed");
  }
  HENG_CHECK_OK(CheckYears(operation.years));
  return {};
}

std::optional<Approver> Resolve(const IssueWaterRight& operation, Party party, const View& view) {
  if (party == Party::kAuthority) {
    return AuthorityOfPermit(view, operation.permit);
  }
  return party == Party::kBasinCommission ? BasinApprover(operation, view) : ByRole(party);
}

Outcome<Plan> Check(const IssueWaterRight& operation, const Context& context) {
  HENG_TRY(const Permit permit, ActivePermit(context.view, operation.permit));
  if (permit.kind != PermitKind::kWaterWithdrawal) {
    return Refuse(ResultCode::kPermit, "permit " + permit.number);
  }
  HENG_TRY(const ClassRecord right_class,
           ActiveClass(context.view, permit.amounts.front().class_id));
  HENG_TRY(const Account account, ActiveAccount(context.view, operation.account));
  Plan plan;
  for (const YearQuantity& line : operation.years) {
    HENG_CHECK_OK(CheckYearNotOver(line.year, context.today()));
    HENG_CHECK_OK(AnnualBatch(right_class, permit, line.year));
    Movement issue;
    issue.kind = MovementKind::kIssue;
    issue.right_class = right_class;
    issue.series = SeriesOf(right_class.id, line.year, permit.pool);
    issue.vintage = line.year;
    issue.quantity = line.quantity;
    issue.to = account;
    issue.position = Position::kRegistered;
    plan.push_back(std::move(issue));
  }
  return plan;
}

Outcome<void> Apply(const IssueWaterRight& operation, const Context& context, Journal& journal) {
  HENG_TRY(const Permit permit, ActivePermit(context.view, operation.permit));
  HENG_TRY(const ClassRecord right_class,
           ActiveClass(context.view, permit.amounts.front().class_id));
  for (const YearQuantity& line : operation.years) {
    // R-WAT-01 found it and its room. It is put first and described by the issuance's event.
    WaterAllocation allocation =
        *journal.Find<WaterAllocation>(permit.pool, permit.jurisdiction, line.year);
    allocation.granted = Quantity(allocation.granted.value() + line.quantity.value());
    journal.Put(allocation);
    HENG_TRY(const BatchId batch, AnnualBatch(right_class, permit, line.year));
    HENG_CHECK_OK(IssueUnits(journal,
                             {.batch = batch,
                              .series = SeriesOf(right_class.id, line.year, permit.pool),
                              .class_id = right_class.id,
                              .vintage = line.year,
                              .pool = permit.pool,
                              .basis = permit.Key(),
                              .quantity = line.quantity,
                              .account = operation.account},
                             {{"operation", std::string(IssueWaterRight::kName)},
                              {"permit", permit.number},
                              {"source", std::string(NameOf(operation.source))}}));
  }
  return {};
}

}  // namespace heng::contracts
