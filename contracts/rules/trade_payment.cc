// SPDX-License-Identifier: Apache-2.0
// R-TRD-12: delivery versus payment, trade by trade.
#include "contracts/rules/registry.h"
#include "contracts/state/records/trade.h"

namespace heng::contracts {
namespace {

// The cut-off of a trade still to be recorded.
std::optional<Refusal> JudgeTrade(const SettleTrade& operation, const Context& context) {
  const Outcome<BlockTime> cut_off = CutOffOf(operation, context);
  if (!cut_off) {
    return cut_off.error();
  }
  if (context.block.time <= *cut_off) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kDvpExpired,
                    operation.trade,
                    {{"limit", cut_off->value()}, {"block-time", context.block.time.value()}});
}

std::optional<Refusal> JudgeState(const Trade& trade, const Context& context) {
  if (trade.status == TradeStatus::kExpired ||
      (trade.status == TradeStatus::kUnitsLocked && trade.cut_off < context.block.time)) {
    return RefusedFor(
        ResultCode::kDvpExpired,
        trade.Key(),
        {{"limit", trade.cut_off.value()}, {"block-time", context.block.time.value()}});
  }
  if (trade.status != TradeStatus::kUnitsLocked) {
    return RefusedFor(
        ResultCode::kDvpState, trade.Key(), {{"status", static_cast<std::uint64_t>(trade.status)}});
  }
  return std::nullopt;
}

std::optional<Refusal> JudgeCash(const ConfirmCash& operation, const RuleInput& input) {
  const auto trade = input.context.view.Find<Trade>(operation.exchange, operation.trade);
  if (!trade) {
    return RefusedFor(ResultCode::kNotFound, "trade " + operation.trade);
  }
  if (auto refusal = JudgeState(*trade, input.context)) {
    return refusal;
  }
  if (operation.amount != trade->amount) {
    return RefusedFor(
        ResultCode::kDvpAmount,
        trade->Key(),
        {{"expected", trade->amount.value()}, {"requested", operation.amount.value()}});
  }
  const Movement& movement = input.movement;
  if (!movement.to || movement.to->participant != operation.payer) {
    return RefusedFor(ResultCode::kDvpState, "payer " + operation.payer.value());
  }
  if (!movement.from || movement.from->participant != operation.payee) {
    return RefusedFor(ResultCode::kDvpState, "payee " + operation.payee.value());
  }
  return std::nullopt;
}

std::optional<Refusal> Evaluate(const RuleInput& input) {
  if (const auto* cash = input.As<ConfirmCash>()) {
    return JudgeCash(*cash, input);
  }
  if (const auto* trade = input.As<SettleTrade>()) {
    return JudgeTrade(*trade, input.context);
  }
  return std::nullopt;
}

}  // namespace

const Rule kPaymentRule{
    .id = "R-TRD-12",
    .kinds = Kinds({MovementKind::kTrade, MovementKind::kDeliver}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3); cut-off by this register",
    .en =
        "Units move if and only if the bank confirms, before the cut-off, that the buyer paid the "
        "seller exactly quantity times price.",
    .zh = "仅当银行在截止时间前确认买方已向卖方足额支付（数量乘单价）时，单位方可过户。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
