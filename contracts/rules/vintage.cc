// SPDX-License-Identifier: Apache-2.0
// R-CAR-27: which vintages meet the obligation of which year. The matrix is the parameters
// "carbon.vintage-from" and "carbon.vintage-to" of the obligation's class and year.
#include "contracts/rules/registry.h"
#include "contracts/rules/served_obligation.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto obligation = ServedObligation(input);
  if (!obligation) {
    return std::nullopt;
  }
  const Movement& movement = input.movement;
  if (!movement.right_class || movement.right_class->id != obligation->class_id) {
    return RefusedFor(ResultCode::kVintage, "class of " + movement.series.value());
  }
  const auto from = ObligationParameter(input, *obligation, "carbon.vintage-from");
  const auto to = ObligationParameter(input, *obligation, "carbon.vintage-to");
  if (!from || !to) {
    return from ? to.error() : from.error();
  }
  if (movement.vintage >= *from && movement.vintage <= *to) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kVintage,
                    movement.series.value(),
                    {{"vintage", movement.vintage},
                     {"obligation-year", obligation->year},
                     {"from", *from},
                     {"to", *to}});
}

}  // namespace

const Rule kVintageRule{
    .id = "R-CAR-27",
    .kinds = Kinds({MovementKind::kSurrender}),
    .legal_basis = "National allocation plan 2023-2024 (REG-C) s7",
    .en = "Only the vintages that the plan admits meet the obligation of a year.",
    .zh = "仅可使用分配方案规定年度的配额履行当年清缴义务。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
