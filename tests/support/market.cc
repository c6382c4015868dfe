// SPDX-License-Identifier: Apache-2.0
#include "tests/support/market.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>

#include "core/crypto/hash.h"

namespace heng::tests {
namespace {

using namespace contracts;  // NOLINT: a test's own words

// "P1" -> the organisation of p1.
ParticipantId OwnerOf(const std::string& account) {
  std::string name = account;
  std::ranges::transform(
      name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return CodeOf(name);
}

}  // namespace

std::uint32_t Code(ResultCode code) {
  return static_cast<std::uint32_t>(code);
}

BlockTime Time(const std::string& text) {
  const auto time = ParseCst(text);
  if (!time) {
    std::fprintf(stderr, "'%s' is no time\n", text.c_str());
    std::abort();
  }
  return *time;
}

MovePosition OnSale(const std::string& account, std::uint64_t quantity) {
  MovePosition operation;
  operation.account = AccountId(account);
  operation.series = SeriesId(std::string(kAllowances));
  operation.quantity = Quantity(quantity);
  operation.to = Position::kTradable;
  return operation;
}

SettleTrade TradeOf(const std::string& id,
                    const std::string& seller,
                    const std::string& buyer,
                    std::uint64_t quantity) {
  SettleTrade operation;
  operation.exchange = CodeOf("seee");
  operation.trade = id;
  operation.mode = TradeMode::kListed;
  operation.seller = AccountId(seller);
  operation.buyer = AccountId(buyer);
  operation.series = SeriesId(std::string(kAllowances));
  operation.quantity = Quantity(quantity);
  operation.price = Fen(6'236);
  operation.previous_close = Fen(6'236);
  operation.traded_at = Time("2025-11-20 10:00");
  return operation;
}

ConfirmCash CashFor(const SettleTrade& trade, std::uint64_t fen) {
  ConfirmCash operation;
  operation.bank = CodeOf("bank");
  operation.exchange = trade.exchange;
  operation.trade = trade.trade;
  operation.amount = Fen(fen);
  operation.payer = OwnerOf(trade.buyer.value());
  operation.payee = OwnerOf(trade.seller.value());
  operation.reference = "REF-" + trade.trade;
  operation.paid_at = Time("2025-11-20 11:00");
  return operation;
}

ProposePledge PledgeOf(const std::string& id, std::uint64_t quantity) {
  ProposePledge operation;
  operation.pledge = id;
  operation.pledgor = AccountId("P4");
  operation.pledgee = CodeOf("bank");
  operation.series = SeriesId(std::string(kAllowances));
  operation.quantity = Quantity(quantity);
  operation.secured = Fen(100'000'000);
  operation.term = CstDay(20260630);
  operation.contract = Sha256("contract of " + id);
  operation.unified_number = "UREG-" + id;
  return operation;
}

FreezeUnits OrderOf(const std::string& id, std::uint64_t quantity) {
  FreezeUnits operation;
  operation.order = id;
  operation.kind = FreezeKind::kJudicial;
  operation.authority = CodeOf("court");
  operation.case_number = "(2025)鄂01执保1号";
  operation.document = Sha256("order " + id);
  operation.account = AccountId("P4");
  operation.series = SeriesId(std::string(kAllowances));
  operation.quantity = Quantity(quantity);
  return operation;
}

}  // namespace heng::tests
