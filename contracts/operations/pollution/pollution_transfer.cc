// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pollution/pollution_transfer.h"

#include <algorithm>

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/state/records/control_total.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

// The first `quantity` units of the ranges, and the rest.
struct Parts {
  std::vector<SerialRange> activated;
  std::vector<SerialRange> cancelled;
};

Parts Divide(const std::vector<SerialRange>& ranges, Quantity quantity) {
  Parts parts;
  std::uint64_t missing = quantity.value();
  for (const SerialRange& range : ranges) {
    const std::uint64_t taken = std::min(range.quantity().value(), missing);
    missing -= taken;
    const Serial middle(range.first.value() + taken);  // the first serial of the rest
    if (taken != 0) {
      parts.activated.push_back(
          {.batch = range.batch, .first = range.first, .last = Serial(middle.value() - 1)});
    }
    if (middle <= range.last) {
      parts.cancelled.push_back({.batch = range.batch, .first = middle, .last = range.last});
    }
  }
  return parts;
}

// What comes into a pool from another counts against its total like what is issued there; R-POL-11
// found it and its room. Described by the event of the move that follows.
void Admit(const PollutionTransfer& operation,
           const std::string& pool,
           std::uint32_t year,
           Journal& journal) {
  ControlTotal control = *journal.Find<ControlTotal>(pool, operation.class_id, year);
  control.granted = Quantity(control.granted.value() + operation.activated.value());
  journal.Put(control);
}

Outcome<void> TransferYear(const PollutionTransfer& operation,
                           const Account& from,
                           const Account& to,
                           std::uint32_t year,
                           const Context& context,
                           Journal& journal) {
  HENG_TRY(const auto ranges,
           Select(journal,
                  {.account = from.id,
                   .series = SeriesOf(operation.class_id, year, from.pool),
                   .position = Position::kRegistered,
                   .quantity = operation.quantity,
                   .ranges = {},
                   .encumbrance = {}}));
  const Parts parts = Divide(ranges, operation.activated);
  const std::vector<EventReference> references = {
      {"operation", std::string(PollutionTransfer::kName)}, {"contract", operation.contract}};
  if (from.pool != to.pool) {
    Admit(operation, to.pool, year, journal);
  }
  HENG_CHECK_OK(MoveUnits(journal,
                          parts.activated,
                          {.holder = to.id,
                           .position = Position::kRegistered,
                           .encumbrance = {},
                           .origin_position = Position::kUnspecified,
                           .received = context.today()},
                          references));
  HENG_CHECK_OK(EndUnits(journal,
                         context.transaction,
                         parts.cancelled,
                         {.status = UnitStatus::kCancelled,
                          .purpose = "replacement",
                          .reference = to.Key(),
                          .beneficiary = to.participant.value(),
                          .beneficiary_commitment = {}},
                         references));
  return {};
}

}  // namespace

Outcome<void> Validate(const PollutionTransfer& operation) {
  HENG_CHECK_OK(CheckText(operation.contract, "contract"));
  HENG_CHECK_OK(CheckIdentifier(operation.from.value(), "from"));
  HENG_CHECK_OK(CheckIdentifier(operation.to.value(), "to"));
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class_id"));
  if (operation.from == operation.to) {
    return Refuse(ResultCode::kMalformed, "from and to are the same account");
  }
  HENG_CHECK_OK(CheckYearSpan(operation.from_year, operation.to_year));
  HENG_CHECK_OK(CheckPositive(operation.quantity));
  if (operation.activated.value() == 0 || operation.quantity < operation.activated) {
    return Refuse(
        ResultCode::kFieldRange,
        "activated",
        {{"limit", operation.quantity.value()}, {"requested", operation.activated.value()}});
  }
  if (operation.contract.empty()) {
    return Refuse(ResultCode::kMalformed, "contract is needed");
  }
  return operation.agreement.empty() ? Outcome<void>{}
                                     : CheckIdentifier(operation.agreement, "agreement");
}

std::optional<Approver> Resolve(const PollutionTransfer& operation, Party party, const View& view) {
  return SideOfTransfer(view, operation.from, operation.to, party);
}

Outcome<Plan> Check(const PollutionTransfer& operation, const Context& context) {
  HENG_CHECK_OK(CheckYearNotOver(operation.from_year, context.today()));
  HENG_TRY(const Account from, ActiveAccount(context.view, operation.from));
  Plan plan;
  for (std::uint32_t year = operation.from_year; year <= operation.to_year; ++year) {
    HENG_TRY(Movement movement,
             DescribeMove(context.view,
                          {.kind = MovementKind::kPollutionTransfer,
                           .series = SeriesOf(operation.class_id, year, from.pool),
                           .quantity = operation.quantity,
                           .ranges = {},
                           .from = operation.from,
                           .to = operation.to}));
    if (movement.right_class->family != ClassFamily::kPollution) {
      return Refuse(ResultCode::kNotEligible, "class " + operation.class_id.value());
    }
    plan.push_back(std::move(movement));
  }
  return plan;
}

Outcome<void> Apply(const PollutionTransfer& operation, const Context& context, Journal& journal) {
  HENG_TRY(const Account from, ActiveAccount(context.view, operation.from));
  HENG_TRY(const Account to, ActiveAccount(context.view, operation.to));
  for (std::uint32_t year = operation.from_year; year <= operation.to_year; ++year) {
    HENG_CHECK_OK(TransferYear(operation, from, to, year, context, journal));
  }
  return {};
}

}  // namespace heng::contracts
