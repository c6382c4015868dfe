// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pollution/retire_pollution.h"

#include "contracts/operations/permit/annual_use.h"
#include "contracts/permits.h"

namespace heng::contracts {
namespace {

AnnualUse UseOf(const RetirePollution& operation) {
  return {.permit = operation.permit,
          .account = operation.account,
          .class_id = operation.class_id,
          .day = operation.day,
          .measured = operation.measured,
          .evidence = operation.evidence,
          .pool = operation.pool};
}

}  // namespace

Outcome<void> Validate(const RetirePollution& operation) {
  return ValidateUse(UseOf(operation));
}

std::optional<Approver> Resolve(const RetirePollution& operation, Party party, const View& view) {
  return party == Party::kAuthority ? AuthorityOfPermit(view, operation.permit) : ByRole(party);
}

Outcome<Plan> Check(const RetirePollution& operation, const Context& context) {
  HENG_TRY(Movement use,
           DescribeUse(
               UseOf(operation), MovementKind::kPollutionRetire, PermitKind::kDischarge, context));
  return Plan{std::move(use)};
}

Outcome<void> Apply(const RetirePollution& operation, const Context& context, Journal& journal) {
  return ApplyUse(UseOf(operation), RetirePollution::kName, context, journal);
}

}  // namespace heng::contracts
