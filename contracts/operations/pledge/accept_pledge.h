// SPDX-License-Identifier: Apache-2.0
// 11-02 AcceptPledge: the pledgee and the registrar register a proposed pledge. The units go from
// the pledgor's registered to its pledged position; if they are no longer free, nothing happens.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct AcceptPledge {
  static constexpr OperationType kType = OperationType::kAcceptPledge;
  static constexpr std::string_view kName = "accept-pledge";

  std::string pledge;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pledge, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const AcceptPledge&, const AcceptPledge&) = default;
};

[[nodiscard]] Outcome<void> Validate(const AcceptPledge& operation);
[[nodiscard]] std::optional<Approver> Resolve(const AcceptPledge& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const AcceptPledge& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const AcceptPledge& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
