// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pollution/issue_pollution_right.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/permits.h"
#include "contracts/state/records/business_key.h"
#include "contracts/state/records/control_total.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

constexpr const char* kFeeKind = "pollution-fee";

}  // namespace

Outcome<void> Validate(const IssuePollutionRight& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.permit, "permit"));
  HENG_CHECK_OK(CheckIdentifier(operation.account.value(), "account"));
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class_id"));
  HENG_CHECK_OK(CheckIdentifier(operation.fee_receipt, "fee_receipt"));
  HENG_CHECK_OK(CheckYearSpan(operation.from_year, operation.to_year));
  return CheckPositive(operation.quantity);
}

std::optional<Approver> Resolve(const IssuePollutionRight& operation,
                                Party party,
                                const View& view) {
  return party == Party::kAuthority ? AuthorityOfPermit(view, operation.permit) : ByRole(party);
}

Outcome<Plan> Check(const IssuePollutionRight& operation, const Context& context) {
  HENG_TRY(const Permit permit, ActivePermit(context.view, operation.permit));
  if (permit.kind != PermitKind::kDischarge) {
    return Refuse(ResultCode::kPermit, "permit " + permit.number);
  }
  HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, operation.class_id));
  HENG_TRY(const Account account, ActiveAccount(context.view, operation.account));
  HENG_CHECK_OK(CheckYearNotOver(operation.from_year, context.today()));
  if (context.view.Find<BusinessKey>(kFeeKind, operation.fee_receipt)) {
    return Refuse(ResultCode::kExists, "fee receipt " + operation.fee_receipt);
  }
  Plan plan;
  for (std::uint32_t year = operation.from_year; year <= operation.to_year; ++year) {
    HENG_CHECK_OK(AnnualBatch(right_class, permit, year));
    Movement issue;
    issue.kind = MovementKind::kIssue;
    issue.right_class = right_class;
    issue.series = SeriesOf(right_class.id, year, permit.pool);
    issue.vintage = year;
    issue.quantity = operation.quantity;
    issue.to = account;
    issue.position = Position::kRegistered;
    plan.push_back(std::move(issue));
  }
  return plan;
}

Outcome<void> Apply(const IssuePollutionRight& operation,
                    const Context& context,
                    Journal& journal) {
  HENG_TRY(const Permit permit, ActivePermit(context.view, operation.permit));
  HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, operation.class_id));
  // The receipt and each year's control total are put first and described by an issuance's event.
  BusinessKey fee;
  fee.kind = kFeeKind;
  fee.value = operation.fee_receipt;
  fee.record_key = permit.Key();
  journal.Put(fee);
  for (std::uint32_t year = operation.from_year; year <= operation.to_year; ++year) {
    // R-POL-11 found it and its room.
    ControlTotal control = *journal.Find<ControlTotal>(permit.pool, operation.class_id, year);
    control.granted = Quantity(control.granted.value() + operation.quantity.value());
    journal.Put(control);
    HENG_TRY(const BatchId batch, AnnualBatch(right_class, permit, year));
    HENG_CHECK_OK(IssueUnits(journal,
                             {.batch = batch,
                              .series = SeriesOf(right_class.id, year, permit.pool),
                              .class_id = right_class.id,
                              .vintage = year,
                              .pool = permit.pool,
                              .basis = permit.Key(),
                              .quantity = operation.quantity,
                              .account = operation.account},
                             {{"operation", std::string(IssuePollutionRight::kName)},
                              {"permit", permit.number},
                              {"fee-receipt", operation.fee_receipt}}));
  }
  return {};
}

}  // namespace heng::contracts
