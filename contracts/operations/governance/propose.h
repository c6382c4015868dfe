// SPDX-License-Identifier: Apache-2.0
// 20-01 Propose: operations wait on the ledger for the signatures they need. Those who sign the
// proposal are its first signers.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/state/records/pending.h"

namespace heng::contracts {

struct Propose {
  static constexpr OperationType kType = OperationType::kPropose;
  static constexpr std::string_view kName = "propose";

  std::vector<Bytes> operations;  // each an encoded Operation; applied all or none

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.operations, Bound{.bytes = kOperationBytesMax, .items = kPendingOperationsMax});
  }
  friend bool operator==(const Propose&, const Propose&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Propose& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Propose& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Propose& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Propose& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
