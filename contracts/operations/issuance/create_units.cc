// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/issuance/create_units.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/state/records/cap.h"
#include "contracts/units.h"

namespace heng::contracts {

Outcome<void> Validate(const CreateUnits& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.cap, "cap"));
  HENG_CHECK_OK(CheckIdentifier(operation.account.value(), "account"));
  return CheckPositive(operation.quantity);
}

std::optional<Approver> Resolve(const CreateUnits& /*operation*/,
                                Party party,
                                const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const CreateUnits& operation, const Context& context) {
  const auto cap = context.view.Find<Cap>(operation.cap);
  if (!cap) {
    return Refuse(ResultCode::kNotFound, "cap " + operation.cap);
  }
  const std::uint64_t free = cap->quantity.value() - cap->created.value();
  if (operation.quantity.value() > free) {
    return Refuse(ResultCode::kCap,
                  operation.cap,
                  {{"limit", cap->quantity.value()},
                   {"created", cap->created.value()},
                   {"available", free},
                   {"requested", operation.quantity.value()}});
  }
  Movement issue;
  issue.kind = MovementKind::kIssue;
  HENG_TRY(issue.right_class, ActiveClass(context.view, cap->class_id));
  HENG_TRY(issue.to, ActiveAccount(context.view, operation.account));
  issue.series = SeriesOf(cap->class_id, cap->vintage, cap->pool);
  issue.vintage = cap->vintage;
  issue.quantity = operation.quantity;
  return Plan{std::move(issue)};
}

Outcome<void> Apply(const CreateUnits& operation, const Context& context, Journal& journal) {
  Cap cap = *context.view.Find<Cap>(operation.cap);
  // The cap is part of the issuance's own event, so it is put before and described by it.
  cap.created = Quantity(cap.created.value() + operation.quantity.value());
  journal.Put(cap);
  const Issue issue{
      .batch = cap.batch,
      .series = SeriesOf(cap.class_id, cap.vintage, cap.pool),
      .class_id = cap.class_id,
      .vintage = cap.vintage,
      .pool = cap.pool,
      .basis = cap.Key(),
      .quantity = operation.quantity,
      .account = operation.account,
  };
  HENG_CHECK_OK(IssueUnits(journal, issue, {{"cap", cap.id}}));
  return {};
}

}  // namespace heng::contracts
