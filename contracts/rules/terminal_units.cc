// SPDX-License-Identifier: Apache-2.0
// R-XAS-03: what is retired, cancelled, recalled or expired never moves again.
#include "contracts/rules/locks.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto ended = FirstNamed(input.context.view, input.movement, [](const UnitBlock& block) {
    return block.status != UnitStatus::kActive;
  });
  if (!ended) {
    return std::nullopt;
  }
  return RefusedFor(
      ResultCode::kTerminal,
      FormatSerials({.batch = ended->batch, .first = ended->first, .last = ended->last}),
      {{"status", static_cast<std::uint64_t>(ended->status)}});
}

}  // namespace

const Rule kTerminalUnitsRule{
    .id = "R-XAS-03",
    .kinds = kDisposals | Kinds({MovementKind::kEnforce, MovementKind::kFreeze}),
    .legal_basis = "Practice of every register of rights; National ETS measures (REG-B) art. 5",
    .en =
        "Retired, cancelled, recalled and expired units never move, are never pledged and never "
        "frozen.",
    .zh = "已清缴、注销、收回或失效的单位不得转移、质押或冻结。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
