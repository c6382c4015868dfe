// SPDX-License-Identifier: Apache-2.0
// R-GOV-04: the register's record is the final word on title. Serials that an operation names must
// stand in the account that gives them.
#include "contracts/rules/registry.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Movement& movement = input.movement;
  for (const SerialRange& range : movement.ranges) {
    const auto block = BlockHolding(input.context.view, range.batch, range.first);
    // Serials never issued or already ended have their own refusals.
    if (block && block->status == UnitStatus::kActive && movement.from &&
        block->holder != movement.from->id) {
      return RefusedFor(ResultCode::kFinalTitle, FormatSerials(range));
    }
  }
  return std::nullopt;
}

}  // namespace

const Rule kFinalTitleRule{
    .id = "R-GOV-04",
    .kinds = kDisposals,
    .legal_basis = "National ETS measures (REG-B) art. 5",
    .en = "The register's record is the final basis of title.",
    .zh = "登记簿的记录是权属的最终依据。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
