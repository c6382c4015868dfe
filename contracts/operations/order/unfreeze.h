// SPDX-License-Identifier: Apache-2.0
// 13-02 Unfreeze: the authority that gave an order lifts it. Every unit returns to what held it
// before.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct Unfreeze {
  static constexpr OperationType kType = OperationType::kUnfreeze;
  static constexpr std::string_view kName = "unfreeze";

  std::string order;
  Hash document;  // SHA-256 of the lifting order

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.order, Bound{.bytes = kIdentifierMax});
    codec(2, self.document);
  }
  friend bool operator==(const Unfreeze&, const Unfreeze&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Unfreeze& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Unfreeze& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Unfreeze& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Unfreeze& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
