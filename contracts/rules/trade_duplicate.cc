// SPDX-License-Identifier: Apache-2.0
// R-TRD-13: a trade is recorded once, so that a file sent twice sells nothing twice.
#include "contracts/rules/registry.h"
#include "contracts/state/records/trade.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<SettleTrade>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  const auto earlier = input.context.view.Find<Trade>(operation->exchange, operation->trade);
  if (!earlier) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kDuplicateTrade,
                    earlier->Key(),
                    {{"status", static_cast<std::uint64_t>(earlier->status)}});
}

}  // namespace

const Rule kDuplicateTradeRule{
    .id = "R-TRD-13",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis = "Uniqueness of business keys on this register",
    .en = "An exchange uses a trade id once, whatever became of the trade.",
    .zh = "同一交易机构的成交编号不得重复使用。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
