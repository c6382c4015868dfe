// SPDX-License-Identifier: Apache-2.0
// R-WAT-04: water changes hands within one basin, or between basins that a transfer scheme
// connects. A scheme is a parameter "water.scheme.<name>" for the two basins.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!IsOfFamily(movement, ClassFamily::kWater) || !movement.from || !movement.to ||
      movement.to->type == AccountType::kCourtHold || movement.from->pool == movement.to->pool) {
    return std::nullopt;
  }
  const auto* transfer = input.As<WaterTransfer>();
  if (transfer != nullptr && ArePoolsLinked(input, "water.scheme", transfer->scheme)) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kBasin, movement.from->pool + " -> " + movement.to->pool);
}

}  // namespace

const Rule kWaterBasinRule{
    .id = "R-WAT-04",
    .kinds = kAnnualReceipts,
    .legal_basis = "Provincial rules on water rights trading (Anhui, published by the exchange)",
    .en = "Both sides are in one basin, or in basins that a transfer scheme connects.",
    .zh = "交易双方须在同一流域，或所在流域由调水工程连通。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
