// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/settlement/fail_cash.h"

#include "contracts/form.h"
#include "contracts/operations/settlement/close_trade.h"
#include "contracts/operations/settlement/exchange.h"
#include "contracts/operations/signatories.h"

namespace heng::contracts {

Outcome<void> Validate(const FailCash& operation) {
  HENG_CHECK_OK(CheckText(operation.reason, "reason"));
  HENG_CHECK_OK(CheckIdentifier(operation.exchange.value(), "exchange"));
  HENG_CHECK_OK(CheckIdentifier(operation.trade, "trade"));
  HENG_CHECK_OK(CheckIdentifier(operation.declared_by.value(), "declared-by"));
  if (operation.reason.empty()) {
    return Refuse(ResultCode::kMalformed, "reason is needed");
  }
  return {};
}

std::optional<Approver> Resolve(const FailCash& operation, Party party, const View& view) {
  if (party != Party::kBank) {
    return std::nullopt;
  }
  if (operation.declared_by == operation.exchange) {
    const auto trade = view.Find<Trade>(operation.exchange, operation.trade);
    return trade ? ExchangeOf(view, trade->series, trade->exchange) : std::nullopt;
  }
  return NamedApprover(Role::kBank, operation.declared_by);
}

Outcome<Plan> Check(const FailCash& operation, const Context& context) {
  const auto trade = context.view.Find<Trade>(operation.exchange, operation.trade);
  if (!trade) {
    return Refuse(ResultCode::kNotFound, "trade " + operation.trade);
  }
  if (trade->status != TradeStatus::kUnitsLocked) {
    return Refuse(ResultCode::kDvpState,
                  trade->Key(),
                  {{"status", static_cast<std::uint64_t>(trade->status)}});
  }
  return Plan{};
}

Outcome<void> Apply(const FailCash& operation, const Context& context, Journal& journal) {
  auto trade = context.view.Find<Trade>(operation.exchange, operation.trade);
  HENG_ASSERT(trade.has_value());
  trade->reason = operation.reason;
  return CloseTrade(journal, *std::move(trade), TradeStatus::kFailed, FailCash::kName);
}

}  // namespace heng::contracts
