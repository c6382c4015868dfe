// SPDX-License-Identifier: Apache-2.0
// R-POL-01: a pollution right needs a discharge permit in force, and is no more than its amount of
// that pollutant. The authority's reserve may hold rights without one, but cannot use them.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  if (!IsOfFamily(input.movement, ClassFamily::kPollution) || !input.movement.to) {
    return std::nullopt;
  }
  const auto* issuance = input.As<IssuePollutionRight>();
  const auto* transfer = input.As<PollutionTransfer>();
  return JudgeCover(input,
                    {.kind = PermitKind::kDischarge,
                     .bound = AccountType::kPollutionUnit,
                     .unbound = AccountType::kPollutionReserve},
                    issuance != nullptr ? issuance->permit : std::string(),
                    transfer != nullptr ? transfer->activated : input.movement.quantity);
}

}  // namespace

const Rule kPollutionPermitRule{
    .id = "R-POL-01",
    .kinds = kAnnualReceipts,
    .legal_basis = "Measures on discharge permits (REG-J) art. 14",
    .en =
        "A pollution right rests on a valid discharge permit of its holder and pool, and what is "
        "held and used of a year is no more than the permitted amount.",
    .zh = "排污权须以持有人的有效排污许可证为依据，当年持有与已用量不得超过许可排放量。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
