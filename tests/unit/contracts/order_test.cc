// SPDX-License-Identifier: Apache-2.0
// Goal: an order holds units whatever else is on them, and its end gives each unit back to exactly
// what held it before; title passes without a trade only under a reason and its law.
// Method: orders of a court and a province over P4's free, tradable and pledged units, laid on top
// of each other and lifted in every order.
#include <gtest/gtest.h>

#include "contracts/state/records/freeze.h"
#include "contracts/state/records/pledge.h"
#include "core/crypto/hash.h"
#include "tests/support/market.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CastGenesis;
using tests::Code;
using tests::CodeOf;
using tests::GiveAllowances;
using tests::HoldingOf;
using tests::Number;
using tests::OnSale;
using tests::OrderOf;
using tests::PledgeOf;
using tests::TestLedger;
using tests::TradeOf;

const std::string kSeries(tests::kAllowances);
const std::vector<std::string> kCourt = {"court.maker", "reg.checker"};
const std::vector<std::string> kProvince = {"epb14.maker", "reg.checker"};

FreezeUnits ProvincesOrder(const std::string& id, std::uint64_t quantity) {
  FreezeUnits order = OrderOf(id, quantity);
  order.kind = FreezeKind::kAdministrative;
  order.authority = CodeOf("epb14");
  return order;
}

// P4 with 1,000: 600 registered, 100 tradable, 300 pledged.
class Orders : public ::testing::Test {
 protected:
  Orders() : ledger_(CastGenesis()) {
    GiveAllowances(ledger_, 2024, {{"p4", 1'000}});
    ledger_.At("2025-11-20 10:30");
    EXPECT_TRUE(ledger_.Submit(Both("p4"), {PledgeOf("G-1", 300)}).applied());
    AcceptPledge accept;
    accept.pledge = "G-1";
    EXPECT_TRUE(ledger_.Submit({"bank.checker", "reg.checker"}, {accept}).applied());
    EXPECT_TRUE(ledger_.Submit(Both("p4"), {OnSale("P4", 100)}).applied());
  }

  Receipt Lift(const std::string& id, const std::vector<std::string>& signers) {
    Unfreeze lift;
    lift.order = id;
    lift.document = Sha256("lift " + id);
    return ledger_.Submit(signers, {lift});
  }
  Receipt Release() {
    ReleasePledge release;
    release.pledge = "G-1";
    return ledger_.Submit(Both("bank"), {release});
  }
  // registered, tradable, pledged, frozen
  void ExpectPositions(std::uint64_t registered,
                       std::uint64_t tradable,
                       std::uint64_t pledged,
                       std::uint64_t frozen) {
    const Holding holding = HoldingOf(ledger_, "P4", kSeries);
    EXPECT_EQ(holding.registered, Quantity(registered));
    EXPECT_EQ(holding.tradable, Quantity(tradable));
    EXPECT_EQ(holding.pledged, Quantity(pledged));
    EXPECT_EQ(holding.frozen, Quantity(frozen));
  }
  // Every block of P4 in the position has this encumbrance.
  void ExpectEncumbrance(Position position, const std::string& encumbrance) {
    ForEachBlockOf(ledger_.view(), AccountId("P4"), SeriesId(kSeries), [&](const UnitBlock& block) {
      if (block.position == position) {
        EXPECT_EQ(block.encumbrance, encumbrance) << block.first.value();
      }
      return true;
    });
  }

  TestLedger ledger_;
};

void ExpectRefused(const Receipt& receipt, ResultCode code, std::string_view rule) {
  EXPECT_EQ(receipt.code, Code(code)) << receipt.subject;
  EXPECT_EQ(receipt.rule, rule) << receipt.subject;
}

TEST_F(Orders, TakeFreeUnitsFirstThenTradableThenPledged) {
  ExpectPositions(600, 100, 300, 0);
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 50)}).applied());
  ExpectPositions(550, 100, 300, 50);
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-2", 600)}).applied());
  ExpectPositions(0, 50, 300, 650);
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-3", 150)}).applied());
  ExpectPositions(0, 0, 200, 800);
  ASSERT_TRUE(Lift("O-2", kCourt).applied());
  ExpectPositions(550, 50, 200, 200);
  ASSERT_TRUE(Lift("O-3", kCourt).applied());
  ASSERT_TRUE(Lift("O-1", kCourt).applied());
  ExpectPositions(600, 100, 300, 0);
  ExpectEncumbrance(Position::kPledged, Pledge::KeyOf("G-1"));
  ExpectEncumbrance(Position::kRegistered, "");
}

TEST_F(Orders, KeepTheirUnitsFromEveryDisposal) {
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 500)}).applied());
  const Receipt position = ledger_.Submit(Both("p4"), {OnSale("P4", 201)});
  ExpectRefused(position, ResultCode::kFrozen, "R-FIN-07");
  EXPECT_EQ(Number(position, "requested"), 201U);
  EXPECT_EQ(Number(position, "available"), 200U);
  EXPECT_EQ(Number(position, "frozen"), 500U);
  const auto order = ledger_.view().Find<Freeze>(std::string("O-1"));
  MovePosition named = OnSale("P4", 10);
  named.ranges = {{order->ranges[0].batch, order->ranges[0].last, order->ranges[0].last}};
  named.quantity = Quantity(1);
  const Receipt refused = ledger_.Submit(Both("p4"), {named});
  ExpectRefused(refused, ResultCode::kFrozen, "R-FIN-07");
  EXPECT_EQ(refused.subject, "freeze/O-1");
  ProposePledge pledge = PledgeOf("G-2", 1);
  pledge.ranges = named.ranges;
  ExpectRefused(ledger_.Submit(Both("p4"), {pledge}), ResultCode::kFrozen, "R-FIN-07");
}

TEST_F(Orders, OfACourtGiveWayToAnEarlierCourtOnly) {
  ASSERT_TRUE(ledger_.Submit(kProvince, {ProvincesOrder("A-1", 700)}).applied());
  ExpectPositions(0, 0, 300, 700);
  // A province's order reaches neither pledged units nor those of an earlier order.
  const Receipt province = ledger_.Submit(kProvince, {ProvincesOrder("A-2", 1)});
  ExpectRefused(province, ResultCode::kPriority, "R-FIN-07");
  EXPECT_EQ(Number(province, "available"), 0U);
  // A court's order reaches both.
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 800)}).applied());
  ExpectPositions(0, 0, 0, 1'000);
  const Receipt late = ledger_.Submit(kCourt, {OrderOf("O-2", 201)});
  ExpectRefused(late, ResultCode::kPriority, "R-FIN-07");
  EXPECT_EQ(late.subject, "freeze/O-1");
  EXPECT_EQ(Number(late, "requested"), 201U);
  EXPECT_EQ(Number(late, "available"), 200U);
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-2", 200)}).applied());
}

TEST_F(Orders, ReturnEachUnitToTheOrderBelow) {
  ASSERT_TRUE(ledger_.Submit(kProvince, {ProvincesOrder("A-1", 700)}).applied());
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 800)}).applied());
  ASSERT_TRUE(Lift("O-1", kCourt).applied());
  ExpectPositions(0, 0, 300, 700);
  ExpectEncumbrance(Position::kFrozen, "freeze/A-1");
  ExpectEncumbrance(Position::kPledged, Pledge::KeyOf("G-1"));
  ASSERT_TRUE(Lift("A-1", kProvince).applied());
  ExpectPositions(600, 100, 300, 0);
}

TEST_F(Orders, SurviveTheLiftingOfTheOrderBelow) {
  ASSERT_TRUE(ledger_.Submit(kProvince, {ProvincesOrder("A-1", 700)}).applied());
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 800)}).applied());
  ASSERT_TRUE(Lift("A-1", kProvince).applied());
  // The court holds 300 pledged and 500 of what the province froze; 200 of that are free again,
  // each where it was: 100 registered and 100 on sale.
  ExpectPositions(100, 100, 0, 800);
  ExpectEncumbrance(Position::kFrozen, "freeze/O-1");
  ASSERT_TRUE(Lift("O-1", kCourt).applied());
  ExpectPositions(600, 100, 300, 0);
  ExpectEncumbrance(Position::kTradable, "");
}

TEST_F(Orders, SurviveTheReleaseOfAPledgeBelow) {
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 800)}).applied());
  ExpectPositions(0, 0, 200, 800);
  ASSERT_TRUE(Release().applied());
  ExpectPositions(200, 0, 0, 800);
  ASSERT_TRUE(Lift("O-1", kCourt).applied());
  ExpectPositions(900, 100, 0, 0);
  ExpectEncumbrance(Position::kRegistered, "");
}

TEST_F(Orders, LapseAfterTheirLastDay) {
  FreezeUnits order = OrderOf("O-1", 800);
  order.until = CstDay(20251219);
  ASSERT_TRUE(ledger_.Submit(kCourt, {order}).applied());
  ledger_.At("2025-12-19 23:59:59");
  ledger_.Tick();
  ExpectPositions(0, 0, 200, 800);
  ledger_.At("2025-12-20 00:00");
  ledger_.Tick();
  ExpectPositions(600, 100, 300, 0);
  EXPECT_EQ(ledger_.view().Find<Freeze>(std::string("O-1"))->status, FreezeStatus::kLapsed);
  EXPECT_EQ(Lift("O-1", kCourt).code, Code(ResultCode::kPendingClosed));
}

TEST_F(Orders, LiftedBeforeTheirLastDayDoNotLapse) {
  FreezeUnits order = OrderOf("O-1", 800);
  order.until = CstDay(20251219);
  ASSERT_TRUE(ledger_.Submit(kCourt, {order}).applied());
  ASSERT_TRUE(Lift("O-1", kCourt).applied());
  ledger_.At("2025-12-20 00:00");
  ledger_.Tick();
  EXPECT_EQ(ledger_.view().Find<Freeze>(std::string("O-1"))->status, FreezeStatus::kLifted);
}

TEST_F(Orders, FreezeNamedSerialsAcrossBlocks) {
  FreezeUnits order = OrderOf("O-1", 1'000);
  order.ranges = {{BatchId("CN-CEA-2024"), Serial(1), Serial(1'000)}};
  ASSERT_TRUE(ledger_.Submit(kCourt, {order}).applied());
  ExpectPositions(0, 0, 0, 1'000);
  ASSERT_TRUE(Lift("O-1", kCourt).applied());
  ExpectPositions(600, 100, 300, 0);
  order.order = "O-2";
  order.ranges.push_back({BatchId("CN-CEA-2024"), Serial(1'000), Serial(1'000)});
  order.quantity = Quantity(1'001);
  EXPECT_EQ(ledger_.Submit(kCourt, {order}).code, Code(ResultCode::kMalformed));
  order.ranges = {{BatchId("CN-CEA-2024"), Serial(2'000), Serial(2'000)}};
  order.quantity = Quantity(1);
  EXPECT_EQ(ledger_.Submit(kCourt, {order}).code, Code(ResultCode::kInsufficient));
}

TEST_F(Orders, LeaveATradeUnderWayToEnd) {
  ASSERT_TRUE(ledger_.Submit({"seee.maker"}, {TradeOf("L-1", "P4", "P1", 100)}).applied());
  const Receipt receipt = ledger_.Submit(kCourt, {OrderOf("O-1", 901)});
  ExpectRefused(receipt, ResultCode::kPriority, "R-FIN-07");
  EXPECT_EQ(receipt.subject, "trade/91310000MA0000023A/L-1");
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 900)}).applied());
}

TEST_F(Orders, RefuseWrongSignersNamesAndQuantities) {
  EXPECT_EQ(ledger_.Submit({"court.maker"}, {OrderOf("O-1", 1)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit(kProvince, {OrderOf("O-1", 1)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit(Both("p4"), {OrderOf("O-1", 1)}).code, Code(ResultCode::kApproval));
  FreezeUnits forged = OrderOf("O-1", 1);
  forged.authority = CodeOf("epb14");  // a province is no court
  EXPECT_EQ(ledger_.Submit(kProvince, {forged}).code, Code(ResultCode::kApproval));
  FreezeUnits foreign = ProvincesOrder("O-1", 1);
  foreign.authority = CodeOf("epb42");  // P4 is not of that province
  EXPECT_EQ(ledger_.Submit({"epb42.maker", "reg.checker"}, {foreign}).code,
            Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit(kCourt, {OrderOf("O-1", 1'001)}).code, Code(ResultCode::kInsufficient));
  const auto refused = [&](auto change) {
    FreezeUnits order = OrderOf("O-1", 1);
    change(order);
    return ledger_.Submit(kCourt, {order}).code;
  };
  EXPECT_EQ(refused([](FreezeUnits& o) { o.quantity = {}; }), Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](FreezeUnits& o) { o.case_number = ""; }), Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](FreezeUnits& o) { o.kind = FreezeKind::kUnspecified; }),
            Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](FreezeUnits& o) { o.until = CstDay(20251119); }),
            Code(ResultCode::kDeadline));
  EXPECT_EQ(refused([](FreezeUnits& o) { o.until = CstDay(20251332); }),
            Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](FreezeUnits& o) { o.account = AccountId("NOBODY"); }),
            Code(ResultCode::kNotFound));
  EXPECT_EQ(refused([](FreezeUnits& o) { o.series = SeriesId("CEA/1999/CN"); }),
            Code(ResultCode::kNotFound));
  ASSERT_TRUE(ledger_.Submit(kCourt, {OrderOf("O-1", 1)}).applied());
  EXPECT_EQ(ledger_.Submit(kCourt, {OrderOf("O-1", 1)}).code, Code(ResultCode::kExists));
  EXPECT_EQ(Lift("O-1", kProvince).code, Code(ResultCode::kApproval));
  EXPECT_EQ(Lift("O-9", kCourt).code, Code(ResultCode::kApproval));
  ASSERT_TRUE(Lift("O-1", kCourt).applied());
  EXPECT_EQ(Lift("O-1", kCourt).code, Code(ResultCode::kPendingClosed));
}

NonTradeTransfer TransferTo(const std::string& to, const std::string& authority) {
  NonTradeTransfer operation;
  operation.from = AccountId("P4");
  operation.to = AccountId(to);
  operation.series = SeriesId(kSeries);
  operation.quantity = Quantity(400);
  operation.authority = CodeOf(authority);
  operation.document = Sha256("decision");
  return operation;
}

TEST_F(Orders, LetTitlePassForAReasonByItsAuthority) {
  ASSERT_TRUE(
      ledger_.Submit(kProvince, {TransferTo("N1", "epb14")}, "merger", "Company Law art. 218")
          .applied());
  EXPECT_EQ(HoldingOf(ledger_, "N1", kSeries).registered, Quantity(400));
  NonTradeTransfer judgment = TransferTo("P1", "court");
  judgment.quantity = Quantity(100);
  ASSERT_TRUE(ledger_.Submit(kCourt, {judgment}, "court", "(2025)鄂01执2号").applied());
  ExpectPositions(100, 100, 300, 0);
}

TEST_F(Orders, RefuseTradesOverTheCounter) {
  const NonTradeTransfer transfer = TransferTo("N1", "epb14");
  ExpectRefused(
      ledger_.Submit(kProvince, {transfer}, "sale", "contract"), ResultCode::kOtc, "R-TRD-08");
  ExpectRefused(ledger_.Submit(kProvince, {transfer}), ResultCode::kOtc, "R-TRD-08");
  ExpectRefused(ledger_.Submit(kProvince, {transfer}, "merger"), ResultCode::kOtc, "R-TRD-08");
  ExpectRefused(
      ledger_.Submit(kProvince, {transfer}, "court", "order"), ResultCode::kOtc, "R-TRD-08");
  EXPECT_EQ(
      ledger_.Submit({"epb42.maker", "reg.checker"}, {TransferTo("N1", "epb42")}, "merger", "law")
          .code,
      Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit(Both("p4"), {transfer}, "merger", "law").code,
            Code(ResultCode::kApproval));
  ExpectRefused(ledger_.Submit(kProvince, {TransferTo("F1", "epb14")}, "merger", "law"),
                ResultCode::kNotEligible,
                "R-ID-06");
  NonTradeTransfer much = transfer;
  much.quantity = Quantity(900);
  ExpectRefused(
      ledger_.Submit(kProvince, {much}, "merger", "law"), ResultCode::kPledged, "R-FIN-01");
  much.quantity = Quantity(1'001);
  EXPECT_EQ(ledger_.Submit(kProvince, {much}, "merger", "law").code,
            Code(ResultCode::kInsufficient));
  much = TransferTo("P4", "epb14");
  EXPECT_EQ(ledger_.Submit(kProvince, {much}, "merger", "law").code, Code(ResultCode::kMalformed));
}

}  // namespace
}  // namespace heng::contracts
