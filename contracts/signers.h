// SPDX-License-Identifier: Apache-2.0
// Who signed: the persons and participants behind the keys of a transaction.
#pragma once

#include <vector>

#include "contracts/result.h"
#include "contracts/state/records/participant.h"
#include "contracts/state/records/person.h"
#include "contracts/state/view.h"
#include "core/transaction.h"

namespace heng::contracts {

struct Signer {
  Person person;
  Participant participant;
};

// Every key must belong to an active person of an active participant, and the author must be one
// of them; otherwise kUnknownSigner.
[[nodiscard]] Outcome<std::vector<Signer>> ResolveSigners(const View& view,
                                                          const PersonId& author,
                                                          const std::vector<PublicKey>& keys);

// The person as a signer, or kUnknownSigner.
[[nodiscard]] Outcome<Signer> ResolvePerson(const View& view, const PersonId& person);

}  // namespace heng::contracts
