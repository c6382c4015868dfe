// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pledge/accept_pledge.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/signatories.h"
#include "contracts/state/records/pledge.h"
#include "contracts/units.h"

namespace heng::contracts {

Outcome<void> Validate(const AcceptPledge& operation) {
  return CheckIdentifier(operation.pledge, "pledge");
}

std::optional<Approver> Resolve(const AcceptPledge& operation, Party party, const View& view) {
  if (party != Party::kPledgee) {
    return ByRole(party);
  }
  const auto pledge = view.Find<Pledge>(operation.pledge);
  return pledge ? std::optional(NamedApprover(Role::kBank, pledge->pledgee)) : std::nullopt;
}

Outcome<Plan> Check(const AcceptPledge& operation, const Context& context) {
  const auto pledge = context.view.Find<Pledge>(operation.pledge);
  if (!pledge) {
    return Refuse(ResultCode::kNotFound, "pledge " + operation.pledge);
  }
  if (pledge->status != PledgeStatus::kProposed) {
    return Refuse(ResultCode::kPendingClosed,
                  pledge->Key(),
                  {{"status", static_cast<std::uint64_t>(pledge->status)}});
  }
  if (pledge->term < context.today()) {
    return Refuse(ResultCode::kTerm,
                  "term",
                  {{"requested", pledge->term.value()}, {"day", context.today().value()}});
  }
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        SeriesMove{.kind = MovementKind::kPledge,
                                   .series = pledge->series,
                                   .quantity = pledge->quantity,
                                   .ranges = pledge->ranges,
                                   .from = pledge->pledgor,
                                   .to = pledge->pledgor,
                                   .position = Position::kRegistered}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const AcceptPledge& operation, const Context& context, Journal& journal) {
  auto pledge = context.view.Find<Pledge>(operation.pledge);
  HENG_ASSERT(pledge.has_value());  // Check looked it up
  Source source;
  source.account = pledge->pledgor;
  source.series = pledge->series;
  source.position = Position::kRegistered;
  source.quantity = pledge->quantity;
  source.ranges = pledge->ranges;
  HENG_TRY(pledge->ranges, Select(context.view, source));
  pledge->status = PledgeStatus::kRegistered;
  pledge->registered_at = journal.block().time;
  journal.Put(*pledge);
  DescribeAs(journal, AcceptPledge::kName);
  Target target;
  target.holder = pledge->pledgor;
  target.position = Position::kPledged;
  target.encumbrance = pledge->Key();
  target.origin_position = Position::kRegistered;
  return MoveUnits(journal, pledge->ranges, target, {{"pledge", pledge->Key()}});
}

}  // namespace heng::contracts
