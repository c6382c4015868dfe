// SPDX-License-Identifier: Apache-2.0
// R-CAR-23: reductions of the programme before 2017-03-14 are of no use after their last day. The
// day is the parameter "carbon.last-use-day" of the class; a class without one has no last day.
#include "contracts/parameters.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  if (!movement.right_class) {
    return std::nullopt;
  }
  const auto last_day = FindParameter(input.context.view,
                                      "carbon.last-use-day",
                                      {.right_class = movement.right_class->id.value(),
                                       .year = movement.vintage,
                                       .sector = {},
                                       .jurisdiction = {}},
                                      input.context.today());
  if (!last_day || input.context.today().value() <= last_day->value) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kCcerExpired,
                    movement.series.value(),
                    {{"limit", last_day->value}, {"day", input.context.today().value()}});
}

}  // namespace

const Rule kLegacyExpiryRule{
    .id = "R-CAR-23",
    .kinds = Kinds({MovementKind::kOffset}),
    .legal_basis = "EDF report 2025-07; MEE notice on reductions registered before 2017-03-14",
    .en = "Legacy reductions count only when their use is final before 2025-01-01 00:00.",
    .zh = "2017年3月14日前的CCER须在2025年1月1日零时前完成使用。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
