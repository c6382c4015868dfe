// SPDX-License-Identifier: Apache-2.0
// R-CAR-20: units and offsets cover the verified emission by the deadline, which is met until
// 23:59:59 China Standard Time of its day by the block's time. What comes later must say that it is
// late, and a shortfall is recorded only when the deadline has passed.
#include "contracts/rules/registry.h"
#include "contracts/rules/served_obligation.h"

namespace heng::contracts {
namespace {

bool SaysLate(const RuleInput& input) {
  if (const auto* surrender = input.As<Surrender>()) {
    return surrender->late;
  }
  const auto* offset = input.As<OffsetUse>();
  return offset != nullptr && offset->late;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto obligation = ServedObligation(input);
  if (!obligation) {
    return std::nullopt;
  }
  const auto deadline = ObligationParameter(input, *obligation, "carbon.surrender-deadline");
  if (!deadline) {
    return deadline.error();
  }
  const std::uint64_t today = input.context.today().value();
  const bool passed = today > *deadline;
  const auto refuse_day = [&] {
    return RefusedFor(
        ResultCode::kDeadline, obligation->Key(), {{"limit", *deadline}, {"day", today}});
  };
  const auto* collect = input.As<Collect>();
  if (collect == nullptr) {
    return SaysLate(input) == passed ? std::nullopt : refuse_day();
  }
  if (obligation->open().value() == 0) {
    return std::nullopt;
  }
  if (collect->record_shortfall) {
    return passed ? std::nullopt : refuse_day();
  }
  return RefusedFor(ResultCode::kShort,
                    obligation->Key(),
                    {{"due", obligation->due.value()},
                     {"surrendered", obligation->surrendered().value()},
                     {"offset", obligation->offset.value()},
                     {"missing", obligation->open().value()}});
}

}  // namespace

const Rule kSurrenderDutyRule{
    .id = "R-CAR-20",
    .kinds = Kinds({MovementKind::kSurrender, MovementKind::kOffset, MovementKind::kCollect}),
    .legal_basis =
        "National allocation plan 2023-2024 (REG-C); Interim regulations on carbon "
        "trading (REG-A) art. 24",
    .en = "One unit a tonne of verified emission, by the deadline.",
    .zh = "应在期限内按经核查的排放量足额清缴，每吨一单位。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
