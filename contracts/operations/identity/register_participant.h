// SPDX-License-Identifier: Apache-2.0
// 17-11 RegisterParticipant: an organisation enters the register by its unified social credit code.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct RegisterParticipant {
  static constexpr OperationType kType = OperationType::kRegisterParticipant;
  static constexpr std::string_view kName = "register-participant";

  ParticipantId id;
  std::string name;
  std::vector<Role> roles;
  std::string jurisdiction;
  bool key_emitting = false;
  std::string sector;
  // R-ID-02: a code that fails its check digit enters only by an exception with evidence.
  bool code_exception = false;
  Hash exception_evidence;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.id, Bound{.bytes = 18});
    codec(2, self.name);
    codec(3, self.roles, Bound{.items = 8});
    codec(4, self.jurisdiction, Bound{.bytes = 16});
    codec(5, self.key_emitting);
    codec(6, self.sector, Bound{.bytes = 32});
    codec(7, self.code_exception);
    codec(8, self.exception_evidence);
  }
  friend bool operator==(const RegisterParticipant&, const RegisterParticipant&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RegisterParticipant& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RegisterParticipant& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RegisterParticipant& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RegisterParticipant& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
