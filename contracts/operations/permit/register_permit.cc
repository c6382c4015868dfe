// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/permit/register_permit.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"

namespace heng::contracts {
namespace {

ClassFamily FamilyOf(PermitKind kind) {
  return kind == PermitKind::kDischarge ? ClassFamily::kPollution : ClassFamily::kWater;
}

Outcome<void> CheckAmounts(const RegisterPermit& operation) {
  const bool water = operation.kind == PermitKind::kWaterWithdrawal;
  if (operation.amounts.empty() || (water && operation.amounts.size() != 1)) {
    return Refuse(ResultCode::kMalformed,
                  "amounts: one for water, one a pollutant for discharge",
                  {{"requested", operation.amounts.size()}});
  }
  for (std::size_t i = 0; i < operation.amounts.size(); ++i) {
    const PermittedAmount& amount = operation.amounts[i];
    HENG_CHECK_OK(CheckIdentifier(amount.class_id.value(), "class_id"));
    HENG_CHECK_OK(CheckPositive(amount.annual));
    for (std::size_t j = 0; j < i; ++j) {
      if (operation.amounts[j].class_id == amount.class_id) {
        return Refuse(ResultCode::kMalformed, "class " + amount.class_id.value() + " twice");
      }
    }
  }
  return {};
}

}  // namespace

Outcome<void> Validate(const RegisterPermit& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.number, "number"));
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  HENG_CHECK_OK(CheckIdentifier(operation.authority.value(), "authority"));
  HENG_CHECK_OK(CheckIdentifier(operation.jurisdiction, "jurisdiction"));
  HENG_CHECK_OK(CheckIdentifier(operation.pool, "pool"));
  if (operation.kind == PermitKind::kUnspecified) {
    return Refuse(ResultCode::kMalformed, "kind is needed");
  }
  if (!IsValid(operation.valid_from) || !IsValid(operation.valid_to) ||
      operation.valid_to < operation.valid_from) {
    return Refuse(
        ResultCode::kFieldRange,
        "validity",
        {{"valid-from", operation.valid_from.value()}, {"valid-to", operation.valid_to.value()}});
  }
  return CheckAmounts(operation);
}

std::optional<Approver> Resolve(const RegisterPermit& operation,
                                Party party,
                                const View& /*view*/) {
  if (party != Party::kAuthority) {
    return ByRole(party);
  }
  const Role role =
      operation.kind == PermitKind::kDischarge ? Role::kPermitAuthority : Role::kWaterAuthority;
  return Approver{
      .role = role, .participant = operation.authority, .jurisdiction = operation.jurisdiction};
}

Outcome<Plan> Check(const RegisterPermit& operation, const Context& context) {
  if (context.view.Find<Permit>(operation.number)) {
    return Refuse(ResultCode::kExists, operation.number);
  }
  HENG_CHECK_OK(ActiveParticipant(context.view, operation.participant));
  for (const PermittedAmount& amount : operation.amounts) {
    HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, amount.class_id));
    if (right_class.family != FamilyOf(operation.kind)) {
      return Refuse(ResultCode::kNotEligible, "class " + amount.class_id.value());
    }
  }
  return Plan{};
}

Outcome<void> Apply(const RegisterPermit& operation, const Context& /*context*/, Journal& journal) {
  Permit permit;
  permit.number = operation.number;
  permit.participant = operation.participant;
  permit.kind = operation.kind;
  permit.authority = operation.authority;
  permit.jurisdiction = operation.jurisdiction;
  permit.pool = operation.pool;
  permit.amounts = operation.amounts;
  permit.valid_from = operation.valid_from;
  permit.valid_to = operation.valid_to;
  journal.Put(permit);
  DescribeAs(journal, RegisterPermit::kName);
  return {};
}

}  // namespace heng::contracts
