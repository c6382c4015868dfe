// SPDX-License-Identifier: Apache-2.0
// R-WAT-01: the rights that a province grants of a basin's water in a year are no more than the
// volume allocated to it.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"
#include "contracts/state/records/water_allocation.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<IssueWaterRight>();
  if (operation == nullptr || !IsOfFamily(input.movement, ClassFamily::kWater)) {
    return std::nullopt;
  }
  const auto permit = input.context.view.Find<Permit>(operation->permit);
  if (!permit) {
    return RefusedFor(ResultCode::kPermit, "permit " + operation->permit);
  }
  const auto allocation = input.context.view.Find<WaterAllocation>(
      permit->pool, permit->jurisdiction, input.movement.vintage);
  const std::uint64_t volume = allocation ? allocation->volume.value() : 0;
  const std::uint64_t granted = allocation ? allocation->granted.value() : 0;
  const std::uint64_t requested = input.movement.quantity.value();
  if (requested <= volume - granted) {
    return std::nullopt;
  }
  return RefusedFor(
      ResultCode::kWaterCap,
      WaterAllocation::KeyOf(permit->pool, permit->jurisdiction, input.movement.vintage),
      {{"limit", volume},
       {"granted", granted},
       {"available", volume - granted},
       {"requested", requested}});
}

}  // namespace

const Rule kWaterCapRule{
    .id = "R-WAT-01",
    .kinds = Kinds({MovementKind::kIssue}),
    .legal_basis = "Opinions on the market allocation of environmental rights (2025-05) (2)",
    .en =
        "The water rights that a province grants in a basin for a year are no more than the volume "
        "allocated to it.",
    .zh = "一省在某流域当年授予的水权总量不得超过分配给该省的水量。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
