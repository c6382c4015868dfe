// SPDX-License-Identifier: Apache-2.0
// R-POL-02: a right to discharge one pollutant is none to discharge another. The receiver's permit
// must name the pollutant whose units it receives.
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!IsOfFamily(movement, ClassFamily::kPollution) || !movement.from || !movement.to ||
      movement.to->permit.empty()) {
    return std::nullopt;
  }
  const auto permit = input.context.view.Find<Permit>(movement.to->permit);
  if (!permit || permit->AnnualOf(movement.right_class->id)) {
    return std::nullopt;  // without a permit it is R-POL-01's matter
  }
  return RefusedFor(ResultCode::kPollutant,
                    movement.right_class->id.value() + " for permit " + permit->number,
                    {{"requested", movement.quantity.value()}});
}

}  // namespace

const Rule kPollutantRule{
    .id = "R-POL-02",
    .kinds = kAnnualReceipts,
    .legal_basis = "Practice of pollution rights trading; indicator list (REG-L)",
    .en = "Rights pass only between holders of permits for the same pollutant.",
    .zh = "排污权仅限同一污染物之间交易。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
