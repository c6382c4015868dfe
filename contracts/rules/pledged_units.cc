// SPDX-License-Identifier: Apache-2.0
// R-FIN-01: pledged units stay with their pledgor until the pledgee releases them.
#include "contracts/rules/locks.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

// A second pledge is the matter of R-FIN-02, which names the first.
constexpr MovementKinds kJudged = kDisposals & ~Kinds({MovementKind::kPledge});

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!movement.from) {
    return std::nullopt;
  }
  const auto named = FirstNamed(input.context.view, movement, [&](const UnitBlock& block) {
    return block.holder == movement.from->id && block.position == Position::kPledged;
  });
  const Holding holding = HoldingOf(input.context.view, movement);
  const std::uint64_t pledged = holding.pledged.value();
  const std::uint64_t requested = movement.quantity.value();
  const std::uint64_t free = FreeFor(movement, holding);
  const bool would_need_pledged = movement.ranges.empty() && pledged != 0 && requested > free &&
                                  requested - free <= pledged + holding.frozen.value();
  if (!named && !would_need_pledged) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kPledged,
                    named ? named->encumbrance : movement.from->id.value(),
                    {{"requested", requested}, {"available", free}, {"pledged", pledged}});
}

}  // namespace

const Rule kPledgedUnitsRule{
    .id = "R-FIN-01",
    .kinds = kJudged,
    .legal_basis =
        "Opinions on the national carbon market, 2025-05-24, (6); details by this "
        "register",
    .en =
        "Pledged units are not transferred, surrendered, cancelled or banked unless the pledgee "
        "releases them.",
    .zh = "已质押单位未经质权人解除质押，不得转让、清缴、注销或结转。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
