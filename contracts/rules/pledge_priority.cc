// SPDX-License-Identifier: Apache-2.0
// R-FIN-02: among pledges the first registered goes first; this register gives pledged units no
// second pledge.
#include "contracts/rules/locks.h"
#include "contracts/rules/registry.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

// The record key of the first pledge in the account.
std::string FirstPledgeOf(const View& view, const Movement& movement) {
  std::string pledge = movement.from->id.value();
  ForEachBlockOf(view, movement.from->id, movement.series, [&](const UnitBlock& block) {
    if (block.position != Position::kPledged) {
      return true;
    }
    pledge = block.encumbrance;
    return false;
  });
  return pledge;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  const View& view = input.context.view;
  if (!movement.from) {
    return std::nullopt;
  }
  const Holding holding = HoldingOf(view, movement);
  const std::uint64_t requested = movement.quantity.value();
  const std::uint64_t free = FreeFor(movement, holding);
  const std::uint64_t pledged = holding.pledged.value();
  const auto named = FirstNamed(view, movement, [&](const UnitBlock& block) {
    return block.holder == movement.from->id && block.position == Position::kPledged;
  });
  const bool would_need_pledged =
      movement.ranges.empty() && requested > free && requested - free <= pledged;
  if (!named && !would_need_pledged) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kPriority,
                    named ? named->encumbrance : FirstPledgeOf(view, movement),
                    {{"requested", requested}, {"available", free}, {"pledged", pledged}});
}

}  // namespace

const Rule kPledgePriorityRule{
    .id = "R-FIN-02",
    .kinds = Kinds({MovementKind::kPledge}),
    .legal_basis = "Civil Code art. 414 by analogy; order of registration on this register",
    .en = "Among pledges the first registered goes first; units under one pledge take no second.",
    .zh = "质权以登记先后为序；已质押单位不得再次质押。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
