// SPDX-License-Identifier: Apache-2.0
// R-POL-05: where the receiver's pool is below standard, so many units are given up for each that
// may be used there. The ratio is a parameter, in 1/10,000; the units used are the floor of the
// exact quotient and the rest is cancelled.
#include "contracts/parameters.h"
#include "contracts/rules/permit_cover.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

constexpr std::uint64_t kOne = 10'000;  // the unit "bp"

Outcome<std::uint64_t> RatioIn(const RuleInput& input, const std::string& pool) {
  const Scope scope{.right_class = input.movement.right_class->id.value(),
                    .year = 0,  // a scope with a year would never find the pool's row
                    .sector = {},
                    .jurisdiction = pool};
  const View& view = input.context.view;
  const CstDay today = input.context.today();
  HENG_TRY(const std::uint64_t below,
           ParameterValue(view, "pollution.non-attainment", scope, today));
  return ParameterValue(
      view, below != 0 ? "pollution.ratio-non-attainment" : "pollution.ratio", scope, today);
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!IsOfFamily(movement, ClassFamily::kPollution) || !movement.from || !movement.to ||
      movement.to->type == AccountType::kCourtHold) {
    return std::nullopt;
  }
  const auto ratio = RatioIn(input, movement.to->pool);
  if (!ratio) {
    return ratio.error();
  }
  const auto* transfer = input.As<PollutionTransfer>();
  // Other ways of selling cancel nothing: all that is given is used.
  const Quantity activated = transfer != nullptr ? transfer->activated : movement.quantity;
  const auto usable = MulDivFloor(movement.quantity.value(), kOne, *ratio);
  if (usable && *ratio >= kOne && activated.value() == *usable) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kRatio,
                    "pool " + movement.to->pool,
                    {{"ratio-bp", *ratio},
                     {"sold", movement.quantity.value()},
                     {"limit", usable.value_or(0)},
                     {"requested", activated.value()}});
}

}  // namespace

const Rule kReplacementRatioRule{
    .id = "R-POL-05",
    .kinds =
        Kinds({MovementKind::kPollutionTransfer, MovementKind::kTrade, MovementKind::kEnforce}),
    .legal_basis = "Notices on replacement in areas below air quality standard (2014)",
    .en =
        "In a pool below standard a new source replaces its discharge at the pool's ratio; what "
        "exceeds its need is cancelled with the sale.",
    .zh = "在环境质量未达标区域，新增排放须按规定比例替代，超出部分随交易注销。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
