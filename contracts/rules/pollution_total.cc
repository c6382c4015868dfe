// SPDX-License-Identifier: Apache-2.0
// R-POL-11: the rights granted in a pool for a pollutant and year are no more than its control
// total. What an agreement brings in from another pool counts like what is issued there.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"
#include "contracts/state/records/control_total.h"

namespace heng::contracts {
namespace {

// What the movement adds to a pool, or nothing.
struct Addition {
  std::string pool;
  Quantity quantity;
};

std::optional<Addition> AdditionBy(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (movement.kind == MovementKind::kIssue) {
    return Addition{.pool = movement.to->pool, .quantity = movement.quantity};
  }
  const auto* transfer = input.As<PollutionTransfer>();
  if (transfer == nullptr || movement.from->pool == movement.to->pool) {
    return std::nullopt;
  }
  return Addition{.pool = movement.to->pool, .quantity = transfer->activated};
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!IsOfFamily(movement, ClassFamily::kPollution) || !movement.to) {
    return std::nullopt;
  }
  const auto addition = AdditionBy(input);
  if (!addition) {
    return std::nullopt;
  }
  const auto control = input.context.view.Find<ControlTotal>(
      addition->pool, movement.right_class->id, movement.vintage);
  const std::uint64_t total = control ? control->total.value() : 0;
  const std::uint64_t granted = control ? control->granted.value() : 0;
  if (addition->quantity.value() <= total - granted) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kPollutionCap,
                    ControlTotal::KeyOf(addition->pool, movement.right_class->id, movement.vintage),
                    {{"limit", total},
                     {"granted", granted},
                     {"available", total - granted},
                     {"requested", addition->quantity.value()}});
}

}  // namespace

const Rule kControlTotalRule{
    .id = "R-POL-11",
    .kinds = Kinds({MovementKind::kIssue, MovementKind::kPollutionTransfer}),
    .legal_basis = "Opinions on the market allocation of environmental rights (2025-05) (2); REG-K",
    .en =
        "The rights granted in a pool for a pollutant and year are no more than its control total.",
    .zh = "某区域某污染物当年授予的排污权总量不得超过总量控制指标。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
