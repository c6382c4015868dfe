// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/identity/register_person.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/state/records/person.h"

namespace heng::contracts {

Outcome<void> Validate(const RegisterPerson& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.id.value(), "id"));
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  if (operation.public_key.is_zero() || operation.duty == Duty::kUnspecified) {
    return Refuse(ResultCode::kMalformed, "public_key and duty are needed");
  }
  if (operation.public_key == operation.tls_key) {
    return Refuse(ResultCode::kMalformed, "a key signs or connects, never both");
  }
  return {};
}

std::optional<Approver> Resolve(const RegisterPerson& /*operation*/,
                                Party party,
                                const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const RegisterPerson& operation, const Context& context) {
  HENG_CHECK_OK(ActiveParticipant(context.view, operation.participant));
  if (context.view.Find<Person>(operation.id)) {
    return Refuse(ResultCode::kExists, operation.id.value());
  }
  HENG_CHECK_OK(CheckFreshKey(context.view, operation.public_key));
  HENG_CHECK_OK(CheckFreshKey(context.view, operation.tls_key));
  return Plan{};
}

Outcome<void> Apply(const RegisterPerson& operation, const Context& /*context*/, Journal& journal) {
  Person person;
  person.id = operation.id;
  person.participant = operation.participant;
  person.public_key = operation.public_key;
  person.duty = operation.duty;
  person.identity_commitment = operation.identity_commitment;
  person.tls_key = operation.tls_key;
  KeyBinding binding;
  binding.public_key = operation.public_key;
  binding.person = operation.id;
  journal.Put(person);
  journal.Put(binding);
  DescribeAs(journal, RegisterPerson::kName);
  if (!person.tls_key.is_zero()) {
    journal.PutIndex(StateKey(tables::kTlsKeyIndex, {person.tls_key.hex()}), person.id.value());
  }
  return {};
}

}  // namespace heng::contracts
