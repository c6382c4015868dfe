// SPDX-License-Identifier: Apache-2.0
// R-CAR-25: using reductions as an offset is cancelling them, in one step of one transaction, and
// the registry of reductions confirms it there. Its signature is a row of the approval table; this
// judges that the confirmation names the registry's own cancellation record.
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<OffsetUse>();
  if (operation != nullptr && operation->confirmation.is_zero()) {
    return RefusedFor(ResultCode::kCcrConfirm, "confirmation");
  }
  return std::nullopt;
}

}  // namespace

const Rule kAtomicOffsetRule{
    .id = "R-CAR-25",
    .kinds = Kinds({MovementKind::kOffset}),
    .legal_basis = "EDF report 2025-07, 2.3.2",
    .en =
        "Offset use and cancellation succeed or fail together, confirmed by the registry of "
        "reductions.",
    .zh = "抵销与注销同时成功或同时失败，并经减排量登记机构确认。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
