// SPDX-License-Identifier: Apache-2.0
// R-POL-03: rights change hands within one basin or airshed, or between pools that an agreement
// connects. An agreement is a parameter "pollution.agreement.<name>" for the two pools.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!IsOfFamily(movement, ClassFamily::kPollution) || !movement.from || !movement.to ||
      movement.to->type == AccountType::kCourtHold || movement.from->pool == movement.to->pool) {
    return std::nullopt;
  }
  const auto* transfer = input.As<PollutionTransfer>();
  if (transfer != nullptr && ArePoolsLinked(input, "pollution.agreement", transfer->agreement)) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kPool, movement.from->pool + " -> " + movement.to->pool);
}

}  // namespace

const Rule kPollutionPoolRule{
    .id = "R-POL-03",
    .kinds = kAnnualReceipts,
    .legal_basis =
        "Opinions on the market allocation of environmental rights (2025-05) (6); State Council "
        "guidance on pollution rights (2014)",
    .en = "Both sides are in one basin or airshed, or in pools that an agreement connects.",
    .zh = "交易双方须在同一流域或大气区域，或由区域协议连通。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
