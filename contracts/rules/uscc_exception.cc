// SPDX-License-Identifier: Apache-2.0
// R-ID-02: the one way past R-ID-01. Two persons of the registrar sign it (approvals.cc), and it
// rests on evidence.
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<RegisterParticipant>();
  if (operation != nullptr && operation->code_exception &&
      operation->exception_evidence.is_zero()) {
    return RefusedFor(ResultCode::kUsccException, operation->id.value());
  }
  return std::nullopt;
}

}  // namespace

const Rule kUsccExceptionRule{
    .id = "R-ID-02",
    .kinds = Kinds({MovementKind::kAdmit}),
    .legal_basis = "GB 32100-2015; early pilot codes fail its check character",
    .en =
        "A code that fails its check character enters only by two persons of the registrar, with "
        "evidence.",
    .zh = "校验位不符的早期代码须经登记机构双人审批并附证据。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
