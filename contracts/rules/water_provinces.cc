// SPDX-License-Identifier: Apache-2.0
// R-WAT-06: the water authorities of both sides approve a transfer, and between provinces the
// basin's commission. For WaterTransfer these are rows of the approval table; other ways of selling
// carry no such signatures and so do not lead out of a province.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!IsOfFamily(movement, ClassFamily::kWater) || !movement.from || !movement.to ||
      movement.from->jurisdiction == movement.to->jurisdiction) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kWaterApproval,
                    movement.from->jurisdiction + " -> " + movement.to->jurisdiction);
}

}  // namespace

const Rule kWaterProvincesRule{
    .id = "R-WAT-06",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "Opinions on the market allocation of environmental rights (2025-05) (5); "
        "signers by this register",
    .en =
        "A transfer of water is approved by the water authority of each side and, between "
        "provinces, by the basin's commission.",
    .zh = "水权交易须经双方水行政主管部门批准，跨省的还须经流域管理机构批准。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
