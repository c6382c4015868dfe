// SPDX-License-Identifier: Apache-2.0
// 20-02 Approve: one or more persons sign a pending item. The approval that completes it
// executes its operations in the same transaction; if one of them is refused, the item stays
// open as it was.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/ids.h"

namespace heng::contracts {

struct Approve {
  static constexpr OperationType kType = OperationType::kApprove;
  static constexpr std::string_view kName = "approve";

  std::string pending;  // its id

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pending, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const Approve&, const Approve&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Approve& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Approve& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Approve& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Approve& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
