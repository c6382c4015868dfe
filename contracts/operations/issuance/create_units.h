// SPDX-License-Identifier: Apache-2.0
// 1-02 CreateUnits: units of a cap arise in the national issue account, as the next serials of
// the cap's batch.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/quantity.h"

namespace heng::contracts {

struct CreateUnits {
  static constexpr OperationType kType = OperationType::kCreateUnits;
  static constexpr std::string_view kName = "create-units";

  std::string cap;
  AccountId account;  // NAT_ISSUE
  Quantity quantity;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.cap, Bound{.bytes = kIdentifierMax});
    codec(2, self.account, Bound{.bytes = kIdentifierMax});
    codec(3, self.quantity);
  }
  friend bool operator==(const CreateUnits&, const CreateUnits&) = default;
};

[[nodiscard]] Outcome<void> Validate(const CreateUnits& operation);
[[nodiscard]] std::optional<Approver> Resolve(const CreateUnits& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const CreateUnits& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const CreateUnits& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
