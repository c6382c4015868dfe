// SPDX-License-Identifier: Apache-2.0
// Goal: allowances arise only under a cap, reach holders only along the chain, and come back when
// too many were distributed.
// Method: the operations on the cast's ledger; every refusal is asserted by code, rule and numbers.
#include <gtest/gtest.h>

#include "contracts/state/records/batch.h"
#include "contracts/state/records/cap.h"
#include "contracts/state/records/totals.h"
#include "tests/support/cast.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CastGenesis;
using tests::GiveAllowances;
using tests::HoldingOf;
using tests::Join;
using tests::Number;
using tests::TestLedger;

const std::vector<std::string> kIssuers = {"reg.maker", "mee.checker"};
const SeriesId kSeries{"CEA/2024/CN"};

std::uint32_t Code(ResultCode code) {
  return static_cast<std::uint32_t>(code);
}

ApproveCap CapOf(std::uint64_t quantity) {
  ApproveCap operation;
  operation.id = "CEA-2024";
  operation.class_id = ClassId("CEA");
  operation.vintage = 2024;
  operation.pool = "CN";
  operation.quantity = Quantity(quantity);
  return operation;
}

CreateUnits Create(std::uint64_t quantity) {
  CreateUnits operation;
  operation.cap = "CEA-2024";
  operation.account = AccountId("NAT-ISSUE");
  operation.quantity = Quantity(quantity);
  return operation;
}

Distribute Hop(const std::string& from, const std::string& to, std::uint64_t quantity) {
  Distribute operation;
  operation.from = AccountId(from);
  operation.to = AccountId(to);
  operation.series = kSeries;
  operation.quantity = Quantity(quantity);
  operation.step = DistributionStep::kPreAllocation;
  return operation;
}

Recall RecallOf(const std::string& from, std::uint64_t quantity) {
  Recall operation;
  operation.from = AccountId(from);
  operation.series = kSeries;
  operation.quantity = Quantity(quantity);
  operation.basis = "final determination 2024";
  return operation;
}

std::vector<std::string> Distributors(const std::string& bureau) {
  return Join({Both(bureau), {"reg.checker", "mee.checker"}});
}

TEST(ApproveCap, BindsABatchToTheClassAndVintage) {
  TestLedger ledger(CastGenesis());
  ASSERT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, 0U);
  const auto cap = ledger.view().Find<Cap>(std::string("CEA-2024"));
  ASSERT_TRUE(cap.has_value());
  EXPECT_EQ(cap->batch, BatchId("CN-CEA-2024"));
  EXPECT_EQ(cap->created, Quantity(0));
}

TEST(ApproveCap, RefusesTwoCapsForOneBatchAndOneNameTwice) {
  TestLedger ledger(CastGenesis());
  ASSERT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, 0U);
  EXPECT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, Code(ResultCode::kExists));
  ApproveCap other = CapOf(1'000);
  other.id = "CEA-2024-B";
  EXPECT_EQ(ledger.Submit(kIssuers, {other}).code, Code(ResultCode::kExists));
}

TEST(ApproveCap, RefusesWrongSignersClassesAndAmounts) {
  TestLedger ledger(CastGenesis());
  EXPECT_EQ(ledger.Submit(Both("reg"), {CapOf(1)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger.Submit(Both("mee"), {CapOf(1)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger.Submit(kIssuers, {CapOf(0)}).code, Code(ResultCode::kFieldRange));
  ApproveCap operation = CapOf(1);
  operation.class_id = ClassId("CCER");
  EXPECT_EQ(ledger.Submit(kIssuers, {operation}).code, Code(ResultCode::kNotEligible));
  operation.class_id = ClassId("NONE");
  EXPECT_EQ(ledger.Submit(kIssuers, {operation}).code, Code(ResultCode::kNotFound));
  operation = CapOf(1);
  operation.vintage = 24;
  EXPECT_EQ(ledger.Submit(kIssuers, {operation}).code, Code(ResultCode::kFieldRange));
}

TEST(CreateUnits, TakesTheNextSerialsOfTheCapsBatch) {
  TestLedger ledger(CastGenesis());
  ASSERT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, 0U);
  ASSERT_EQ(ledger.Submit(kIssuers, {Create(600)}).code, 0U);
  ASSERT_EQ(ledger.Submit(kIssuers, {Create(400)}).code, 0U);
  const auto batch = ledger.view().Find<Batch>(BatchId("CN-CEA-2024"));
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(batch->next, Serial(1'001));
  EXPECT_EQ(batch->issue_count, 2U);
  EXPECT_EQ(ledger.view().Find<Totals>(kSeries)->issued, Quantity(1'000));
  EXPECT_EQ(HoldingOf(ledger, "NAT-ISSUE", "CEA/2024/CN").registered, Quantity(1'000));
  EXPECT_EQ(ledger.view().Find<Cap>(std::string("CEA-2024"))->created, Quantity(1'000));
}

TEST(CreateUnits, RefusesMoreThanTheCap) {
  TestLedger ledger(CastGenesis());
  ASSERT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, 0U);
  ASSERT_EQ(ledger.Submit(kIssuers, {Create(600)}).code, 0U);
  const Receipt receipt = ledger.Submit(kIssuers, {Create(401)});
  EXPECT_EQ(receipt.code, Code(ResultCode::kCap));
  EXPECT_EQ(Number(receipt, "limit"), 1'000U);
  EXPECT_EQ(Number(receipt, "available"), 400U);
  EXPECT_EQ(Number(receipt, "requested"), 401U);
  EXPECT_EQ(ledger.Submit(kIssuers, {Create(~std::uint64_t{0})}).code, Code(ResultCode::kCap));
  EXPECT_EQ(ledger.Submit(kIssuers, {Create(400)}).code, 0U);
  EXPECT_EQ(ledger.Submit(kIssuers, {Create(1)}).code, Code(ResultCode::kCap));
}

TEST(CreateUnits, RefusesAnAccountThatIsNotTheNationalIssueAccount) {
  TestLedger ledger(CastGenesis());
  ASSERT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, 0U);
  CreateUnits operation = Create(1);
  operation.account = AccountId("P1");
  const Receipt receipt = ledger.Submit(kIssuers, {operation});
  EXPECT_EQ(receipt.code, Code(ResultCode::kChain));
  EXPECT_EQ(receipt.rule, "R-CAR-13");
  operation.account = AccountId("F1");
  EXPECT_EQ(ledger.Submit(kIssuers, {operation}).code, Code(ResultCode::kNotEligible));
  operation.account = AccountId("NOWHERE");
  EXPECT_EQ(ledger.Submit(kIssuers, {operation}).code, Code(ResultCode::kNotFound));
}

TEST(CreateUnits, RefusesWithoutCapSignerOrQuantity) {
  TestLedger ledger(CastGenesis());
  EXPECT_EQ(ledger.Submit(kIssuers, {Create(1)}).code, Code(ResultCode::kNotFound));
  ASSERT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, 0U);
  EXPECT_EQ(ledger.Submit({"reg.maker"}, {Create(1)}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger.Submit(kIssuers, {Create(0)}).code, Code(ResultCode::kFieldRange));
}

TEST(Distribute, GoesThroughTheHoldersProvince) {
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p1", 700}, {"p4", 300}});
  EXPECT_EQ(HoldingOf(ledger, "P1", "CEA/2024/CN").registered, Quantity(700));
  EXPECT_EQ(HoldingOf(ledger, "P4", "CEA/2024/CN").registered, Quantity(300));
  EXPECT_EQ(HoldingOf(ledger, "DIST-42", "CEA/2024/CN").total(), Quantity(0));
  EXPECT_EQ(HoldingOf(ledger, "NAT-ISSUE", "CEA/2024/CN").total(), Quantity(0));
}

TEST(Distribute, RefusesEveryHopThatIsNotInTheChain) {
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p1", 700}});
  ASSERT_EQ(ledger.Submit(kIssuers, {Create(100)}).code, 0U);
  ASSERT_EQ(ledger.Submit(Distributors("epb42"), {Hop("NAT-ISSUE", "DIST-42", 50)}).code, 0U);
  // P4 is in another province; a province gives to holders only.
  for (const auto& [from, to] : {std::pair{"DIST-42", "P4"},
                                 std::pair{"DIST-42", "COLLECT-42"},
                                 std::pair{"DIST-42", "DIST-14"},
                                 std::pair{"DIST-42", "NAT-ISSUE"}}) {
    const Receipt receipt = ledger.Submit(Distributors("epb42"), {Hop(from, to, 10)});
    EXPECT_EQ(receipt.code, Code(ResultCode::kChain)) << to;
    EXPECT_EQ(receipt.rule, "R-CAR-13");
  }
}

TEST(Distribute, RefusesAnInstitutionUntilTheClassIsOpened) {
  Genesis genesis = CastGenesis();
  TestLedger closed(genesis);
  GiveAllowances(closed, 2024, {{"p1", 1}});
  Distribute hop = Hop("DIST-42", "F1", 1);
  const Receipt receipt = closed.Submit(Distributors("epb42"), {hop});
  EXPECT_EQ(receipt.code, Code(ResultCode::kNotEligible));
  EXPECT_EQ(receipt.rule, "R-ID-06");

  // The same matrix with the day on which the class opens: then the chain alone is in the way,
  // because F1 is of another province.
  Parameter opened;
  for (const Parameter& parameter : genesis.parameters) {
    if (parameter.name == "eligibility.institution" && parameter.scope == "CEA:::") {
      opened = parameter;
    }
  }
  opened.effective_from = CstDay(20240601);
  opened.value = 1;
  genesis.parameters.push_back(opened);
  TestLedger ledger(genesis);
  GiveAllowances(ledger, 2024, {{"p1", 1}});
  ledger.At("2024-05-31 23:59");
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {hop}).rule, "R-ID-06");
  ledger.At("2024-06-01");
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {hop}).rule, "R-CAR-13");
}

TEST(Distribute, RefusesWhatIsNotThereOrNotSignedFor) {
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p1", 700}});
  ASSERT_EQ(ledger.Submit(kIssuers, {Create(100)}).code, 0U);
  const Receipt receipt = ledger.Submit(Distributors("epb42"), {Hop("NAT-ISSUE", "DIST-42", 101)});
  EXPECT_EQ(receipt.code, Code(ResultCode::kInsufficient));
  EXPECT_EQ(Number(receipt, "available"), 100U);
  const Distribute hop = Hop("NAT-ISSUE", "DIST-42", 1);
  EXPECT_EQ(ledger.Submit(Distributors("epb14"), {hop}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger.Submit(Join({Both("epb42"), {"reg.checker"}}), {hop}).code,
            Code(ResultCode::kApproval));
  Distribute wrong = hop;
  wrong.step = DistributionStep::kUnspecified;
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {wrong}).code, Code(ResultCode::kMalformed));
  wrong = hop;
  wrong.series = SeriesId("CEA/2023/CN");
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {wrong}).code, Code(ResultCode::kNotFound));
  wrong = hop;
  wrong.quantity = Quantity(0);
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {wrong}).code, Code(ResultCode::kFieldRange));
}

TEST(Distribute, RefusesSerialsThatStandInAnotherAccount) {
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p1", 700}});
  ASSERT_EQ(ledger.Submit(kIssuers, {Create(100)}).code, 0U);
  Distribute hop = Hop("NAT-ISSUE", "DIST-42", 10);
  hop.ranges = {{.batch = BatchId("CN-CEA-2024"), .first = Serial(1), .last = Serial(10)}};
  const Receipt receipt = ledger.Submit(Distributors("epb42"), {hop});
  EXPECT_EQ(receipt.code, Code(ResultCode::kFinalTitle));
  EXPECT_EQ(receipt.rule, "R-GOV-04");
  EXPECT_EQ(receipt.subject, "CN-CEA-2024-000000000001-000000000010");
  hop.ranges[0] = {.batch = BatchId("CN-CEA-2024"), .first = Serial(701), .last = Serial(711)};
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {hop}).code, Code(ResultCode::kFieldRange));
  hop.ranges[0].last = Serial(710);
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {hop}).code, 0U);
}

TEST(Distribute, RefusesClosedAccountsAndHaltedClasses) {
  Genesis genesis = CastGenesis();
  for (Account& account : genesis.accounts) {
    account.active = account.id != AccountId("S1");
  }
  TestLedger ledger(genesis);
  GiveAllowances(ledger, 2024, {{"p1", 10}});
  ASSERT_EQ(ledger.Submit(kIssuers, {Create(10)}).code, 0U);
  ASSERT_EQ(ledger.Submit(Distributors("epb42"), {Hop("NAT-ISSUE", "DIST-42", 10)}).code, 0U);
  const Receipt receipt = ledger.Submit(Distributors("epb42"), {Hop("DIST-42", "S1", 1)});
  EXPECT_EQ(receipt.code, Code(ResultCode::kClosed));
  EXPECT_EQ(receipt.subject, "account S1");
  ClassRecord halted = *ledger.view().Find<ClassRecord>(ClassId("CEA"));
  halted.halted = true;
  ledger.state().values[halted.Key()] = Encode(halted);
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {Hop("DIST-42", "P1", 1)}).code,
            Code(ResultCode::kClosed));
}

TEST(Distribute, RefusesMoreBlocksThanOneMoveMayTouch) {
  TestLedger ledger(CastGenesis());
  ASSERT_EQ(ledger.Submit(kIssuers, {CapOf(1'000)}).code, 0U);
  ASSERT_EQ(ledger.Submit(kIssuers, std::vector<Operation>(257, Create(1))).code, 0U);
  const Receipt receipt = ledger.Submit(Distributors("epb42"), {Hop("NAT-ISSUE", "DIST-42", 257)});
  EXPECT_EQ(receipt.code, Code(ResultCode::kTooManyBlocks));
  EXPECT_EQ(Number(receipt, "limit"), 256U);
  EXPECT_EQ(ledger.Submit(Distributors("epb42"), {Hop("NAT-ISSUE", "DIST-42", 256)}).code, 0U);
}

TEST(Recall, EndsUnitsOfTheRegisteredPosition) {
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p4", 1'000}});
  const std::vector<std::string> signers = {"epb14.maker", "reg.checker"};
  ASSERT_EQ(ledger.Submit(signers, {RecallOf("P4", 400)}).code, 0U);
  const auto totals = *ledger.view().Find<Totals>(kSeries);
  EXPECT_EQ(totals.recalled, Quantity(400));
  EXPECT_EQ(totals.outstanding, Quantity(600));
  EXPECT_EQ(totals.issued, Quantity(1'000));
  EXPECT_EQ(HoldingOf(ledger, "P4", "CEA/2024/CN").registered, Quantity(600));

  const Receipt receipt = ledger.Submit(signers, {RecallOf("P4", 601)});
  EXPECT_EQ(receipt.code, Code(ResultCode::kRecallShort));
  EXPECT_EQ(receipt.rule, "R-CAR-10");
  EXPECT_EQ(Number(receipt, "requested"), 601U);
  EXPECT_EQ(Number(receipt, "available"), 600U);
  EXPECT_EQ(Number(receipt, "missing"), 1U);
}

TEST(Recall, RefusesAnotherProvinceAndAccountsThatAreNotEmitters) {
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p4", 1'000}});
  EXPECT_EQ(ledger.Submit({"epb42.maker", "reg.checker"}, {RecallOf("P4", 1)}).code,
            Code(ResultCode::kApproval));
  Recall operation = RecallOf("P4", 1);
  operation.basis.clear();
  EXPECT_EQ(ledger.Submit({"epb14.maker", "reg.checker"}, {operation}).code,
            Code(ResultCode::kMalformed));
  EXPECT_EQ(ledger.Submit({"epb14.maker", "reg.checker"}, {RecallOf("DIST-14", 1)}).code,
            Code(ResultCode::kNotEligible));
}

}  // namespace
}  // namespace heng::contracts
