// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pledge/release_pledge.h"

#include "contracts/form.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/order/lift.h"
#include "contracts/operations/signatories.h"
#include "contracts/state/records/pledge.h"

namespace heng::contracts {

Outcome<void> Validate(const ReleasePledge& operation) {
  return CheckIdentifier(operation.pledge, "pledge");
}

std::optional<Approver> Resolve(const ReleasePledge& operation, Party party, const View& view) {
  if (party != Party::kPledgee) {
    return ByRole(party);
  }
  const auto pledge = view.Find<Pledge>(operation.pledge);
  return pledge ? std::optional(NamedApprover(Role::kBank, pledge->pledgee)) : std::nullopt;
}

Outcome<Plan> Check(const ReleasePledge& operation, const Context& context) {
  const auto pledge = context.view.Find<Pledge>(operation.pledge);
  if (!pledge) {
    return Refuse(ResultCode::kNotFound, "pledge " + operation.pledge);
  }
  if (pledge->status != PledgeStatus::kProposed && pledge->status != PledgeStatus::kRegistered) {
    return Refuse(ResultCode::kPendingClosed,
                  pledge->Key(),
                  {{"status", static_cast<std::uint64_t>(pledge->status)}});
  }
  return Plan{};
}

Outcome<void> Apply(const ReleasePledge& operation, const Context& context, Journal& journal) {
  auto pledge = context.view.Find<Pledge>(operation.pledge);
  HENG_ASSERT(pledge.has_value());  // Check looked it up
  const bool holds_units = pledge->status == PledgeStatus::kRegistered;
  pledge->status = PledgeStatus::kReleased;
  journal.Put(*pledge);
  DescribeAs(journal, ReleasePledge::kName);
  if (!holds_units) {
    return {};
  }
  const Lock before{
      .position = Position::kRegistered, .encumbrance = {}, .origin = Position::kUnspecified};
  for (const SerialRange& range : pledge->ranges) {
    HENG_CHECK_OK(Lift(journal, range, pledge->Key(), before, {{"pledge", pledge->Key()}}));
  }
  return {};
}

}  // namespace heng::contracts
