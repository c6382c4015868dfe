// SPDX-License-Identifier: Apache-2.0
// R-CAR-21: at most a share of an obligation may be met by reductions: floor(share * obligation).
#include "contracts/rules/registry.h"
#include "contracts/rules/served_obligation.h"

namespace heng::contracts {
namespace {

constexpr std::uint64_t kBasisPoints = 10'000;

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto obligation = ServedObligation(input);
  if (!obligation) {
    return std::nullopt;
  }
  const auto share = ObligationParameter(input, *obligation, "carbon.offset-cap");
  if (!share) {
    return share.error();
  }
  const auto limit = MulDivFloor(obligation->due.value(), *share, kBasisPoints);
  const auto used = Add(obligation->offset, input.movement.quantity);
  if (limit && used && used->value() <= *limit) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kOffsetCap,
                    obligation->Key(),
                    {{"limit", limit.value_or(0)},
                     {"used", obligation->offset.value()},
                     {"requested", input.movement.quantity.value()}});
}

}  // namespace

const Rule kOffsetCapRule{
    .id = "R-CAR-21",
    .kinds = Kinds({MovementKind::kOffset}),
    .legal_basis = "National ETS measures (REG-B) art. 29",
    .en = "Offsets are at most five per cent of the obligation, rounded down.",
    .zh = "抵销比例不得超过应清缴配额的5%，向下取整。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
