// SPDX-License-Identifier: Apache-2.0
// Goal: a trade moves title exactly when it is allowed, announced, within its band and paid to the
// fen; everything else gives the units back or refuses with the rule and its numbers.
// Method: the trades of the compliance cycle and their neighbours one step past each limit.
#include <gtest/gtest.h>

#include "contracts/state/records/trade.h"
#include "core/crypto/hash.h"
#include "tests/support/market.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CashFor;
using tests::CastGenesis;
using tests::Code;
using tests::CodeOf;
using tests::GiveAllowances;
using tests::HoldingOf;
using tests::Number;
using tests::OnSale;
using tests::TestLedger;
using tests::Time;
using tests::TradeOf;

const std::string kSeries(tests::kAllowances);
const std::vector<std::string> kExchange = {"seee.maker"};
const std::vector<std::string> kBank = {"bank.maker"};

// P4 with 108,037 and P5 with 320,390 to sell, at 10:30 of the trading day.
class Settlement : public ::testing::Test {
 protected:
  Settlement() : ledger_(CastGenesis()) {
    GiveAllowances(ledger_, 2024, {{"p4", 108'037}, {"p5", 320'390}});
    ledger_.At("2025-11-20 10:30");
    EXPECT_TRUE(ledger_.Submit(Both("p4"), {OnSale("P4", 108'037)}).applied());
    EXPECT_TRUE(ledger_.Submit(Both("p5"), {OnSale("P5", 320'390)}).applied());
  }

  Receipt Submit(const SettleTrade& trade) { return ledger_.Submit(kExchange, {trade}); }
  std::optional<Trade> Find(const std::string& id) {
    return ledger_.view().Find<Trade>(CodeOf("seee"), id);
  }

  TestLedger ledger_;
};

SettleTrade BlockTrade(std::uint64_t quantity, std::uint64_t price) {
  SettleTrade trade = TradeOf("B-1", "P5", "P2", quantity);
  trade.mode = TradeMode::kBlock;
  trade.price = Fen(price);
  return trade;
}

void ExpectRefused(const Receipt& receipt, ResultCode code, std::string_view rule) {
  EXPECT_EQ(receipt.code, Code(code)) << receipt.subject;
  EXPECT_EQ(receipt.rule, rule) << receipt.subject;
}

TEST_F(Settlement, LocksThenDeliversTheTradesOfTheCycle) {
  SettleTrade listed = TradeOf("L-1", "P4", "P1", 13'640);
  SettleTrade rising = TradeOf("L-2", "P4", "N1", 34'336);
  rising.price = Fen(7'000);
  rising.previous_close = Fen(7'100);
  const SettleTrade block = BlockTrade(292'500, 5'800);
  const Receipt locked = ledger_.Submit(kExchange, {block, listed, rising});
  ASSERT_TRUE(locked.applied()) << locked.rule << " " << locked.subject;
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).pending, Quantity(47'976));
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).tradable, Quantity(60'061));
  EXPECT_EQ(HoldingOf(ledger_, "P1", kSeries).total(), Quantity(0));
  EXPECT_EQ(Find("B-1")->status, TradeStatus::kUnitsLocked);

  ASSERT_TRUE(ledger_
                  .Submit(kBank,
                          {CashFor(block, 1'696'500'000),
                           CashFor(listed, 85'059'040),
                           CashFor(rising, 240'352'000)})
                  .applied());
  EXPECT_EQ(HoldingOf(ledger_, "P1", kSeries).registered, Quantity(13'640));
  EXPECT_EQ(HoldingOf(ledger_, "N1", kSeries).registered, Quantity(34'336));
  EXPECT_EQ(HoldingOf(ledger_, "P2", kSeries).registered, Quantity(292'500));
  EXPECT_EQ(HoldingOf(ledger_, "P5", kSeries).total(), Quantity(27'890));
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).pending, Quantity(0));
  const auto settled = Find("L-1");
  EXPECT_EQ(settled->status, TradeStatus::kSettled);
  EXPECT_EQ(settled->amount, Fen(85'059'040));
  const auto delivered =
      ledger_.view().Find<UnitBlock>(settled->ranges[0].batch, settled->ranges[0].first);
  EXPECT_EQ(delivered->holder, AccountId("P1"));
  EXPECT_EQ(delivered->received, CstDay(20251120));
  EXPECT_EQ(delivered->encumbrance, "");
}

TEST_F(Settlement, LocksTheSerialsThatATradeNames) {
  const auto seller = HoldingOf(ledger_, "P4", kSeries);
  ASSERT_EQ(seller.tradable, Quantity(108'037));
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 300);
  trade.ranges = {{BatchId("CN-CEA-2024"), Serial(1), Serial(100)},
                  {BatchId("CN-CEA-2024"), Serial(501), Serial(700)}};
  ASSERT_TRUE(Submit(trade).applied());
  EXPECT_EQ(Find("L-1")->ranges, trade.ranges);
  ASSERT_TRUE(ledger_.Submit(kBank, {CashFor(trade, 300 * 6'236)}).applied());
  const auto low = ledger_.view().Find<UnitBlock>(BatchId("CN-CEA-2024"), Serial(1));
  EXPECT_EQ(low->holder, AccountId("P1"));
  EXPECT_EQ(low->last, Serial(100));
}

TEST_F(Settlement, RefusesParticipantsThatAreNotKeyEmitting) {
  const Receipt buyer = Submit(TradeOf("L-1", "P4", "F1", 10));
  ExpectRefused(buyer, ResultCode::kNotEligible, "R-TRD-01");
  ExpectRefused(Submit(TradeOf("L-1", "F1", "P1", 10)), ResultCode::kNotEligible, "R-TRD-01");
  EXPECT_FALSE(Find("L-1").has_value());
}

TEST_F(Settlement, RefusesAListedTradeOfABlocksSize) {
  ASSERT_TRUE(Submit(TradeOf("L-1", "P5", "P2", 99'999)).applied());
  const Receipt receipt = Submit(TradeOf("L-2", "P5", "P2", 100'000));
  ExpectRefused(receipt, ResultCode::kLot, "R-TRD-03");
  EXPECT_EQ(Number(receipt, "limit"), 100'000U);
  EXPECT_EQ(Number(receipt, "requested"), 100'000U);
}

TEST_F(Settlement, RefusesABlockTradeOfAListedSize) {
  ASSERT_TRUE(Submit(BlockTrade(100'000, 5'800)).applied());
  SettleTrade small = BlockTrade(99'999, 5'800);
  small.trade = "B-2";
  const Receipt receipt = Submit(small);
  ExpectRefused(receipt, ResultCode::kLot, "R-TRD-04");
  EXPECT_EQ(Number(receipt, "minimum"), 100'000U);
}

// 62.36: a block from 43.66 to 81.06, listed from 56.13 to 68.59. 71.00 listed: 63.90 to 78.10.
TEST_F(Settlement, KeepsPricesInsideTheBandToTheFen) {
  struct Row {
    TradeMode mode;
    std::uint64_t close;
    std::uint64_t lowest;
    std::uint64_t highest;
  };
  int number = 0;
  for (const Row& row : {Row{TradeMode::kBlock, 6'236, 4'366, 8'106},
                         Row{TradeMode::kListed, 6'236, 5'613, 6'859},
                         Row{TradeMode::kListed, 7'100, 6'390, 7'810},
                         Row{TradeMode::kListed, 9, 9, 9}}) {
    const bool block = row.mode == TradeMode::kBlock;
    const auto at = [&](std::uint64_t price) {
      SettleTrade trade = TradeOf("T-" + std::to_string(++number), "P5", "P2", 1);
      trade.mode = row.mode;
      trade.quantity = Quantity(block ? 100'000 : 1);
      trade.price = Fen(price);
      trade.previous_close = Fen(row.close);
      return Submit(trade);
    };
    const std::string_view rule = block ? "R-TRD-04" : "R-TRD-03";
    const Receipt below = at(row.lowest - 1);
    ExpectRefused(below, ResultCode::kPriceBand, rule);
    EXPECT_EQ(Number(below, "requested"), row.lowest - 1);
    EXPECT_EQ(Number(below, "lowest"), row.lowest);
    EXPECT_EQ(Number(below, "highest"), row.highest);
    ExpectRefused(at(row.highest + 1), ResultCode::kPriceBand, rule);
    EXPECT_TRUE(at(row.lowest).applied()) << row.close;
    EXPECT_TRUE(at(row.highest).applied()) << row.close;
  }
}

TEST_F(Settlement, JudgesBandsAtTheEdgeOfNumbersWithoutWrapping) {
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 1);
  trade.previous_close = Fen(~0ULL);
  trade.price = Fen(1);
  ExpectRefused(Submit(trade), ResultCode::kPriceBand, "R-TRD-03");
  trade.price = Fen(~0ULL);
  trade.previous_close = Fen(1);
  ExpectRefused(Submit(trade), ResultCode::kPriceBand, "R-TRD-03");
  trade.quantity = Quantity(2);
  EXPECT_EQ(Submit(trade).code, Code(ResultCode::kOverflow));
}

TEST_F(Settlement, TakesThePreviousCloseFromTheRecordedPrice) {
  RecordPrice price;
  price.class_id = ClassId("CEA");
  price.day = CstDay(20251119);
  price.close = Fen(7'100);
  price.average = Fen(7'050);
  price.volume = Quantity(1'000);
  ASSERT_TRUE(ledger_.Submit(kExchange, {price}).applied());
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  trade.previous_close = {};
  trade.price = Fen(7'811);
  const Receipt over = Submit(trade);
  ExpectRefused(over, ResultCode::kPriceBand, "R-TRD-03");
  EXPECT_EQ(Number(over, "previous-close"), 7'100U);
  trade.price = Fen(7'810);
  EXPECT_TRUE(Submit(trade).applied());
  // A stated close that contradicts the record of the day before.
  SettleTrade other = TradeOf("L-2", "P4", "P1", 10);
  const Receipt stated = Submit(other);
  ExpectRefused(stated, ResultCode::kPriceBand, "R-TRD-06");
  EXPECT_EQ(Number(stated, "recorded"), 7'100U);
  EXPECT_EQ(Number(stated, "requested"), 6'236U);
}

TEST_F(Settlement, RefusesATradeWithoutAnyPreviousClose) {
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  trade.previous_close = {};
  ExpectRefused(Submit(trade), ResultCode::kNotFound, "R-TRD-03");
}

AnnounceBidding Notice() {
  AnnounceBidding notice;
  notice.exchange = CodeOf("seee");
  notice.announcement = "N-1";
  notice.series = SeriesId(kSeries);
  notice.opens = Time("2025-11-20 09:30");
  notice.closes = Time("2025-11-20 11:30");
  notice.document = Sha256("notice");
  return notice;
}

TEST_F(Settlement, LetsBiddingTradesPassOnlyUnderANoticeInItsWindow) {
  SettleTrade bid = TradeOf("D-1", "P5", "P2", 150'000);
  bid.mode = TradeMode::kBidding;
  bid.price = Fen(20'000);  // no band is given for bidding
  bid.announcement = "N-1";
  ExpectRefused(Submit(bid), ResultCode::kBidReference, "R-TRD-05");
  ASSERT_TRUE(ledger_.Submit(kExchange, {Notice()}).applied());
  EXPECT_EQ(ledger_.Submit(kExchange, {Notice()}).code, Code(ResultCode::kExists));
  bid.traded_at = Time("2025-11-20 09:29:59");
  const Receipt early = Submit(bid);
  ExpectRefused(early, ResultCode::kBidReference, "R-TRD-05");
  EXPECT_EQ(Number(early, "opens"), Notice().opens.value());
  bid.traded_at = Time("2025-11-20 09:30");
  EXPECT_TRUE(Submit(bid).applied());
  ledger_.At("2025-11-20 12:00");
  bid.trade = "D-2";
  bid.traded_at = Time("2025-11-20 11:30:01");
  ExpectRefused(Submit(bid), ResultCode::kBidReference, "R-TRD-05");
}

TEST_F(Settlement, RefusesBiddingUnderANoticeOfAnotherSeries) {
  GiveAllowances(ledger_, 2023, {{"p4", 100}});
  AnnounceBidding notice = Notice();
  notice.series = SeriesId("CEA/2023/CN");
  ASSERT_TRUE(ledger_.Submit(kExchange, {notice}).applied());
  SettleTrade bid = TradeOf("D-1", "P5", "P2", 10);
  bid.mode = TradeMode::kBidding;
  bid.announcement = "N-1";
  ExpectRefused(Submit(bid), ResultCode::kBidReference, "R-TRD-05");
}

TEST_F(Settlement, RefusesNoticesThatComeTooLateOrFromAnotherExchange) {
  AnnounceBidding notice = Notice();
  notice.closes = Time("2025-11-20 10:00");
  EXPECT_EQ(ledger_.Submit(kExchange, {notice}).code, Code(ResultCode::kFieldRange));
  notice = Notice();
  notice.exchange = CodeOf("cbgex");
  EXPECT_EQ(ledger_.Submit({"cbgex.maker"}, {notice}).code, Code(ResultCode::kApproval));
  notice = Notice();
  notice.series = SeriesId("CEA/1999/CN");
  EXPECT_EQ(ledger_.Submit(kExchange, {notice}).code, Code(ResultCode::kNotFound));
}

TEST_F(Settlement, KeepsLotAndTickOfTheClass) {
  Genesis genesis = CastGenesis();
  for (Parameter& parameter : genesis.parameters) {
    if (parameter.scope == "CEA:::" &&
        (parameter.name == "trading.lot" || parameter.name == "trading.tick")) {
      parameter.value = 10;
    }
  }
  TestLedger ledger(genesis);
  GiveAllowances(ledger, 2024, {{"p4", 1'000}});
  ledger.At("2025-11-20 10:30");
  ASSERT_TRUE(ledger.Submit(Both("p4"), {OnSale("P4", 1'000)}).applied());
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 15);
  trade.price = Fen(6'240);
  const Receipt lot = ledger.Submit(kExchange, {trade});
  ExpectRefused(lot, ResultCode::kTick, "R-TRD-07");
  EXPECT_EQ(Number(lot, "lot"), 10U);
  trade.quantity = Quantity(20);
  trade.price = Fen(6'241);
  const Receipt tick = ledger.Submit(kExchange, {trade});
  ExpectRefused(tick, ResultCode::kTick, "R-TRD-07");
  EXPECT_EQ(Number(tick, "tick"), 10U);
  trade.price = Fen(6'240);
  EXPECT_TRUE(ledger.Submit(kExchange, {trade}).applied());
}

TEST_F(Settlement, RefusesSerialsOfAnotherVintage) {
  GiveAllowances(ledger_, 2023, {{"p4", 100}});
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  trade.ranges = {{BatchId("CN-CEA-2023"), Serial(1), Serial(10)}};
  ExpectRefused(Submit(trade), ResultCode::kVintage, "R-TRD-09");
}

TEST_F(Settlement, RefusesShortSales) {
  const Receipt receipt = Submit(BlockTrade(320'391, 5'800));
  ExpectRefused(receipt, ResultCode::kInsufficient, "R-TRD-11");
  EXPECT_EQ(Number(receipt, "requested"), 320'391U);
  EXPECT_EQ(Number(receipt, "available"), 320'390U);
  // What is locked for one trade is not there for the next.
  ASSERT_TRUE(Submit(BlockTrade(320'390, 5'800)).applied());
  ExpectRefused(Submit(TradeOf("L-1", "P5", "P2", 1)), ResultCode::kInsufficient, "R-TRD-11");
}

TEST_F(Settlement, UsesATradeIdOnceWhateverBecameOfTheTrade) {
  const SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  ASSERT_TRUE(Submit(trade).applied());
  const auto before = ledger_.state().WithoutCounters();
  ExpectRefused(Submit(trade), ResultCode::kDuplicateTrade, "R-TRD-13");
  EXPECT_EQ(ledger_.state().WithoutCounters(), before) << "a refusal changes nothing";
  FailCash fail;
  fail.exchange = CodeOf("seee");
  fail.trade = "L-1";
  fail.declared_by = CodeOf("seee");
  fail.reason = "entered twice";
  ASSERT_TRUE(ledger_.Submit(kExchange, {fail}).applied());
  ExpectRefused(Submit(trade), ResultCode::kDuplicateTrade, "R-TRD-13");
  // All or none: a file that repeats a trade inside it does nothing.
  const SettleTrade fresh = TradeOf("L-2", "P4", "P1", 10);
  const Receipt file = ledger_.Submit(kExchange, {fresh, fresh});
  ExpectRefused(file, ResultCode::kDuplicateTrade, "R-TRD-13");
  EXPECT_EQ(file.operation_index, 1U);
  EXPECT_FALSE(Find("L-2").has_value());
}

TEST_F(Settlement, RefusesTradesThatTheWrongInstitutionReports) {
  const SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  EXPECT_EQ(ledger_.Submit({"bank.maker"}, {trade}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"cbgex.maker"}, {trade}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"seee.checker"}, {trade}).code, Code(ResultCode::kApproval));
  SettleTrade forged = trade;
  forged.exchange = CodeOf("cbgex");  // trades reductions, not allowances
  EXPECT_EQ(ledger_.Submit({"cbgex.maker"}, {forged}).code, Code(ResultCode::kApproval));
}

TEST_F(Settlement, RefusesTradesThatAreNotWellFormed) {
  const auto refused = [&](auto change) {
    SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
    change(trade);
    return Submit(trade).code;
  };
  EXPECT_EQ(refused([](SettleTrade& t) { t.quantity = {}; }), Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](SettleTrade& t) { t.price = {}; }), Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](SettleTrade& t) { t.mode = TradeMode::kUnspecified; }),
            Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](SettleTrade& t) { t.buyer = t.seller; }), Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](SettleTrade& t) { t.trade = "a/b"; }), Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](SettleTrade& t) { t.announcement = "N-1"; }), Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](SettleTrade& t) { t.mode = TradeMode::kBidding; }),
            Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](SettleTrade& t) { t.buyer = AccountId("NOBODY"); }),
            Code(ResultCode::kNotFound));
  EXPECT_EQ(refused([](SettleTrade& t) { t.series = SeriesId("CEA/1999/CN"); }),
            Code(ResultCode::kNotFound));
  EXPECT_EQ(refused([](SettleTrade& t) { t.traded_at = Time("2025-11-20 10:31"); }),
            Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](SettleTrade& t) { t.traded_at = {}; }), Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](SettleTrade& t) { t.traded_at = BlockTime(~0ULL); }),
            Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](SettleTrade& t) { t.cut_off = Time("2025-11-21 00:00"); }),
            Code(ResultCode::kFieldRange));
  EXPECT_FALSE(Find("L-1").has_value());
}

TEST_F(Settlement, MovesUnitsOnlyForExactlyTheAmountFromBuyerToSeller) {
  const SettleTrade trade = TradeOf("L-1", "P4", "P1", 13'640);
  ASSERT_TRUE(Submit(trade).applied());
  for (const std::uint64_t wrong : {85'059'039ULL, 85'059'041ULL, 0ULL}) {
    const Receipt receipt = ledger_.Submit(kBank, {CashFor(trade, wrong)});
    ExpectRefused(receipt, ResultCode::kDvpAmount, "R-TRD-12");
    EXPECT_EQ(Number(receipt, "expected"), 85'059'040U);
    EXPECT_EQ(Number(receipt, "requested"), wrong);
  }
  ConfirmCash swapped = CashFor(trade, 85'059'040);
  std::swap(swapped.payer, swapped.payee);
  ExpectRefused(ledger_.Submit(kBank, {swapped}), ResultCode::kDvpState, "R-TRD-12");
  ConfirmCash stranger = CashFor(trade, 85'059'040);
  stranger.payee = CodeOf("p5");
  ExpectRefused(ledger_.Submit(kBank, {stranger}), ResultCode::kDvpState, "R-TRD-12");
  EXPECT_EQ(ledger_.Submit(kExchange, {CashFor(trade, 85'059'040)}).code,
            Code(ResultCode::kApproval));
  EXPECT_EQ(HoldingOf(ledger_, "P1", kSeries).total(), Quantity(0));
  EXPECT_EQ(Find("L-1")->status, TradeStatus::kUnitsLocked);
  EXPECT_TRUE(ledger_.Submit(kBank, {CashFor(trade, 85'059'040)}).applied());
}

TEST_F(Settlement, SettlesATradeOnceAndUsesABankReferenceOnce) {
  const SettleTrade first = TradeOf("L-1", "P4", "P1", 10);
  const SettleTrade second = TradeOf("L-2", "P4", "P1", 10);
  ASSERT_TRUE(ledger_.Submit(kExchange, {first, second}).applied());
  ASSERT_TRUE(ledger_.Submit(kBank, {CashFor(first, 62'360)}).applied());
  ConfirmCash again = CashFor(first, 62'360);
  again.reference = "REF-OTHER";
  ExpectRefused(ledger_.Submit(kBank, {again}), ResultCode::kDvpState, "R-TRD-12");
  ConfirmCash reused = CashFor(second, 62'360);
  reused.reference = "REF-L-1";
  EXPECT_EQ(ledger_.Submit(kBank, {reused}).code, Code(ResultCode::kExists));
  ConfirmCash unknown = CashFor(second, 62'360);
  unknown.trade = "L-9";
  EXPECT_EQ(ledger_.Submit(kBank, {unknown}).code, Code(ResultCode::kNotFound));
}

TEST_F(Settlement, GivesUnitsBackWhenTheBankSaysThatCashFailed) {
  const SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  ASSERT_TRUE(Submit(trade).applied());
  FailCash fail;
  fail.exchange = CodeOf("seee");
  fail.trade = "L-1";
  fail.declared_by = CodeOf("bank");
  EXPECT_EQ(ledger_.Submit(kBank, {fail}).code, Code(ResultCode::kMalformed));
  fail.reason = "insufficient funds";
  EXPECT_EQ(ledger_.Submit({"p1.maker"}, {fail}).code, Code(ResultCode::kApproval));
  ASSERT_TRUE(ledger_.Submit(kBank, {fail}).applied());
  EXPECT_EQ(Find("L-1")->status, TradeStatus::kFailed);
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).tradable, Quantity(108'037));
  EXPECT_EQ(ledger_.Submit(kBank, {fail}).code, Code(ResultCode::kDvpState));
  ExpectRefused(ledger_.Submit(kBank, {CashFor(trade, 62'360)}), ResultCode::kDvpState, "R-TRD-12");
  ledger_.At("2025-11-21 09:00");
  ledger_.Tick();  // its cut-off passed: nothing is left to expire
  EXPECT_EQ(Find("L-1")->status, TradeStatus::kFailed);
}

TEST_F(Settlement, ExpiresAnUnpaidTradeAtItsCutOff) {
  const SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  SettleTrade early = TradeOf("L-2", "P4", "P1", 20);
  early.cut_off = Time("2025-11-20 15:00");
  ASSERT_TRUE(ledger_.Submit(kExchange, {trade, early}).applied());
  ledger_.At("2025-11-20 15:00");
  // At the cut-off the bank comes too late for that trade; the block releases it by itself.
  const Receipt late = ledger_.Submit(kBank, {CashFor(early, 124'720)});
  ExpectRefused(late, ResultCode::kDvpExpired, "R-TRD-12");
  EXPECT_EQ(Number(late, "limit"), early.cut_off.value());
  EXPECT_EQ(Find("L-2")->status, TradeStatus::kExpired);
  EXPECT_EQ(Find("L-1")->status, TradeStatus::kUnitsLocked);
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).tradable, Quantity(108'027));
  ExpectRefused(
      ledger_.Submit(kBank, {CashFor(early, 124'720)}), ResultCode::kDvpExpired, "R-TRD-12");
  ledger_.At("2025-11-21 00:00");
  ledger_.Tick();
  EXPECT_EQ(Find("L-1")->status, TradeStatus::kExpired);
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).tradable, Quantity(108'037));
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).pending, Quantity(0));
  const Event& last = ledger_.events().back();
  EXPECT_EQ(last.transaction_id, TransactionId{});
  EXPECT_EQ(last.type, EventType::kPosition);
  ExpectRefused(Submit(TradeOf("L-3", "P4", "P1", 10)), ResultCode::kDvpExpired, "R-TRD-12");
}

TEST_F(Settlement, TakesASettlementFileInOneTransaction) {
  std::vector<Operation> file;
  std::vector<Operation> cash;
  for (int i = 0; i < 512; ++i) {
    const SettleTrade trade = TradeOf("F-" + std::to_string(i), "P5", i % 2 == 0 ? "P1" : "P2", 10);
    file.emplace_back(trade);
    cash.emplace_back(CashFor(trade, 62'360));
  }
  ASSERT_TRUE(ledger_.Submit(kExchange, file).applied());
  EXPECT_EQ(HoldingOf(ledger_, "P5", kSeries).pending, Quantity(5'120));
  ASSERT_TRUE(ledger_.Submit(kBank, cash).applied());
  EXPECT_EQ(HoldingOf(ledger_, "P1", kSeries).registered, Quantity(2'560));
  EXPECT_EQ(HoldingOf(ledger_, "P5", kSeries).pending, Quantity(0));
}

TEST_F(Settlement, MovesPositionsBothWaysForTheHolderAlone) {
  MovePosition back = OnSale("P4", 8'037);
  back.to = Position::kRegistered;
  ASSERT_TRUE(ledger_.Submit(Both("p4"), {back}).applied());
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).registered, Quantity(8'037));
  EXPECT_EQ(HoldingOf(ledger_, "P4", kSeries).tradable, Quantity(100'000));
  EXPECT_EQ(ledger_.Submit({"p4.maker"}, {OnSale("P4", 1)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit(Both("p5"), {OnSale("P4", 1)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit(Both("p4"), {OnSale("P4", 8'038)}).code,
            Code(ResultCode::kInsufficient));
  EXPECT_EQ(ledger_.Submit(Both("p4"), {OnSale("P4", 0)}).code, Code(ResultCode::kFieldRange));
  MovePosition sideways = OnSale("P4", 1);
  sideways.to = Position::kPledged;
  EXPECT_EQ(ledger_.Submit(Both("p4"), {sideways}).code, Code(ResultCode::kMalformed));
}

TEST_F(Settlement, NeverMovesUnitsThatAreEnded) {
  VoluntaryCancel cancel;
  MovePosition back = OnSale("P4", 500);
  back.ranges = {{BatchId("CN-CEA-2024"), Serial(1), Serial(500)}};
  back.to = Position::kRegistered;
  ASSERT_TRUE(ledger_.Submit(Both("p4"), {back}).applied());
  cancel.from = AccountId("P4");
  cancel.series = SeriesId(kSeries);
  cancel.quantity = Quantity(500);
  cancel.ranges = back.ranges;
  cancel.purpose = "public good";
  cancel.beneficiary = "Expo 2025";
  const Receipt ended =
      ledger_.Submit(tests::Join({Both("p4"), {"reg.checker"}}), {cancel}, {}, "REG-B art. 19");
  ASSERT_TRUE(ended.applied()) << ended.code << ended.rule << ended.subject;
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 10);
  trade.ranges = {{BatchId("CN-CEA-2024"), Serial(491), Serial(500)}};
  const Receipt sold = Submit(trade);
  ExpectRefused(sold, ResultCode::kTerminal, "R-XAS-03");
  EXPECT_EQ(sold.subject, "CN-CEA-2024-000000000001-000000000500");
  MovePosition named = OnSale("P4", 10);
  named.ranges = trade.ranges;
  ExpectRefused(ledger_.Submit(Both("p4"), {named}), ResultCode::kTerminal, "R-XAS-03");
}

}  // namespace
}  // namespace heng::contracts
