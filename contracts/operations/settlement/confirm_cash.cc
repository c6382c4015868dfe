// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/settlement/confirm_cash.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/settlement/close_trade.h"
#include "contracts/operations/signatories.h"
#include "contracts/state/records/business_key.h"

namespace heng::contracts {
namespace {

constexpr std::string_view kReferenceKind = "bank-reference";

BusinessKey ReferenceKey(const ConfirmCash& operation) {
  BusinessKey key;
  key.kind = kReferenceKind;
  key.value = operation.bank.value() + ":" + operation.reference;
  key.record_key = Trade::KeyOf(operation.exchange, operation.trade);
  return key;
}

}  // namespace

Outcome<void> Validate(const ConfirmCash& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.bank.value(), "bank"));
  HENG_CHECK_OK(CheckIdentifier(operation.exchange.value(), "exchange"));
  HENG_CHECK_OK(CheckIdentifier(operation.trade, "trade"));
  HENG_CHECK_OK(CheckIdentifier(operation.reference, "reference"));
  return {};
}

std::optional<Approver> Resolve(const ConfirmCash& operation, Party party, const View& /*view*/) {
  if (party != Party::kBank) {
    return std::nullopt;
  }
  return NamedApprover(Role::kBank, operation.bank);
}

Outcome<Plan> Check(const ConfirmCash& operation, const Context& context) {
  const auto trade = context.view.Find<Trade>(operation.exchange, operation.trade);
  if (!trade) {
    return Refuse(ResultCode::kNotFound, "trade " + operation.trade);
  }
  const BusinessKey reference = ReferenceKey(operation);
  if (context.view.FindByKey<BusinessKey>(reference.Key())) {
    return Refuse(ResultCode::kExists, reference.Key());
  }
  HENG_TRY(Movement movement,
           DescribeMove(context.view,
                        SeriesMove{.kind = MovementKind::kDeliver,
                                   .series = trade->series,
                                   .quantity = trade->quantity,
                                   .ranges = trade->ranges,
                                   .from = trade->seller,
                                   .to = trade->buyer,
                                   .position = Position::kPending}));
  return Plan{std::move(movement)};
}

Outcome<void> Apply(const ConfirmCash& operation, const Context& context, Journal& journal) {
  auto trade = context.view.Find<Trade>(operation.exchange, operation.trade);
  HENG_ASSERT(trade.has_value());
  trade->bank = operation.bank;
  trade->bank_reference = operation.reference;
  trade->paid_at = operation.paid_at;
  journal.Put(ReferenceKey(operation));
  return CloseTrade(journal, *std::move(trade), TradeStatus::kSettled, ConfirmCash::kName);
}

}  // namespace heng::contracts
