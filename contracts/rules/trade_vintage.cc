// SPDX-License-Identifier: Apache-2.0
// R-TRD-09: the product traded is one series: class, vintage and pool.
#include "contracts/rules/registry.h"
#include "contracts/state/records/batch.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<SettleTrade>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  if (input.movement.vintage == 0) {
    return RefusedFor(ResultCode::kVintage, operation->series.value());
  }
  for (const SerialRange& range : operation->ranges) {
    const auto batch = input.context.view.Find<Batch>(range.batch);
    if (batch && batch->series != operation->series) {
      return RefusedFor(ResultCode::kVintage, FormatSerials(range));
    }
  }
  return std::nullopt;
}

}  // namespace

const Rule kTradeVintageRule{
    .id = "R-TRD-09",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en = "A trade names exactly one vintage, and every serial it names is of that vintage.",
    .zh = "每笔成交只能指定一个年度产品，所列编号均须属于该年度。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
