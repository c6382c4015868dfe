// SPDX-License-Identifier: Apache-2.0
// R-WAT-10: metered use is no more than the right of the year.
#include "contracts/rules/locks.h"
#include "contracts/rules/registry.h"
#include "contracts/state/records/meter.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<RecordMeter>();
  if (operation == nullptr || !input.movement.from) {
    return std::nullopt;
  }
  const std::uint64_t free = FreeFor(input.movement, HoldingOf(input.context.view, input.movement));
  const std::uint64_t requested = input.movement.quantity.value();
  if (requested <= free) {
    return std::nullopt;
  }
  const auto meter = input.context.view.Find<Meter>(
      operation->permit, operation->class_id, YearOf(operation->day));
  return RefusedFor(ResultCode::kOveruse,
                    "permit " + operation->permit,
                    {{"metered", meter ? meter->measured.value() : 0},
                     {"available", free},
                     {"requested", requested}});
}

}  // namespace

const Rule kWaterUseRule{
    .id = "R-WAT-10",
    .kinds = Kinds({MovementKind::kWaterUse}),
    .legal_basis = "By this register, after the Regulation on water withdrawal permits (REG-I)",
    .en = "Metered use is no more than the right of the year; what is left lapses with the year.",
    .zh = "计量用水不得超过当年水权；未用部分于年末失效。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
