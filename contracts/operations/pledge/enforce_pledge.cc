// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pledge/enforce_pledge.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/signatories.h"
#include "contracts/state/records/pledge.h"
#include "contracts/units.h"

namespace heng::contracts {

Outcome<void> Validate(const EnforcePledge& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.pledge, "pledge"));
  HENG_CHECK_OK(CheckIdentifier(operation.to.value(), "to"));
  if (operation.ground == EnforceGround::kUnspecified || operation.document.is_zero()) {
    return Refuse(ResultCode::kMalformed, "ground and document are needed");
  }
  if ((operation.ground == EnforceGround::kCourtOrder) == operation.court.empty()) {
    return Refuse(ResultCode::kMalformed, "a court is named for its order, and only then");
  }
  return {};
}

// By consent the pledgor makes and the pledgee checks; a court's order stands for both, and two
// persons of that court sign.
std::optional<Approver> Resolve(const EnforcePledge& operation, Party party, const View& view) {
  if (party != Party::kHolder && party != Party::kPledgee) {
    return ByRole(party);
  }
  if (operation.ground == EnforceGround::kCourtOrder) {
    return NamedApprover(Role::kCourt, operation.court);
  }
  const auto pledge = view.Find<Pledge>(operation.pledge);
  if (!pledge) {
    return std::nullopt;
  }
  return party == Party::kHolder ? AccountHolder(view, pledge->pledgor)
                                 : NamedApprover(Role::kBank, pledge->pledgee);
}

Outcome<Plan> Check(const EnforcePledge& operation, const Context& context) {
  const auto pledge = context.view.Find<Pledge>(operation.pledge);
  if (!pledge) {
    return Refuse(ResultCode::kNotFound, "pledge " + operation.pledge);
  }
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        SeriesMove{.kind = MovementKind::kEnforce,
                                   .series = pledge->series,
                                   .quantity = pledge->quantity,
                                   .ranges = pledge->ranges,
                                   .from = pledge->pledgor,
                                   .to = operation.to,
                                   .position = Position::kPledged}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const EnforcePledge& operation, const Context& context, Journal& journal) {
  auto pledge = context.view.Find<Pledge>(operation.pledge);
  HENG_ASSERT(pledge.has_value());  // Check looked it up
  Source source;
  source.account = pledge->pledgor;
  source.series = pledge->series;
  source.position = Position::kPledged;
  source.quantity = pledge->quantity;
  source.encumbrance = pledge->Key();
  HENG_TRY(const std::vector<SerialRange> ranges, Select(context.view, source));
  pledge->status = PledgeStatus::kEnforced;
  pledge->enforced_to = operation.to;
  journal.Put(*pledge);
  DescribeAs(journal, EnforcePledge::kName);
  Target target;
  target.holder = operation.to;
  target.position = Position::kRegistered;
  return MoveUnits(journal, ranges, target, {{"pledge", pledge->Key()}});
}

}  // namespace heng::contracts
