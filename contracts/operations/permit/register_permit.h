// SPDX-License-Identifier: Apache-2.0
// 17-14 RegisterPermit: a water withdrawal or discharge permit enters the register. Rights rest on
// it. The authority that issued it signs, two persons; its number is never used again.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/state/records/permit.h"

namespace heng::contracts {

struct RegisterPermit {
  static constexpr OperationType kType = OperationType::kRegisterPermit;
  static constexpr std::string_view kName = "register-permit";

  std::string number;
  ParticipantId participant;
  PermitKind kind = PermitKind::kUnspecified;
  ParticipantId authority;
  std::string jurisdiction;              // the authority's own
  std::string pool;                      // basin or airshed
  std::vector<PermittedAmount> amounts;  // one for water, one a pollutant for discharge
  CstDay valid_from;
  CstDay valid_to;  // inclusive

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.number, Bound{.bytes = kIdentifierMax});
    codec(2, self.participant, Bound{.bytes = 18});
    codec(3, self.kind);
    codec(4, self.authority, Bound{.bytes = 18});
    codec(5, self.jurisdiction, Bound{.bytes = 16});
    codec(6, self.pool, Bound{.bytes = kIdentifierMax});
    codec(7, self.amounts, Bound{.items = kPermitAmountsMax});
    codec(8, self.valid_from);
    codec(9, self.valid_to);
  }
  friend bool operator==(const RegisterPermit&, const RegisterPermit&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RegisterPermit& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RegisterPermit& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RegisterPermit& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RegisterPermit& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
