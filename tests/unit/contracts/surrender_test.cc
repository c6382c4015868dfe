// SPDX-License-Identifier: Apache-2.0
// Goal: a verified emission is met unit for unit, along the chain, with the right vintages and no
// more offsets than the law allows; what is retired is never seen again.
// Method: the compliance cycle of one or two holders of the cast, and each condition taken away.
#include <gtest/gtest.h>

#include "contracts/invariants/whole_state.h"
#include "contracts/rules/registry.h"
#include "contracts/state/records/emission.h"
#include "contracts/state/records/obligation.h"
#include "contracts/state/records/price.h"
#include "contracts/state/records/retirement.h"
#include "contracts/state/records/totals.h"
#include "core/crypto/hash.h"
#include "tests/support/cast.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CastGenesis;
using tests::CodeOf;
using tests::GiveAllowances;
using tests::HoldingOf;
using tests::Join;
using tests::Number;
using tests::TestLedger;
using tests::Verify;

constexpr const char* kAllowances = "CEA/2024/CN";
constexpr const char* kReductions = "CCER/2024/CN";

std::uint32_t Code(ResultCode code) {
  return static_cast<std::uint32_t>(code);
}

void ExpectRefused(const Receipt& receipt, ResultCode code, std::string_view rule) {
  EXPECT_EQ(receipt.code, Code(code)) << receipt.subject;
  EXPECT_EQ(receipt.rule, rule) << receipt.subject;
}

// P1 owes 1,000 t for 2024, has 1,000 allowances, and reductions of a project of its own.
class Compliance : public ::testing::Test {
 protected:
  Compliance() : ledger_(CastGenesis()) {
    ledger_.At("2025-06-30 10:00");
    GiveAllowances(ledger_, 2024, {{"p1", 1'000}});
    Verify(ledger_, "p1", 2024, 1'000);
  }

  void TearDown() override {
    EXPECT_EQ(CheckWholeState(ledger_.view()), std::vector<std::string>{});
  }

  static Surrender SurrenderOf(std::uint64_t quantity, const std::string& series = kAllowances) {
    Surrender operation;
    operation.participant = CodeOf("p1");
    operation.year = 2024;
    operation.from = AccountId("P1");
    operation.to = AccountId("COLLECT-42");
    operation.legs = {{.series = SeriesId(series), .quantity = Quantity(quantity), .ranges = {}}};
    return operation;
  }
  static Collect CollectAll(bool record_shortfall = false) {
    Collect operation;
    operation.participant = CodeOf("p1");
    operation.year = 2024;
    operation.from = AccountId("COLLECT-42");
    operation.to = AccountId("NAT-RETIRE");
    operation.record_shortfall = record_shortfall;
    return operation;
  }
  static Retire RetireAll() {
    Retire operation;
    operation.participant = CodeOf("p1");
    operation.year = 2024;
    operation.from = AccountId("NAT-RETIRE");
    return operation;
  }
  static OffsetUse OffsetOf(std::uint64_t quantity, const std::string& series = kReductions) {
    OffsetUse operation;
    operation.participant = CodeOf("p1");
    operation.year = 2024;
    operation.from = AccountId("P1-PROJECT");
    operation.series = SeriesId(series);
    operation.quantity = Quantity(quantity);
    operation.confirmation = Sha256("cancellation record");
    return operation;
  }

  Receipt Submit(const Surrender& operation) {
    return ledger_.Submit(Join({Both("p1"), {"epb42.checker"}}), {operation});
  }
  Receipt Submit(const Collect& operation) {
    return ledger_.Submit({"epb42.maker", "mee.checker"}, {operation});
  }
  Receipt Submit(const Retire& operation) { return ledger_.Submit(Both("mee"), {operation}); }
  Receipt Submit(const OffsetUse& operation) {
    return ledger_.Submit(Join({Both("p1"), {"epb42.checker", "ncsc.checker"}}), {operation});
  }

  // 100 reductions of a project that P1 owns, in its project account.
  void GiveReductions(bool covered = false, const std::string& class_id = "CCER") {
    OpenAccount open;
    open.id = AccountId("P1-PROJECT");
    open.participant = CodeOf("p1");
    open.type = AccountType::kProject;
    ASSERT_TRUE(ledger_.Submit(Both("ncsc"), {open}).applied());
    RegisterProject project;
    project.project = "P000042";
    project.owner = CodeOf("p1");
    project.class_id = ClassId(class_id);
    project.methodology = "01-002";
    project.pool = "CN";
    project.covered = covered;
    project.works_begun = CstDay(20210601);
    project.disclosure = Sha256("design document");
    ASSERT_TRUE(ledger_.Submit(Both("ncsc"), {project}).applied());
    IssueReductions issue;
    issue.project = "P000042";
    issue.first_day = CstDay(20240101);
    issue.last_day = CstDay(20241231);
    issue.vintage = 2024;
    issue.quantity = Quantity(100);
    issue.account = AccountId("P1-PROJECT");
    issue.verifier = CodeOf("verifier");
    issue.verification = Sha256("verification report");
    issue.disclosure = Sha256("monitoring report");
    const Receipt receipt = ledger_.Submit({"verifier.maker", "ncsc.checker"}, {issue});
    ASSERT_TRUE(receipt.applied()) << receipt.subject << receipt.rule;
  }

  [[nodiscard]] Obligation Owed() const {
    return ledger_.view().Find<Obligation>(CodeOf("p1"), 2024U).value_or(Obligation{});
  }

  TestLedger ledger_;
};

TEST_F(Compliance, RunsFromTheFactToTheRetirementRecord) {
  EXPECT_EQ(Owed().due, Quantity(1'000));
  ASSERT_TRUE(Submit(SurrenderOf(1'000)).applied());
  EXPECT_EQ(HoldingOf(ledger_, "P1", kAllowances).total(), Quantity(0));
  EXPECT_EQ(HoldingOf(ledger_, "COLLECT-42", kAllowances).pending, Quantity(1'000));
  ASSERT_TRUE(Submit(CollectAll()).applied());
  EXPECT_EQ(Owed().status, ObligationStatus::kCollected);
  EXPECT_EQ(HoldingOf(ledger_, "NAT-RETIRE", kAllowances).pending, Quantity(1'000));
  ASSERT_TRUE(Submit(RetireAll()).applied());
  EXPECT_EQ(HoldingOf(ledger_, "NAT-RETIRE", kAllowances).total(), Quantity(0));
  EXPECT_EQ(ledger_.view().Find<Totals>(SeriesId(kAllowances))->retired, Quantity(1'000));
  std::vector<Retirement> records;
  ledger_.view().ForEach<Retirement>(tables::kRetirement, [&records](const Retirement& record) {
    records.push_back(record);
    return true;
  });
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].reference, Owed().Key());
  EXPECT_EQ(records[0].purpose, "surrender");
  EXPECT_EQ(records[0].beneficiary, CodeOf("p1").value());
  ExpectRefused(Submit(RetireAll()), ResultCode::kInsufficient, "");
}

TEST_F(Compliance, RefusesToCollectAShortfallUntilItIsRecordedAfterTheDeadline) {
  ASSERT_TRUE(Submit(SurrenderOf(950)).applied());
  const Receipt receipt = Submit(CollectAll());
  ExpectRefused(receipt, ResultCode::kShort, "R-CAR-20");
  EXPECT_EQ(Number(receipt, "due"), 1'000U);
  EXPECT_EQ(Number(receipt, "surrendered"), 950U);
  EXPECT_EQ(Number(receipt, "missing"), 50U);
  ledger_.At("2025-12-31 23:59:50");
  ExpectRefused(Submit(CollectAll(true)), ResultCode::kDeadline, "R-CAR-20");
  ledger_.At("2026-01-01");
  ASSERT_TRUE(Submit(CollectAll(true)).applied());
  EXPECT_EQ(Owed().status, ObligationStatus::kShort);
  EXPECT_EQ(Owed().missing, Quantity(50));

  // A late surrender says that it is late, and cures.
  Surrender rest = SurrenderOf(50);
  ExpectRefused(Submit(rest), ResultCode::kDeadline, "R-CAR-20");
  rest.late = true;
  ASSERT_TRUE(Submit(rest).applied());
  ASSERT_TRUE(Submit(CollectAll()).applied());
  EXPECT_EQ(Owed().status, ObligationStatus::kCollected);
  EXPECT_EQ(Owed().missing, Quantity(0));
  EXPECT_EQ(Owed().late, Quantity(50));
}

TEST_F(Compliance, MeetsTheDeadlineUntilTheLastMillisecondOfItsDay) {
  Surrender late = SurrenderOf(1);
  late.late = true;
  ExpectRefused(Submit(late), ResultCode::kDeadline, "R-CAR-20");
  ledger_.At("2025-12-31 23:59:59.998");
  ASSERT_TRUE(Submit(SurrenderOf(1)).applied());
  const Receipt receipt = Submit(SurrenderOf(1));
  ExpectRefused(receipt, ResultCode::kDeadline, "R-CAR-20");
  EXPECT_EQ(Number(receipt, "limit"), 20251231U);
  EXPECT_EQ(Number(receipt, "day"), 20260101U);
}

TEST_F(Compliance, RefusesMoreThanIsOwed) {
  GiveAllowances(ledger_, 2024, {{"p1", 10}});
  const Receipt receipt = Submit(SurrenderOf(1'001));
  ExpectRefused(receipt, ResultCode::kFieldRange, "");
  EXPECT_EQ(Number(receipt, "limit"), 1'000U);
  ASSERT_TRUE(Submit(SurrenderOf(1'000)).applied());
  ExpectRefused(Submit(SurrenderOf(1)), ResultCode::kFieldRange, "");
}

TEST_F(Compliance, RefusesVintagesOfOtherYears) {
  GiveAllowances(ledger_, 2025, {{"p1", 10}});
  GiveAllowances(ledger_, 2023, {{"p1", 10}});
  const Receipt receipt = Submit(SurrenderOf(10, "CEA/2025/CN"));
  ExpectRefused(receipt, ResultCode::kVintage, "R-CAR-27");
  EXPECT_EQ(Number(receipt, "vintage"), 2025U);
  EXPECT_EQ(Number(receipt, "to"), 2024U);
  EXPECT_TRUE(Submit(SurrenderOf(10, "CEA/2023/CN")).applied());
  // 2024 units do not meet an obligation of 2023, and 2024 units none of 2025.
  Verify(ledger_, "p1", 2023, 100);
  Verify(ledger_, "p1", 2025, 100);
  Surrender other = SurrenderOf(10);
  other.year = 2025;
  ExpectRefused(Submit(other), ResultCode::kVintage, "R-CAR-27");
  other.year = 2023;
  ExpectRefused(Submit(other), ResultCode::kVintage, "R-CAR-27");
}

TEST_F(Compliance, TakesSeveralSeriesInOneStep) {
  GiveAllowances(ledger_, 2023, {{"p1", 300}});
  Surrender operation = SurrenderOf(700);
  operation.legs.push_back(
      {.series = SeriesId("CEA/2023/CN"), .quantity = Quantity(300), .ranges = {}});
  ASSERT_TRUE(Submit(operation).applied());
  ASSERT_TRUE(Submit(CollectAll()).applied());
  Retire some = RetireAll();
  some.legs = {{.series = SeriesId("CEA/2023/CN"), .quantity = Quantity(301), .ranges = {}}};
  ExpectRefused(Submit(some), ResultCode::kInsufficient, "");
  some.legs[0].quantity = Quantity(300);
  ASSERT_TRUE(Submit(some).applied());
  ASSERT_TRUE(Submit(RetireAll()).applied());
  operation.legs.push_back(operation.legs[0]);
  ExpectRefused(Submit(operation), ResultCode::kMalformed, "");
}

TEST_F(Compliance, RefusesEveryStepOutsideTheChain) {
  Surrender wrong = SurrenderOf(10);
  for (const char* to : {"COLLECT-14", "DIST-42"}) {
    wrong.to = AccountId(to);
    ExpectRefused(Submit(wrong), ResultCode::kChain, "R-CAR-26");
  }
  // Units of another holder do not meet this obligation.
  GiveAllowances(ledger_, 2024, {{"s1", 10}});
  wrong = SurrenderOf(10);
  wrong.from = AccountId("S1");
  ExpectRefused(ledger_.Submit(Join({Both("s1"), {"epb42.checker"}}), {wrong}),
                ResultCode::kChain,
                "R-CAR-26");
  ASSERT_TRUE(Submit(SurrenderOf(1'000)).applied());
  Collect collect = CollectAll();
  collect.to = AccountId("NAT-ISSUE");
  ExpectRefused(Submit(collect), ResultCode::kChain, "R-CAR-26");
  collect = CollectAll();
  collect.from = AccountId("COLLECT-14");
  ExpectRefused(Submit(collect), ResultCode::kChain, "R-CAR-26");
  Retire retire = RetireAll();
  ExpectRefused(Submit(retire), ResultCode::kInsufficient, "");
  ASSERT_TRUE(Submit(CollectAll()).applied());
  retire.from = AccountId("COLLECT-42");
  ExpectRefused(Submit(retire), ResultCode::kChain, "R-CAR-26");
}

TEST_F(Compliance, RefusesMissingSignatures) {
  for (const auto& signers : {Both("p1"),
                              Join({{"p1.maker"}, {"epb42.checker"}}),
                              Join({Both("p1"), {"epb14.checker"}})}) {
    ExpectRefused(ledger_.Submit(signers, {SurrenderOf(10)}), ResultCode::kApproval, "");
  }
  ASSERT_TRUE(Submit(SurrenderOf(1'000)).applied());
  ExpectRefused(ledger_.Submit({"epb42.maker"}, {CollectAll()}), ResultCode::kApproval, "");
  ASSERT_TRUE(Submit(CollectAll()).applied());
  ExpectRefused(ledger_.Submit({"mee.checker"}, {RetireAll()}), ResultCode::kApproval, "");
}

TEST_F(Compliance, RefusesAnObligationThatNoFactCreated) {
  Surrender operation = SurrenderOf(10);
  operation.year = 2023;
  ExpectRefused(Submit(operation), ResultCode::kUnverified, "R-MRV-04");
  Collect collect = CollectAll();
  collect.year = 2023;
  ExpectRefused(Submit(collect), ResultCode::kUnverified, "R-MRV-04");
}

TEST_F(Compliance, CancelsReductionsForTheObligationUpToTheCap) {
  GiveReductions();
  const Receipt over = Submit(OffsetOf(51));
  ExpectRefused(over, ResultCode::kOffsetCap, "R-CAR-21");
  EXPECT_EQ(Number(over, "limit"), 50U);
  EXPECT_EQ(Number(over, "used"), 0U);
  EXPECT_EQ(Number(over, "requested"), 51U);
  ASSERT_TRUE(Submit(OffsetOf(30)).applied());
  EXPECT_EQ(Number(Submit(OffsetOf(21)), "used"), 30U);
  ASSERT_TRUE(Submit(OffsetOf(20)).applied());
  EXPECT_EQ(Owed().offset, Quantity(50));
  EXPECT_EQ(ledger_.view().Find<Totals>(SeriesId(kReductions))->cancelled, Quantity(50));
  ASSERT_TRUE(Submit(SurrenderOf(950)).applied());
  ASSERT_TRUE(Submit(CollectAll()).applied());
  EXPECT_EQ(Owed().status, ObligationStatus::kCollected);
}

TEST_F(Compliance, NeedsTheReductionRegistryInTheSameStep) {
  GiveReductions();
  const Receipt receipt = ledger_.Submit(Join({Both("p1"), {"epb42.checker"}}), {OffsetOf(10)});
  ExpectRefused(receipt, ResultCode::kCcrConfirm, "R-CAR-25");
  OffsetUse unnamed = OffsetOf(10);
  unnamed.confirmation = {};
  ExpectRefused(Submit(unnamed), ResultCode::kCcrConfirm, "R-CAR-25");
  EXPECT_EQ(Owed().offset, Quantity(0));
  EXPECT_EQ(HoldingOf(ledger_, "P1-PROJECT", kReductions).registered, Quantity(100));
}

TEST_F(Compliance, RefusesOffsetsOfACoveredProject) {
  GiveReductions(true);
  ExpectRefused(Submit(OffsetOf(10)), ResultCode::kOffsetCovered, "R-CAR-22");
}

TEST_F(Compliance, RefusesOffsetsThatAreNoReductionsOrNotThere) {
  GiveReductions();
  OffsetUse wrong = OffsetOf(10, kAllowances);
  wrong.from = AccountId("P1");
  ExpectRefused(Submit(wrong), ResultCode::kNotEligible, "");
  Verify(ledger_, "s1", 2024, 100'000);
  wrong = OffsetOf(10);
  wrong.participant = CodeOf("s1");
  ExpectRefused(Submit(wrong), ResultCode::kChain, "R-CAR-26");
  wrong = OffsetOf(0);
  ExpectRefused(Submit(wrong), ResultCode::kFieldRange, "");
}

TEST(LegacyReductions, AreOfUseUntilTheEndOf2024) {
  // The rule alone: the day is a parameter of the class, and the block's time decides.
  TestLedger ledger(CastGenesis());
  ClassRecord legacy = *ledger.view().Find<ClassRecord>(ClassId("CCER-LEGACY"));
  Movement offset;
  offset.kind = MovementKind::kOffset;
  offset.right_class = legacy;
  const std::vector<Signer> nobody;
  const Operation operation = OffsetUse{};
  const auto judge = [&](const char* time) {
    const BlockContext block{
        .chain_id = ChainId("heng-test"), .height = Height(1), .time = *ParseCst(time)};
    const Context context{.view = ledger.view(),
                          .block = block,
                          .transaction = {},
                          .reason_code = {},
                          .legal_reference = {},
                          .signers = nobody};
    return kLegacyExpiryRule.evaluate(
        {.context = context, .operation = operation, .movement = offset});
  };
  EXPECT_FALSE(judge("2024-12-31T23:59:59.999+08:00").has_value());
  const auto refusal = judge("2025-01-01T00:00:00+08:00");
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code, ResultCode::kCcerExpired);
  offset.right_class = *ledger.view().Find<ClassRecord>(ClassId("CCER"));
  EXPECT_FALSE(judge("2025-01-01T00:00:00+08:00").has_value());
}

TEST_F(Compliance, CancelsVoluntarilyForSomebodyAndSomething) {
  VoluntaryCancel cancel;
  cancel.from = AccountId("P1");
  cancel.series = SeriesId(kAllowances);
  cancel.quantity = Quantity(5);
  cancel.purpose = "public good";
  cancel.beneficiary = "Wuhan marathon 2025";
  cancel.event = "Wuhan marathon 2025";
  const auto signers = Join({Both("p1"), {"reg.checker"}});
  ExpectRefused(ledger_.Submit(Both("p1"), {cancel}), ResultCode::kApproval, "");
  VoluntaryCancel wrong = cancel;
  wrong.purpose.clear();
  ExpectRefused(ledger_.Submit(signers, {wrong}), ResultCode::kCancel, "R-CAR-37");
  wrong = cancel;
  wrong.beneficiary.clear();
  ExpectRefused(ledger_.Submit(signers, {wrong}), ResultCode::kCancel, "R-CAR-37");
  wrong = cancel;
  wrong.quantity = Quantity(1'001);
  ExpectRefused(ledger_.Submit(signers, {wrong}), ResultCode::kInsufficient, "");
  ASSERT_TRUE(ledger_.Submit(signers, {cancel}).applied());
  EXPECT_EQ(ledger_.view().Find<Totals>(SeriesId(kAllowances))->cancelled, Quantity(5));
  // Nothing makes room in the cap again, and a retired serial is gone for good.
  VoluntaryCancel again = cancel;
  again.ranges = {{.batch = BatchId("CN-CEA-2024"), .first = Serial(996), .last = Serial(1'000)}};
  ExpectRefused(ledger_.Submit(signers, {again}), ResultCode::kTerminal, "R-XAS-03");
}

TEST_F(Compliance, RecordsAnEmissionOnceAndOnlyWithBothSignatures) {
  RecordEmission emission;
  emission.participant = CodeOf("s1");
  emission.year = 2024;
  emission.class_id = ClassId("CEA");
  emission.quantity = Quantity(10);
  emission.verifier = CodeOf("verifier");
  emission.report_hash = Sha256("report");
  for (const auto& signers : std::vector<std::vector<std::string>>{
           {"verifier.maker"}, {"epb42.checker"}, {"verifier.maker", "epb14.checker"}}) {
    ExpectRefused(ledger_.Submit(signers, {emission}), ResultCode::kUnverified, "R-MRV-04");
  }
  const std::vector<std::string> signers = {"verifier.maker", "epb42.checker"};
  const auto refused = [&](auto change, ResultCode code) {
    RecordEmission wrong = emission;
    change(wrong);
    EXPECT_EQ(ledger_.Submit(signers, {wrong}).code, Code(code));
  };
  refused([](RecordEmission& o) { o.quantity = Quantity(0); }, ResultCode::kFieldRange);
  refused([](RecordEmission& o) { o.report_hash = {}; }, ResultCode::kMalformed);
  refused([](RecordEmission& o) { o.year = 2026; }, ResultCode::kFieldRange);
  refused([](RecordEmission& o) { o.class_id = ClassId("CCER"); }, ResultCode::kNotEligible);
  ASSERT_TRUE(ledger_.Submit(signers, {emission}).applied());
  EXPECT_EQ(ledger_.view().Find<Emission>(CodeOf("s1"), 2024U)->quantity, Quantity(10));
  refused([](RecordEmission& o) { o.quantity = Quantity(11); }, ResultCode::kExists);
}

TEST_F(Compliance, RecordsThePriceOfADayOnce) {
  RecordPrice price;
  price.class_id = ClassId("CEA");
  price.day = CstDay(20250630);
  price.close = Fen(7'100);
  price.average = Fen(7'050);
  price.volume = Quantity(1'000);
  EXPECT_EQ(ledger_.Submit({"cbgex.maker"}, {price}).code, Code(ResultCode::kApproval));
  const auto refused = [&](auto change, ResultCode code) {
    RecordPrice wrong = price;
    change(wrong);
    EXPECT_EQ(ledger_.Submit({"seee.maker"}, {wrong}).code, Code(code));
  };
  refused([](RecordPrice& o) { o.day = CstDay(20250631); }, ResultCode::kFieldRange);
  refused([](RecordPrice& o) { o.day = CstDay(20250701); }, ResultCode::kFieldRange);
  refused([](RecordPrice& o) { o.close = Fen(0); }, ResultCode::kFieldRange);
  refused([](RecordPrice& o) { o.volume = Quantity(0); }, ResultCode::kFieldRange);
  ASSERT_TRUE(ledger_.Submit({"seee.maker"}, {price}).applied());
  EXPECT_EQ(ledger_.view().Find<Price>(ClassId("CEA"), CstDay(20250630))->exchange, CodeOf("seee"));
  refused([](RecordPrice& o) { o.close = Fen(1); }, ResultCode::kExists);
}

}  // namespace
}  // namespace heng::contracts
