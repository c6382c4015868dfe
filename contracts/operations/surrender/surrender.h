// SPDX-License-Identifier: Apache-2.0
// 5-01 Surrender: a holder hands allowances to its province for an obligation. They wait there,
// locked to the obligation, until the nation collects them (R-CAR-26).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/operations/leg.h"

namespace heng::contracts {

struct Surrender {
  static constexpr OperationType kType = OperationType::kSurrender;
  static constexpr std::string_view kName = "surrender";

  ParticipantId participant;  // whose obligation
  std::uint32_t year = 0;
  AccountId from;
  AccountId to;  // PROV_COLLECT of the holder's province
  std::vector<Leg> legs;
  bool late = false;  // after the deadline: it cures the shortfall and does not undo it

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.participant, Bound{.bytes = 18});
    codec(2, self.year);
    codec(3, self.from, Bound{.bytes = kIdentifierMax});
    codec(4, self.to, Bound{.bytes = kIdentifierMax});
    codec(5, self.legs, Bound{.items = kLegsMax});
    codec(6, self.late);
  }
  friend bool operator==(const Surrender&, const Surrender&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Surrender& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Surrender& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Surrender& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Surrender& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
