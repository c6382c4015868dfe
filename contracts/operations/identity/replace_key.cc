// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/identity/replace_key.h"

#include "contracts/form.h"
#include "contracts/operations/describe.h"
#include "contracts/state/records/person.h"

namespace heng::contracts {

Outcome<void> Validate(const ReplaceKey& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.person.value(), "person"));
  if (operation.public_key.is_zero()) {
    return Refuse(ResultCode::kMalformed, "public_key is needed");
  }
  return {};
}

std::optional<Approver> Resolve(const ReplaceKey& /*operation*/,
                                Party party,
                                const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const ReplaceKey& operation, const Context& context) {
  const auto person = context.view.Find<Person>(operation.person);
  if (!person) {
    return Refuse(ResultCode::kNotFound, operation.person.value());
  }
  if (!person->active) {
    return Refuse(ResultCode::kClosed, operation.person.value());
  }
  if (context.view.Find<KeyBinding>(operation.public_key)) {
    return Refuse(ResultCode::kExists, "key " + operation.public_key.hex());
  }
  return Plan{};
}

Outcome<void> Apply(const ReplaceKey& operation, const Context& context, Journal& journal) {
  Person person = *context.view.Find<Person>(operation.person);
  person.public_key = operation.public_key;
  KeyBinding binding;
  binding.public_key = operation.public_key;
  binding.person = operation.person;
  journal.Put(person);
  journal.Put(binding);
  DescribeAs(journal, ReplaceKey::kName);
  return {};
}

}  // namespace heng::contracts
