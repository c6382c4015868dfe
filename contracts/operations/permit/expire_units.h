// SPDX-License-Identifier: Apache-2.0
// 4-04 ExpireUnits: what is left of a year's water or pollution rights lapses after the year is
// over. Nothing carries over (R-WAT-10). The authority of the account signs, two persons, once it
// has recorded the last reading of the year.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct ExpireUnits {
  static constexpr OperationType kType = OperationType::kExpireUnits;
  static constexpr std::string_view kName = "expire-units";

  AccountId account;
  SeriesId series;
  Quantity quantity;
  Position position = Position::kRegistered;  // or tradable

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.account, Bound{.bytes = kIdentifierMax});
    codec(2, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(3, self.quantity);
    codec(4, self.position);
  }
  friend bool operator==(const ExpireUnits&, const ExpireUnits&) = default;
};

[[nodiscard]] Outcome<void> Validate(const ExpireUnits& operation);
[[nodiscard]] std::optional<Approver> Resolve(const ExpireUnits& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const ExpireUnits& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const ExpireUnits& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
