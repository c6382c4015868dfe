// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/identity/replace_key.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/state/records/person.h"

namespace heng::contracts {
namespace {

Bytes TlsKeyOf(const PublicKey& key) {
  return StateKey(tables::kTlsKeyIndex, {key.hex()});
}

}  // namespace

Outcome<void> Validate(const ReplaceKey& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.person.value(), "person"));
  if (operation.public_key == operation.tls_key) {
    return Refuse(ResultCode::kMalformed, "one new key, or two different ones");
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
  HENG_CHECK_OK(CheckFreshKey(context.view, operation.public_key));
  HENG_CHECK_OK(CheckFreshKey(context.view, operation.tls_key));
  return Plan{};
}

Outcome<void> Apply(const ReplaceKey& operation, const Context& context, Journal& journal) {
  Person person = *context.view.Find<Person>(operation.person);
  if (!operation.public_key.is_zero()) {
    person.public_key = operation.public_key;
    KeyBinding binding;
    binding.public_key = operation.public_key;
    binding.person = operation.person;
    journal.Put(binding);
  }
  if (!operation.tls_key.is_zero()) {
    if (!person.tls_key.is_zero()) {
      journal.EraseIndex(TlsKeyOf(person.tls_key));
    }
    person.tls_key = operation.tls_key;
    journal.PutIndex(TlsKeyOf(person.tls_key), person.id.value());
  }
  journal.Put(person);
  DescribeAs(journal, ReplaceKey::kName);
  return {};
}

}  // namespace heng::contracts
