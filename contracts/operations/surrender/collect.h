// SPDX-License-Identifier: Apache-2.0
// 5-02 Collect: what a holder surrendered goes from its province to the national retirement
// account. Refused when the obligation is not covered (R-CAR-20), unless it records the
// shortfall.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/operations/leg.h"

namespace heng::contracts {

struct Collect {
  static constexpr OperationType kType = OperationType::kCollect;
  static constexpr std::string_view kName = "collect";

  ParticipantId participant;  // whose obligation
  std::uint32_t year = 0;
  AccountId from;         // PROV_COLLECT
  AccountId to;           // NAT_RETIRE
  std::vector<Leg> legs;  // empty: everything surrendered and not yet collected
  bool record_shortfall = false;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.participant, Bound{.bytes = 18});
    codec(2, self.year);
    codec(3, self.from, Bound{.bytes = kIdentifierMax});
    codec(4, self.to, Bound{.bytes = kIdentifierMax});
    codec(5, self.legs, Bound{.items = kLegsMax});
    codec(6, self.record_shortfall);
  }
  friend bool operator==(const Collect&, const Collect&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Collect& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Collect& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Collect& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Collect& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
