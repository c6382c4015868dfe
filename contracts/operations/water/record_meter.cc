// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/water/record_meter.h"

#include "contracts/operations/permit/annual_use.h"
#include "contracts/permits.h"

namespace heng::contracts {
namespace {

AnnualUse UseOf(const RecordMeter& operation) {
  return {.permit = operation.permit,
          .account = operation.account,
          .class_id = operation.class_id,
          .day = operation.day,
          .measured = operation.measured,
          .evidence = operation.evidence,
          .pool = operation.pool};
}

}  // namespace

Outcome<void> Validate(const RecordMeter& operation) {
  return ValidateUse(UseOf(operation));
}

std::optional<Approver> Resolve(const RecordMeter& operation, Party party, const View& view) {
  return party == Party::kAuthority ? AuthorityOfPermit(view, operation.permit) : ByRole(party);
}

Outcome<Plan> Check(const RecordMeter& operation, const Context& context) {
  HENG_TRY(Movement use,
           DescribeUse(
               UseOf(operation), MovementKind::kWaterUse, PermitKind::kWaterWithdrawal, context));
  return Plan{std::move(use)};
}

Outcome<void> Apply(const RecordMeter& operation, const Context& context, Journal& journal) {
  return ApplyUse(UseOf(operation), RecordMeter::kName, context, journal);
}

}  // namespace heng::contracts
