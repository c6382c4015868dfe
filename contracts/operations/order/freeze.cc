// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/order/freeze.h"

#include "contracts/due.h"
#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/order/freeze_choice.h"
#include "contracts/operations/signatories.h"

namespace heng::contracts {
namespace {

Outcome<void> CheckDistinct(const std::vector<SerialRange>& ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (ranges[i].batch == ranges[j].batch && ranges[i].first <= ranges[j].last &&
          ranges[j].first <= ranges[i].last) {
        return Refuse(ResultCode::kMalformed, FormatSerials(ranges[i]) + " is named twice");
      }
    }
  }
  return {};
}

// A ministry gives administrative orders everywhere, a province over the holders of its own.
std::optional<Approver> AdministrativeAuthority(const View& view, const FreezeUnits& operation) {
  const auto authority = view.Find<Participant>(operation.authority);
  if (authority && authority->Has(Role::kMinistry)) {
    return NamedApprover(Role::kMinistry, operation.authority);
  }
  return ProvinceOf(view, operation.account, operation.authority);
}

}  // namespace

Outcome<void> Validate(const FreezeUnits& operation) {
  HENG_CHECK_OK(CheckText(operation.case_number, "case_number"));
  HENG_CHECK_OK(CheckIdentifier(operation.order, "order"));
  HENG_CHECK_OK(CheckIdentifier(operation.authority.value(), "authority"));
  HENG_CHECK_OK(CheckIdentifier(operation.account.value(), "account"));
  HENG_CHECK_OK(CheckUnits(operation.series, operation.quantity, operation.ranges));
  HENG_CHECK_OK(CheckDistinct(operation.ranges));
  if (operation.kind == FreezeKind::kUnspecified || operation.case_number.empty() ||
      operation.document.is_zero()) {
    return Refuse(ResultCode::kMalformed, "kind, case number and document are needed");
  }
  if (operation.until.value() != 0 && !IsValid(operation.until)) {
    return Refuse(ResultCode::kFieldRange, "until", {{"requested", operation.until.value()}});
  }
  return {};
}

std::optional<Approver> Resolve(const FreezeUnits& operation, Party party, const View& view) {
  if (party != Party::kAuthority) {
    return ByRole(party);
  }
  return operation.kind == FreezeKind::kJudicial ? NamedApprover(Role::kCourt, operation.authority)
                                                 : AdministrativeAuthority(view, operation);
}

Outcome<Plan> Check(const FreezeUnits& operation, const Context& context) {
  if (context.view.Find<Freeze>(operation.order)) {
    return Refuse(ResultCode::kExists, "order " + operation.order);
  }
  if (operation.until.value() != 0 && operation.until < context.today()) {
    return Refuse(ResultCode::kDeadline,
                  "until",
                  {{"requested", operation.until.value()}, {"day", context.today().value()}});
  }
  // An order reaches closed accounts and halted classes too: only what it names must exist.
  auto account = context.view.Find<Account>(operation.account);
  const auto totals = context.view.Find<Totals>(operation.series);
  if (!account || !totals) {
    return Refuse(
        ResultCode::kNotFound,
        !account ? "account " + operation.account.value() : "series " + operation.series.value());
  }
  Movement movement;
  movement.kind = MovementKind::kFreeze;
  movement.right_class = context.view.Find<ClassRecord>(totals->class_id);
  movement.series = operation.series;
  movement.vintage = totals->vintage;
  movement.quantity = operation.quantity;
  movement.from = account;
  movement.to = std::move(account);
  movement.ranges = operation.ranges;
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const FreezeUnits& operation, const Context& context, Journal& journal) {
  FreezeChoice choice = ChooseForFreeze(context.view, operation);
  if (choice.covered < operation.quantity) {
    return Refuse(
        ResultCode::kInsufficient,
        operation.account.value(),
        {{"requested", operation.quantity.value()}, {"available", choice.covered.value()}});
  }
  Freeze order;
  order.id = operation.order;
  order.kind = operation.kind;
  order.authority = operation.authority;
  order.case_number = operation.case_number;
  order.document = operation.document;
  order.until = operation.until;
  order.account = operation.account;
  order.series = operation.series;
  order.quantity = operation.quantity;
  order.ranges = std::move(choice.ranges);
  order.placed_at = journal.block().time;
  journal.Put(order);
  DescribeAs(journal, FreezeUnits::kName);
  Target target;
  target.holder = operation.account;
  target.position = Position::kFrozen;
  target.encumbrance = order.Key();
  for (const FrozenRange& range : order.ranges) {
    target.origin_position = range.position;
    HENG_CHECK_OK(MoveUnits(journal,
                            {{.batch = range.batch, .first = range.first, .last = range.last}},
                            target,
                            {{"order", order.Key()}}));
  }
  if (order.until.value() != 0) {
    ScheduleDue(journal, EndOf(order.until), DueKind::kFreeze, order.Key());
  }
  return {};
}

}  // namespace heng::contracts
