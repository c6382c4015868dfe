// SPDX-License-Identifier: Apache-2.0
// Goal: pledged units stay until the pledgee lets go, the first pledge goes first, and enforcement
// ends only with somebody who may hold the units.
// Method: P4's 30,000 pledged to the bank, and every way around it.
#include "contracts/state/records/pledge.h"

#include <gtest/gtest.h>

#include "contracts/state/records/business_key.h"
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
using tests::Join;
using tests::Number;
using tests::OnSale;
using tests::OrderOf;
using tests::PledgeOf;
using tests::TestLedger;
using tests::TradeOf;

const std::string kSeries(tests::kAllowances);
const std::vector<std::string> kAcceptors = {"bank.checker", "reg.checker"};

class Pledges : public ::testing::Test {
 protected:
  Pledges() : ledger_(CastGenesis()) {
    GiveAllowances(ledger_, 2024, {{"p4", 60'061}});
    ledger_.At("2025-11-20 10:30");
  }

  Receipt Propose(const ProposePledge& pledge) { return ledger_.Submit(Both("p4"), {pledge}); }
  Receipt Accept(const std::string& id) {
    AcceptPledge accept;
    accept.pledge = id;
    return ledger_.Submit(kAcceptors, {accept});
  }
  Receipt Release(const std::string& id) {
    ReleasePledge release;
    release.pledge = id;
    return ledger_.Submit(Both("bank"), {release});
  }
  void PledgeUnits(const std::string& id, std::uint64_t quantity) {
    ASSERT_TRUE(Propose(PledgeOf(id, quantity)).applied());
    ASSERT_TRUE(Accept(id).applied());
  }
  Holding P4() { return HoldingOf(ledger_, "P4", kSeries); }
  std::optional<Pledge> Find(const std::string& id) { return ledger_.view().Find<Pledge>(id); }

  TestLedger ledger_;
};

EnforcePledge Enforce(const std::string& to) {
  EnforcePledge operation;
  operation.pledge = "G-1";
  operation.to = AccountId(to);
  operation.ground = EnforceGround::kConsent;
  operation.document = Sha256("agreement");
  return operation;
}

void ExpectRefused(const Receipt& receipt, ResultCode code, std::string_view rule) {
  EXPECT_EQ(receipt.code, Code(code)) << receipt.subject;
  EXPECT_EQ(receipt.rule, rule) << receipt.subject;
}

TEST_F(Pledges, LockOnAcceptanceAndReturnOnRelease) {
  ASSERT_TRUE(Propose(PledgeOf("G-1", 30'000)).applied());
  EXPECT_EQ(P4().pledged, Quantity(0));
  ASSERT_TRUE(Accept("G-1").applied());
  EXPECT_EQ(P4().pledged, Quantity(30'000));
  EXPECT_EQ(P4().registered, Quantity(30'061));
  const auto pledge = Find("G-1");
  ASSERT_EQ(pledge->ranges.size(), 1U);
  const auto block =
      ledger_.view().Find<UnitBlock>(pledge->ranges[0].batch, pledge->ranges[0].first);
  EXPECT_EQ(block->encumbrance, pledge->Key());
  EXPECT_EQ(block->holder, AccountId("P4"));
  ASSERT_TRUE(Release("G-1").applied());
  EXPECT_EQ(P4().registered, Quantity(60'061));
  EXPECT_EQ(Find("G-1")->status, PledgeStatus::kReleased);
  EXPECT_EQ(Release("G-1").code, Code(ResultCode::kPendingClosed));
}

TEST_F(Pledges, KeepTheirUnitsFromEveryDisposal) {
  PledgeUnits("G-1", 30'000);
  const Receipt position = ledger_.Submit(Both("p4"), {OnSale("P4", 30'062)});
  ExpectRefused(position, ResultCode::kPledged, "R-FIN-01");
  EXPECT_EQ(Number(position, "requested"), 30'062U);
  EXPECT_EQ(Number(position, "available"), 30'061U);
  EXPECT_EQ(Number(position, "pledged"), 30'000U);
  // More than there is at all is not the pledge's fault.
  EXPECT_EQ(ledger_.Submit(Both("p4"), {OnSale("P4", 60'062)}).code,
            Code(ResultCode::kInsufficient));
  ASSERT_TRUE(ledger_.Submit(Both("p4"), {OnSale("P4", 30'061)}).applied());
  SettleTrade trade = TradeOf("L-1", "P4", "P1", 47'976);
  ExpectRefused(ledger_.Submit({"seee.maker"}, {trade}), ResultCode::kPledged, "R-FIN-01");
  trade.ranges = Find("G-1")->ranges;
  trade.quantity = Quantity(30'000);
  const Receipt named = ledger_.Submit({"seee.maker"}, {trade});
  ExpectRefused(named, ResultCode::kPledged, "R-FIN-01");
  EXPECT_EQ(named.subject, Find("G-1")->Key());
  trade.ranges = {};
  EXPECT_TRUE(ledger_.Submit({"seee.maker"}, {trade}).applied());
  VoluntaryCancel cancel;
  cancel.from = AccountId("P4");
  cancel.series = SeriesId(kSeries);
  cancel.quantity = Quantity(100);
  cancel.purpose = "public good";
  cancel.beneficiary = "Expo";
  ExpectRefused(ledger_.Submit(Join({Both("p4"), {"reg.checker"}}), {cancel}),
                ResultCode::kPledged,
                "R-FIN-01");
}

TEST_F(Pledges, AreJudgedAfterEligibility) {
  PledgeUnits("G-1", 60'061);
  ExpectRefused(ledger_.Submit({"seee.maker"}, {TradeOf("L-1", "P4", "F1", 10)}),
                ResultCode::kNotEligible,
                "R-TRD-01");
}

TEST_F(Pledges, GiveWayToTheFirstRegistered) {
  PledgeUnits("G-1", 40'000);
  const Receipt quantity = Propose(PledgeOf("G-2", 20'062));
  ExpectRefused(quantity, ResultCode::kPriority, "R-FIN-02");
  EXPECT_EQ(quantity.subject, Pledge::KeyOf("G-1"));
  EXPECT_EQ(Number(quantity, "available"), 20'061U);
  ProposePledge named = PledgeOf("G-2", 40'000);
  named.ranges = Find("G-1")->ranges;
  ExpectRefused(Propose(named), ResultCode::kPriority, "R-FIN-02");
  // Two proposals over the same units: the one registered first goes first.
  ASSERT_TRUE(Propose(PledgeOf("G-3", 20'000)).applied());
  ASSERT_TRUE(Propose(PledgeOf("G-4", 20'000)).applied());
  ASSERT_TRUE(Accept("G-4").applied());
  ExpectRefused(Accept("G-3"), ResultCode::kPriority, "R-FIN-02");
  EXPECT_EQ(Find("G-3")->status, PledgeStatus::kProposed);
}

TEST_F(Pledges, RefuseUnitsThatLeftBeforeAcceptance) {
  ASSERT_TRUE(Propose(PledgeOf("G-1", 60'000)).applied());
  ASSERT_TRUE(ledger_.Submit(Both("p4"), {OnSale("P4", 10'000)}).applied());
  const Receipt receipt = Accept("G-1");
  EXPECT_EQ(receipt.code, Code(ResultCode::kInsufficient));
  EXPECT_EQ(Number(receipt, "available"), 50'061U);
}

TEST_F(Pledges, RefuseWrongSignersNamesAndTerms) {
  EXPECT_EQ(ledger_.Submit(Both("p5"), {PledgeOf("G-1", 10)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"p4.maker"}, {PledgeOf("G-1", 10)}).code, Code(ResultCode::kApproval));
  ASSERT_TRUE(Propose(PledgeOf("G-1", 10)).applied());
  EXPECT_EQ(Propose(PledgeOf("G-1", 10)).code, Code(ResultCode::kExists));
  ProposePledge bad = PledgeOf("G-2", 10);
  bad.unified_number = "UREG-G-1";
  const Receipt reused = Propose(bad);
  EXPECT_EQ(reused.code, Code(ResultCode::kExists));
  EXPECT_EQ(reused.subject, "business-key/unified-registration/UREG-G-1");
  const auto refused = [&](auto change) {
    ProposePledge pledge = PledgeOf("G-2", 10);
    change(pledge);
    return Propose(pledge).code;
  };
  EXPECT_EQ(refused([](ProposePledge& p) { p.term = CstDay(20251119); }), Code(ResultCode::kTerm));
  EXPECT_EQ(refused([](ProposePledge& p) { p.term = CstDay(20251131); }),
            Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](ProposePledge& p) { p.secured = {}; }), Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](ProposePledge& p) { p.quantity = {}; }), Code(ResultCode::kFieldRange));
  EXPECT_EQ(refused([](ProposePledge& p) { p.contract = {}; }), Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](ProposePledge& p) { p.unified_number = ""; }), Code(ResultCode::kMalformed));
  EXPECT_EQ(refused([](ProposePledge& p) { p.pledgee = CodeOf("p1"); }),
            Code(ResultCode::kNotEligible));
  EXPECT_EQ(refused([](ProposePledge& p) { p.pledgee = ParticipantId("NOBODY"); }),
            Code(ResultCode::kNotFound));
  AcceptPledge accept;
  accept.pledge = "G-1";
  EXPECT_EQ(ledger_.Submit({"bank.checker"}, {accept}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"reg.checker"}, {accept}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(Accept("G-9").code, Code(ResultCode::kApproval));
  ReleasePledge release;
  release.pledge = "G-1";
  EXPECT_EQ(ledger_.Submit(Both("p4"), {release}).code, Code(ResultCode::kApproval));
  ASSERT_TRUE(Accept("G-1").applied());
  EXPECT_EQ(Accept("G-1").code, Code(ResultCode::kPendingClosed));
}

TEST_F(Pledges, CanBeDeclinedBeforeAcceptance) {
  ASSERT_TRUE(Propose(PledgeOf("G-1", 10)).applied());
  ASSERT_TRUE(Release("G-1").applied());
  EXPECT_EQ(Accept("G-1").code, Code(ResultCode::kPendingClosed));
  EXPECT_EQ(P4().registered, Quantity(60'061));
}

TEST_F(Pledges, AreEnforcedByConsentToWhoeverMayHold) {
  PledgeUnits("G-1", 30'000);
  const auto signers = Join({{"p4.maker"}, {"bank.checker", "reg.checker"}});
  ExpectRefused(ledger_.Submit(signers, {Enforce("F1")}), ResultCode::kNotEligible, "R-TRD-01");
  ExpectRefused(ledger_.Submit(signers, {Enforce("COURT")}), ResultCode::kEnforce, "R-FIN-05");
  ExpectRefused(ledger_.Submit(signers, {Enforce("P4")}), ResultCode::kEnforce, "R-FIN-05");
  EXPECT_EQ(ledger_.Submit({"bank.checker", "reg.checker"}, {Enforce("P1")}).code,
            Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"p4.maker", "reg.checker"}, {Enforce("P1")}).code,
            Code(ResultCode::kApproval));
  ASSERT_TRUE(ledger_.Submit(signers, {Enforce("P1")}).applied());
  EXPECT_EQ(HoldingOf(ledger_, "P1", kSeries).registered, Quantity(30'000));
  EXPECT_EQ(P4().pledged, Quantity(0));
  EXPECT_EQ(Find("G-1")->enforced_to, AccountId("P1"));
  ExpectRefused(ledger_.Submit(signers, {Enforce("P1")}), ResultCode::kEnforce, "R-FIN-05");
}

TEST_F(Pledges, AreEnforcedByACourtWithoutThePledgor) {
  PledgeUnits("G-1", 30'000);
  EnforcePledge order = Enforce("COURT");
  order.ground = EnforceGround::kCourtOrder;
  EXPECT_EQ(ledger_.Submit(Join({Both("court"), {"reg.checker"}}), {order}).code,
            Code(ResultCode::kMalformed));
  order.court = CodeOf("court");
  EXPECT_EQ(ledger_.Submit({"court.checker", "reg.checker"}, {order}).code,
            Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"p4.maker", "bank.checker", "reg.checker"}, {order}).code,
            Code(ResultCode::kApproval));
  ASSERT_TRUE(ledger_.Submit(Join({Both("court"), {"reg.checker"}}), {order}).applied());
  EXPECT_EQ(HoldingOf(ledger_, "COURT", kSeries).registered, Quantity(30'000));
}

TEST_F(Pledges, AreNotEnforcedWhileACourtFreezesTheUnits) {
  PledgeUnits("G-1", 30'000);
  ASSERT_TRUE(ledger_.Submit({"court.maker", "reg.checker"}, {OrderOf("O-1", 40'000)}).applied());
  const Receipt receipt =
      ledger_.Submit({"p4.maker", "bank.checker", "reg.checker"}, {Enforce("P1")});
  ExpectRefused(receipt, ResultCode::kFrozen, "R-FIN-07");
  EXPECT_EQ(receipt.subject, "freeze/O-1");
}

}  // namespace
}  // namespace heng::contracts
