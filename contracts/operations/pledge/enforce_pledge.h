// SPDX-License-Identifier: Apache-2.0
// 11-05 EnforcePledge: pledged units go to a buyer, with the pledgor's consent, or by a court's
// order to a buyer or the court's own account (R-FIN-05).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

// Append only.
enum class EnforceGround : std::uint32_t {
  kUnspecified = 0,
  kConsent = 1,  // the pledgor agreed: a sale, or the pledgee buys in
  kCourtOrder = 2,
  kMaxValue = kCourtOrder,
};

struct EnforcePledge {
  static constexpr OperationType kType = OperationType::kEnforcePledge;
  static constexpr std::string_view kName = "enforce-pledge";

  std::string pledge;
  AccountId to;
  EnforceGround ground = EnforceGround::kConsent;
  ParticipantId court;  // of a court's order
  Hash document;        // SHA-256 of the agreement or the order

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pledge, Bound{.bytes = kIdentifierMax});
    codec(2, self.to, Bound{.bytes = kIdentifierMax});
    codec(3, self.ground);
    codec(4, self.court, Bound{.bytes = 18});
    codec(5, self.document);
  }
  friend bool operator==(const EnforcePledge&, const EnforcePledge&) = default;
};

[[nodiscard]] Outcome<void> Validate(const EnforcePledge& operation);
[[nodiscard]] std::optional<Approver> Resolve(const EnforcePledge& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const EnforcePledge& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const EnforcePledge& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
