// SPDX-License-Identifier: Apache-2.0
// 1-09 SetControlTotal: the mass of a pollutant that a pool may bear in a year. A permit authority
// asks, the ministry agrees. Said again, it replaces the total, but never to less than is granted.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct SetControlTotal {
  static constexpr OperationType kType = OperationType::kSetControlTotal;
  static constexpr std::string_view kName = "set-control-total";

  std::string pool;  // airshed or basin
  ClassId class_id;
  std::uint32_t year = 0;
  Quantity total;  // g

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pool, Bound{.bytes = kIdentifierMax});
    codec(2, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(3, self.year);
    codec(4, self.total);
  }
  friend bool operator==(const SetControlTotal&, const SetControlTotal&) = default;
};

[[nodiscard]] Outcome<void> Validate(const SetControlTotal& operation);
[[nodiscard]] std::optional<Approver> Resolve(const SetControlTotal& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const SetControlTotal& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const SetControlTotal& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
