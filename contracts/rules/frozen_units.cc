// SPDX-License-Identifier: Apache-2.0
// R-FIN-07: units under an order stay where they are. A court's order goes before every other right
// but an earlier court's order.
#include "contracts/operations/order/freeze_choice.h"
#include "contracts/rules/locks.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

// A new order over units that are under an order or a right that goes first.
std::optional<Refusal> JudgeOrder(const RuleInput& input) {
  const auto* operation = input.As<FreezeUnits>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  const FreezeChoice choice = ChooseForFreeze(input.context.view, *operation);
  if (choice.earlier.empty() || choice.covered >= operation->quantity) {
    return std::nullopt;
  }
  return RefusedFor(
      ResultCode::kPriority,
      choice.earlier,
      {{"requested", operation->quantity.value()}, {"available", choice.covered.value()}});
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!movement.from) {
    return std::nullopt;
  }
  if (movement.kind == MovementKind::kFreeze) {
    return JudgeOrder(input);
  }
  const auto named = FirstNamed(input.context.view, movement, [&](const UnitBlock& block) {
    return block.holder == movement.from->id && block.position == Position::kFrozen;
  });
  const Holding holding = HoldingOf(input.context.view, movement);
  const std::uint64_t frozen = holding.frozen.value();
  const std::uint64_t requested = movement.quantity.value();
  const std::uint64_t free = FreeFor(movement, holding);
  const bool would_need_frozen =
      movement.ranges.empty() && requested > free && requested - free <= frozen;
  if (!named && !would_need_frozen) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kFrozen,
                    named ? named->encumbrance : movement.from->id.value(),
                    {{"requested", requested}, {"available", free}, {"frozen", frozen}});
}

}  // namespace

const Rule kFrozenUnitsRule{
    .id = "R-FIN-07",
    .kinds = kDisposals | Kinds({MovementKind::kEnforce, MovementKind::kFreeze}),
    .legal_basis = "National ETS registration rules (trial, 2021); allocation plan (REG-C) s5(4)",
    .en =
        "Frozen units do not move. A court's order goes before pledges and administrative "
        "orders; among courts' orders the earlier goes first.",
    .zh = "被冻结的单位不得流转；司法冻结优先于质押和行政冻结，在先司法冻结优先。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
