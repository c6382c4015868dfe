// SPDX-License-Identifier: Apache-2.0
// 11-04 ReleasePledge: the pledgee gives its security up. The units return to the pledgor's
// registered position; units that an order froze meanwhile stay frozen, and return there when it
// ends.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct ReleasePledge {
  static constexpr OperationType kType = OperationType::kReleasePledge;
  static constexpr std::string_view kName = "release-pledge";

  std::string pledge;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pledge, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const ReleasePledge&, const ReleasePledge&) = default;
};

[[nodiscard]] Outcome<void> Validate(const ReleasePledge& operation);
[[nodiscard]] std::optional<Approver> Resolve(const ReleasePledge& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const ReleasePledge& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const ReleasePledge& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
