// SPDX-License-Identifier: Apache-2.0
// 10-03 FailCash: the bank or the exchange says that a trade will not be paid. Its units return to
// the seller's tradable position.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct FailCash {
  static constexpr OperationType kType = OperationType::kFailCash;
  static constexpr std::string_view kName = "fail-cash";

  ParticipantId exchange;
  std::string trade;
  ParticipantId declared_by;  // the exchange of the trade, or a settlement bank
  std::string reason;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.exchange, Bound{.bytes = 18});
    codec(2, self.trade, Bound{.bytes = kIdentifierMax});
    codec(3, self.declared_by, Bound{.bytes = 18});
    codec(4, self.reason);
  }
  friend bool operator==(const FailCash&, const FailCash&) = default;
};

[[nodiscard]] Outcome<void> Validate(const FailCash& operation);
[[nodiscard]] std::optional<Approver> Resolve(const FailCash& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const FailCash& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const FailCash& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
