// SPDX-License-Identifier: Apache-2.0
// Goal: certified reductions arise once for a day of a project, and only on documents that hold.
// Method: W1's offshore wind project, its issuances and trades, and each condition taken away.
#include <gtest/gtest.h>

#include "contracts/state/records/batch.h"
#include "contracts/state/records/project.h"
#include "contracts/state/records/reduction.h"
#include "core/crypto/hash.h"
#include "tests/support/market.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CashFor;
using tests::CastGenesis;
using tests::Code;
using tests::CodeOf;
using tests::HoldingOf;
using tests::Number;
using tests::OnSale;
using tests::TestLedger;
using tests::TradeOf;

const std::string kSeries(tests::kReductions);
const std::vector<std::string> kRegistry = {"ncsc.maker", "ncsc.checker"};
const std::vector<std::string> kIssuers = {"verifier.maker", "ncsc.checker"};

RegisterProject Wind() {
  RegisterProject operation;
  operation.project = "P000023";
  operation.owner = CodeOf("w1");
  operation.class_id = ClassId("CCER");
  operation.methodology = "01-002";
  operation.pool = "CN";
  operation.works_begun = CstDay(20210601);
  operation.disclosure = Sha256("project design document");
  return operation;
}

IssueReductions IssueOf(std::uint32_t first, std::uint32_t last, std::uint64_t quantity) {
  IssueReductions operation;
  operation.project = "P000023";
  operation.first_day = CstDay(first);
  operation.last_day = CstDay(last);
  operation.vintage = first / 10'000;
  operation.quantity = Quantity(quantity);
  operation.account = AccountId("W1");
  operation.verifier = CodeOf("verifier");
  operation.verification = Sha256("verification report");
  operation.disclosure = Sha256("monitoring report");
  return operation;
}

class Reductions : public ::testing::Test {
 protected:
  Reductions() : ledger_(CastGenesis()) { ledger_.At("2025-03-06 09:00"); }

  void Register() { ASSERT_TRUE(ledger_.Submit(kRegistry, {Wind()}).applied()); }
  Receipt Submit(const IssueReductions& issue) { return ledger_.Submit(kIssuers, {issue}); }

  TestLedger ledger_;
};

void ExpectRefused(const Receipt& receipt, ResultCode code, std::string_view rule) {
  EXPECT_EQ(receipt.code, Code(code)) << receipt.subject;
  EXPECT_EQ(receipt.rule, rule) << receipt.subject;
}

TEST_F(Reductions, AriseInTheProjectAccountOfTheOwner) {
  Register();
  const Receipt receipt = Submit(IssueOf(20240101, 20241231, 117'500));
  ASSERT_TRUE(receipt.applied()) << receipt.code << receipt.subject;
  EXPECT_EQ(HoldingOf(ledger_, "W1", kSeries).registered, Quantity(117'500));
  const BatchId batch("CN-CCER-01-002-2024-P000023");
  const auto found = ledger_.view().Find<Batch>(batch);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->basis, Project::KeyOf("P000023"));
  const auto reduction = ledger_.view().Find<Reduction>(std::string("P000023"), CstDay(20240101));
  ASSERT_TRUE(reduction.has_value());
  EXPECT_EQ(reduction->batch, batch);
  EXPECT_EQ(reduction->last, Serial(117'500));
  EXPECT_EQ(reduction->issued, CstDay(20250306));
  EXPECT_EQ(ledger_.view().Find<Project>(std::string("P000023"))->registered, CstDay(20250306));
}

TEST_F(Reductions, RefuseEveryPeriodThatSharesADay) {
  Register();
  ASSERT_TRUE(Submit(IssueOf(20240401, 20240630, 100)).applied());
  for (const auto& [first, last] :
       std::vector<std::pair<std::uint32_t, std::uint32_t>>{{20240401, 20240630},
                                                            {20240630, 20240930},
                                                            {20240101, 20240401},
                                                            {20240501, 20240531},
                                                            {20240101, 20241231}}) {
    const Receipt receipt = Submit(IssueOf(first, last, 100));
    ExpectRefused(receipt, ResultCode::kDoubleIssue, "R-CCER-02");
    EXPECT_EQ(Number(receipt, "first-day"), 20240401U);
    EXPECT_EQ(Number(receipt, "last-day"), 20240630U);
  }
  EXPECT_TRUE(Submit(IssueOf(20240101, 20240331, 100)).applied());
  EXPECT_TRUE(Submit(IssueOf(20240701, 20240930, 100)).applied());
  EXPECT_EQ(HoldingOf(ledger_, "W1", kSeries).registered, Quantity(300));
}

TEST_F(Reductions, RefuseAProjectThatIsInAnotherMechanism) {
  RegisterProject elsewhere = Wind();
  elsewhere.other_mechanism = true;
  ASSERT_TRUE(ledger_.Submit(kRegistry, {elsewhere}).applied());
  ExpectRefused(Submit(IssueOf(20240101, 20241231, 100)), ResultCode::kDoubleIssue, "R-CCER-02");
}

TEST_F(Reductions, RefuseAProjectThatIsNotRegistered) {
  ExpectRefused(Submit(IssueOf(20240101, 20241231, 100)), ResultCode::kCcerDocument, "R-CCER-01");
}

TEST_F(Reductions, RefuseMissingVerificationAndDisclosure) {
  Register();
  IssueReductions issue = IssueOf(20240101, 20241231, 100);
  issue.verification = {};
  ExpectRefused(Submit(issue), ResultCode::kCcerDocument, "R-CCER-01");
  issue = IssueOf(20240101, 20241231, 100);
  issue.disclosure = {};
  ExpectRefused(Submit(issue), ResultCode::kCcerDocument, "R-CCER-01");
  RegisterProject hidden = Wind();
  hidden.project = "P000024";
  hidden.disclosure = {};
  ASSERT_TRUE(ledger_.Submit(kRegistry, {hidden}).applied());
  issue = IssueOf(20240101, 20241231, 100);
  issue.project = "P000024";
  ExpectRefused(Submit(issue), ResultCode::kCcerDocument, "R-CCER-01");
}

TEST_F(Reductions, RefuseAMethodologyThatIsNoLongerInForce) {
  Genesis genesis = CastGenesis();
  for (Methodology& methodology : genesis.methodologies) {
    methodology.effective_to = CstDay(20250305);
  }
  TestLedger ledger(genesis);
  ledger.At("2025-03-05 23:00");
  ASSERT_TRUE(ledger.Submit(kRegistry, {Wind()}).applied());
  ASSERT_TRUE(ledger.Submit(kIssuers, {IssueOf(20240101, 20240630, 100)}).applied());
  ledger.At("2025-03-06 00:00");
  const Receipt receipt = ledger.Submit(kIssuers, {IssueOf(20240701, 20241231, 100)});
  ExpectRefused(receipt, ResultCode::kCcerDocument, "R-CCER-01");
  EXPECT_EQ(Number(receipt, "in-force-to"), 20250305U);
}

TEST_F(Reductions, RefuseSignaturesAccountsAndPeriodsThatDoNotFit) {
  Register();
  const IssueReductions good = IssueOf(20240101, 20241231, 100);
  EXPECT_EQ(ledger_.Submit(kRegistry, {good}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"verifier.maker", "reg.checker"}, {good}).code,
            Code(ResultCode::kApproval));
  IssueReductions bad = good;
  bad.account = AccountId("F1");
  EXPECT_EQ(Submit(bad).code, Code(ResultCode::kChain));
  bad = good;
  bad.quantity = {};
  EXPECT_EQ(Submit(bad).code, Code(ResultCode::kFieldRange));
  bad = good;
  bad.vintage = 2025;
  EXPECT_EQ(Submit(bad).code, Code(ResultCode::kFieldRange));
  bad = good;
  bad.last_day = CstDay(20231231);
  EXPECT_EQ(Submit(bad).code, Code(ResultCode::kFieldRange));
  bad = good;
  bad.first_day = CstDay(20240230);
  EXPECT_EQ(Submit(bad).code, Code(ResultCode::kFieldRange));
  bad = IssueOf(20250101, 20250401, 100);  // not over yet
  EXPECT_EQ(Submit(bad).code, Code(ResultCode::kFieldRange));
  ASSERT_TRUE(Submit(good).applied());
  bad = IssueOf(20230101, 20231231, 100);
  bad.quantity = Quantity(~0ULL);
  EXPECT_EQ(Submit(bad).code, Code(ResultCode::kOverflow));
}

TEST_F(Reductions, RefuseProjectsThatAreTakenOrOfNoMethodology) {
  Register();
  EXPECT_EQ(ledger_.Submit(kRegistry, {Wind()}).code, Code(ResultCode::kExists));
  RegisterProject bad = Wind();
  bad.project = "P000025";
  bad.methodology = "99-999";
  EXPECT_EQ(ledger_.Submit(kRegistry, {bad}).code, Code(ResultCode::kNotFound));
  bad = Wind();
  bad.project = "P000025";
  bad.class_id = ClassId("CEA");
  EXPECT_EQ(ledger_.Submit(kRegistry, {bad}).code, Code(ResultCode::kMalformed));
  bad = Wind();
  bad.project = "P000025";
  bad.works_begun = {};
  EXPECT_EQ(ledger_.Submit(kRegistry, {bad}).code, Code(ResultCode::kFieldRange));
  bad = Wind();
  bad.project = "P000025";
  EXPECT_EQ(ledger_.Submit({"ncsc.maker"}, {bad}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit(Both("reg"), {bad}).code, Code(ResultCode::kApproval));
}

TEST_F(Reductions, TradeOnTheirOwnExchangeToEmittersAndInstitutions) {
  Register();
  ASSERT_TRUE(Submit(IssueOf(20240101, 20241231, 117'500)).applied());
  MovePosition sale = OnSale("W1", 117'500);
  sale.series = SeriesId(kSeries);
  ledger_.At("2025-11-20 10:30");
  ASSERT_TRUE(ledger_.Submit(Both("w1"), {sale}).applied());
  const auto trade_of =
      [](const std::string& id, const std::string& buyer, std::uint64_t quantity) {
        SettleTrade trade = TradeOf(id, "W1", buyer, quantity);
        trade.exchange = CodeOf("cbgex");
        trade.series = SeriesId(kSeries);
        trade.price = Fen(7'076);
        trade.previous_close = Fen(7'076);
        return trade;
      };
  const SettleTrade to_p2 = trade_of("C-1", "P2", 97'500);
  const SettleTrade to_f1 = trade_of("C-2", "F1", 20'000);
  EXPECT_EQ(ledger_.Submit({"seee.maker"}, {to_p2}).code, Code(ResultCode::kApproval));
  ASSERT_TRUE(ledger_.Submit({"cbgex.maker"}, {to_p2, to_f1}).applied());
  ASSERT_TRUE(
      ledger_.Submit({"bank.maker"}, {CashFor(to_p2, 689'910'000), CashFor(to_f1, 141'520'000)})
          .applied());
  EXPECT_EQ(HoldingOf(ledger_, "P2", kSeries).registered, Quantity(97'500));
  EXPECT_EQ(HoldingOf(ledger_, "F1", kSeries).registered, Quantity(20'000));
  EXPECT_EQ(HoldingOf(ledger_, "W1", kSeries).total(), Quantity(0));
  // A project account sells only, and a province holds no reductions to trade.
  SettleTrade back = trade_of("C-3", "W1", 10);
  back.seller = AccountId("F1");
  ExpectRefused(ledger_.Submit({"cbgex.maker"}, {back}), ResultCode::kNotEligible, "R-TRD-02");
  SettleTrade province = trade_of("C-4", "DIST-42", 10);
  ExpectRefused(ledger_.Submit({"cbgex.maker"}, {province}), ResultCode::kNotEligible, "R-TRD-02");
}

}  // namespace
}  // namespace heng::contracts
