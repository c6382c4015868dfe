// SPDX-License-Identifier: Apache-2.0
#include "contracts/signers.h"

#include <algorithm>

namespace heng::contracts {

Outcome<Signer> ResolvePerson(const View& view, const PersonId& id) {
  const std::optional<Person> person = view.Find<Person>(id);
  if (!person || !person->active) {
    return Refuse(ResultCode::kUnknownSigner, id.value());
  }
  const std::optional<Participant> participant = view.Find<Participant>(person->participant);
  if (!participant || !participant->active) {
    return Refuse(ResultCode::kUnknownSigner, person->participant.value());
  }
  return Signer{.person = *person, .participant = *participant};
}

Outcome<std::vector<Signer>> ResolveSigners(const View& view,
                                            const PersonId& author,
                                            const std::vector<PublicKey>& keys) {
  std::vector<Signer> signers;
  for (const PublicKey& key : keys) {
    const std::optional<KeyBinding> binding = view.Find<KeyBinding>(key);
    if (!binding) {
      return Refuse(ResultCode::kUnknownSigner, key.hex());
    }
    HENG_TRY(Signer signer, ResolvePerson(view, binding->person));
    // A key that was replaced still points at its person and no longer speaks for it.
    if (signer.person.public_key != key) {
      return Refuse(ResultCode::kUnknownSigner, key.hex());
    }
    signers.push_back(std::move(signer));
  }
  const bool author_signed = std::ranges::any_of(
      signers, [&author](const Signer& signer) { return signer.person.id == author; });
  if (!author_signed) {
    return Refuse(ResultCode::kUnknownSigner, author.value());
  }
  return signers;
}

}  // namespace heng::contracts
