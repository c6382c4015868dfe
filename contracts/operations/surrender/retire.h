// SPDX-License-Identifier: Apache-2.0
// 5-03 Retire: collected allowances end as retired, each range with its retirement record.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/operations/leg.h"

namespace heng::contracts {

struct Retire {
  static constexpr OperationType kType = OperationType::kRetire;
  static constexpr std::string_view kName = "retire";

  ParticipantId participant;  // whose obligation
  std::uint32_t year = 0;
  AccountId from;         // NAT_RETIRE
  std::vector<Leg> legs;  // empty: everything collected and not yet retired

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.participant, Bound{.bytes = 18});
    codec(2, self.year);
    codec(3, self.from, Bound{.bytes = kIdentifierMax});
    codec(4, self.legs, Bound{.items = kLegsMax});
  }
  friend bool operator==(const Retire&, const Retire&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Retire& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Retire& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Retire& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Retire& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
