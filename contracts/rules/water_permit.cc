// SPDX-License-Identifier: Apache-2.0
// R-WAT-02: a water right needs a withdrawal permit in force, and is no more than its volume. A
// region's own account (water-government) may hold rights without one, but cannot use them.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  if (!IsOfFamily(input.movement, ClassFamily::kWater) || !input.movement.to) {
    return std::nullopt;
  }
  const auto* issuance = input.As<IssueWaterRight>();
  return JudgeCover(input,
                    {.kind = PermitKind::kWaterWithdrawal,
                     .bound = AccountType::kWaterPermit,
                     .unbound = AccountType::kWaterGovernment},
                    issuance != nullptr ? issuance->permit : std::string(),
                    input.movement.quantity);
}

}  // namespace

const Rule kWaterPermitRule{
    .id = "R-WAT-02",
    .kinds = kAnnualReceipts,
    .legal_basis = "Regulation on water withdrawal permits (REG-I)",
    .en =
        "A water right rests on a valid withdrawal permit of its holder and basin, and what is "
        "held and used of a year is no more than the permitted volume.",
    .zh = "水权须以持有人在该流域的有效取水许可为依据，当年持有与已用水量不得超过许可水量。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
