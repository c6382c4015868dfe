// SPDX-License-Identifier: Apache-2.0
// 17-12 RegisterPerson: a natural person may sign for a participant from now on. A key that was
// ever used, by anybody, never enters again.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/roles.h"
#include "core/ids.h"

namespace heng::contracts {

struct RegisterPerson {
  static constexpr OperationType kType = OperationType::kRegisterPerson;
  static constexpr std::string_view kName = "register-person";

  PersonId id;
  ParticipantId participant;
  PublicKey public_key;
  Duty duty = Duty::kUnspecified;
  Hash identity_commitment;  // salted hash of the identity document; the person stays pseudonymous
  PublicKey tls_key;         // of the client certificate; zero: may sign, may not connect

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.id, Bound{.bytes = kIdentifierMax});
    codec(2, self.participant, Bound{.bytes = 18});
    codec(3, self.public_key);
    codec(4, self.duty);
    codec(5, self.identity_commitment);
    codec(6, self.tls_key);
  }
  friend bool operator==(const RegisterPerson&, const RegisterPerson&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RegisterPerson& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RegisterPerson& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RegisterPerson& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RegisterPerson& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
