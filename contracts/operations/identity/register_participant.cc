// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/identity/register_participant.h"

#include "contracts/form.h"

namespace heng::contracts {

Outcome<void> Validate(const RegisterParticipant& operation) {
  HENG_CHECK_OK(CheckText(operation.name, "name"));
  HENG_CHECK_OK(CheckText(operation.jurisdiction, "jurisdiction"));
  HENG_CHECK_OK(CheckText(operation.sector, "sector"));
  if (operation.name.empty() || operation.roles.empty() || operation.jurisdiction.empty()) {
    return Refuse(ResultCode::kMalformed, "name, roles and jurisdiction are needed");
  }
  for (const Role role : operation.roles) {
    if (role == Role::kUnspecified) {
      return Refuse(ResultCode::kMalformed, "roles");
    }
  }
  return {};
}

std::optional<Approver> Resolve(const RegisterParticipant& /*operation*/,
                                Party party,
                                const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const RegisterParticipant& operation, const Context& context) {
  if (context.view.Find<Participant>(operation.id)) {
    return Refuse(ResultCode::kExists, operation.id.value());
  }
  Movement admit;
  admit.kind = MovementKind::kAdmit;
  return Plan{admit};
}

Outcome<void> Apply(const RegisterParticipant& operation,
                    const Context& /*context*/,
                    Journal& journal) {
  Participant participant;
  participant.id = operation.id;
  participant.name = operation.name;
  for (const Role role : operation.roles) {
    participant.roles |= Bit(role);
  }
  participant.jurisdiction = operation.jurisdiction;
  participant.key_emitting = operation.key_emitting;
  participant.sector = operation.sector;
  participant.code_exception = operation.code_exception;
  participant.exception_evidence = operation.exception_evidence;
  journal.Put(participant);
  journal.Emit({.type = EventType::kRecordSet,
                .batch = {},
                .first = {},
                .last = {},
                .from = {},
                .to = {},
                .references = {{"operation", std::string(RegisterParticipant::kName)}}});
  return {};
}

}  // namespace heng::contracts
