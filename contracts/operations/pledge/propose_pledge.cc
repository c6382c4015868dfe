// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pledge/propose_pledge.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/signatories.h"
#include "contracts/state/records/business_key.h"
#include "contracts/state/records/pledge.h"

namespace heng::contracts {
namespace {

BusinessKey NumberKey(const ProposePledge& operation) {
  BusinessKey key;
  key.kind = "unified-registration";
  key.value = operation.unified_number;
  key.record_key = Pledge::KeyOf(operation.pledge);
  return key;
}

}  // namespace

Outcome<void> Validate(const ProposePledge& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.pledge, "pledge"));
  HENG_CHECK_OK(CheckIdentifier(operation.pledgor.value(), "pledgor"));
  HENG_CHECK_OK(CheckIdentifier(operation.pledgee.value(), "pledgee"));
  HENG_CHECK_OK(CheckIdentifier(operation.unified_number, "unified-number"));
  HENG_CHECK_OK(CheckUnits(operation.series, operation.quantity, operation.ranges));
  if (operation.secured.value() == 0 || !IsValid(operation.term)) {
    return Refuse(ResultCode::kFieldRange,
                  "secured amount and term",
                  {{"secured", operation.secured.value()}, {"term", operation.term.value()}});
  }
  if (operation.contract.is_zero()) {
    return Refuse(ResultCode::kMalformed, "contract is needed");
  }
  return {};
}

std::optional<Approver> Resolve(const ProposePledge& operation, Party party, const View& view) {
  return party == Party::kHolder ? AccountHolder(view, operation.pledgor) : std::nullopt;
}

Outcome<Plan> Check(const ProposePledge& operation, const Context& context) {
  if (context.view.Find<Pledge>(operation.pledge)) {
    return Refuse(ResultCode::kExists, "pledge " + operation.pledge);
  }
  const BusinessKey number = NumberKey(operation);
  if (context.view.FindByKey<BusinessKey>(number.Key())) {
    return Refuse(ResultCode::kExists, number.Key());
  }
  if (operation.term < context.today()) {
    return Refuse(ResultCode::kTerm,
                  "term",
                  {{"requested", operation.term.value()}, {"day", context.today().value()}});
  }
  HENG_TRY(const Participant pledgee, ActiveParticipant(context.view, operation.pledgee));
  if (!pledgee.Has(Role::kBank)) {
    return Refuse(ResultCode::kNotEligible, "pledgee " + operation.pledgee.value());
  }
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        SeriesMove{.kind = MovementKind::kPledge,
                                   .series = operation.series,
                                   .quantity = operation.quantity,
                                   .ranges = operation.ranges,
                                   .from = operation.pledgor,
                                   .to = operation.pledgor,
                                   .position = Position::kRegistered}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const ProposePledge& operation, const Context& /*context*/, Journal& journal) {
  Pledge pledge;
  pledge.id = operation.pledge;
  pledge.pledgor = operation.pledgor;
  pledge.pledgee = operation.pledgee;
  pledge.series = operation.series;
  pledge.quantity = operation.quantity;
  pledge.ranges = operation.ranges;
  pledge.secured = operation.secured;
  pledge.term = operation.term;
  pledge.contract = operation.contract;
  pledge.unified_number = operation.unified_number;
  journal.Put(pledge);
  journal.Put(NumberKey(operation));
  DescribeAs(journal, ProposePledge::kName);
  return {};
}

}  // namespace heng::contracts
