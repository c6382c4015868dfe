// SPDX-License-Identifier: Apache-2.0
// R-CAR-10: what was distributed beyond the final determination is recalled from the registered
// position.
#include "contracts/rules/registry.h"
#include "contracts/state/records/holding.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  const auto holding = input.context.view.Find<Holding>(movement.from->id, movement.series);
  const Quantity available = holding ? holding->registered : Quantity();
  if (movement.quantity <= available) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kRecallShort,
                    movement.from->id.value(),
                    {{"requested", movement.quantity.value()},
                     {"available", available.value()},
                     {"missing", movement.quantity.value() - available.value()}});
}

}  // namespace

const Rule kRecallRule{
    .id = "R-CAR-10",
    .kinds = Kinds({MovementKind::kRecall}),
    .legal_basis = "National allocation plan 2023-2024 (REG-C)",
    .en = "A recall is taken from the registered position; what it does not cover stays a debt.",
    .zh = "核减的配额从登记可用量中收回，不足部分作为欠缴。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
