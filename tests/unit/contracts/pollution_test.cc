// SPDX-License-Identifier: Apache-2.0
// Goal: pollution rights arise within a permit and a pool's control total, change hands only for
// the same pollutant in linked pools, and in a pool below standard at its ratio.
// Method: the worked case of the domain (Z2 buys 25,000 kg a year of Z1 and may use 12,500) on a
// ledger in memory, and every refusal next to it, by code, rule and numbers.
#include <gtest/gtest.h>

#include "contracts/state/records/control_total.h"
#include "contracts/state/records/meter.h"
#include "contracts/state/records/retirement.h"
#include "contracts/state/records/totals.h"
#include "contracts/units.h"
#include "core/crypto/hash.h"
#include "tests/support/rights_cast.h"

namespace heng::contracts {
namespace {

using tests::AddParameter;
using tests::AddRightsAccount;
using tests::Both;
using tests::Describe;
using tests::DischargePermit;
using tests::HoldingOf;
using tests::Join;
using tests::Number;
using tests::RightsGenesis;
using tests::TestLedger;
using tests::Verdict;

constexpr std::uint64_t kKg = 1'000;  // g
constexpr std::uint64_t kOwned = 100'000 * kKg;
constexpr std::uint64_t kSold = 25'000 * kKg;
constexpr std::uint64_t kNeeded = 12'500 * kKg;
constexpr std::uint32_t kFrom = 2024;
constexpr std::uint32_t kTo = 2028;
const ClassId kNox{"POLL-NOX"};
const ClassId kSo2{"POLL-SO2"};
const std::vector<std::string> kTotalSigners = {"epb33.maker", "mee.checker"};

std::vector<std::string> Sides() {
  return Join({Both("z1"), Both("z2"), {"epb33.checker"}});
}

SetControlTotal ControlTotalOf(const std::string& pool, std::uint32_t year, std::uint64_t total) {
  SetControlTotal operation;
  operation.pool = pool;
  operation.class_id = kNox;
  operation.year = year;
  operation.total = Quantity(total);
  return operation;
}

IssuePollutionRight Right(std::uint64_t quantity, const std::string& receipt) {
  IssuePollutionRight operation;
  operation.permit = "Z1-PERMIT";
  operation.account = AccountId("Z1");
  operation.class_id = kNox;
  operation.quantity = Quantity(quantity);
  operation.from_year = kFrom;
  operation.to_year = kTo;
  operation.fee_receipt = receipt;
  return operation;
}

PollutionTransfer Sale(const std::string& to, std::uint64_t sold, std::uint64_t activated) {
  PollutionTransfer operation;
  operation.from = AccountId("Z1");
  operation.to = AccountId(to);
  operation.class_id = kNox;
  operation.from_year = kFrom;
  operation.to_year = kTo;
  operation.quantity = Quantity(sold);
  operation.activated = Quantity(activated);
  operation.price = Fen(1);
  operation.contract = "JX-2024-7";
  return operation;
}

RetirePollution Report(std::uint32_t day, std::uint64_t measured) {
  RetirePollution operation;
  operation.permit = "Z2-PERMIT";
  operation.account = AccountId("Z2");
  operation.class_id = kNox;
  operation.day = CstDay(day);
  operation.measured = Quantity(measured);
  operation.evidence = Sha256("the discharge report");
  return operation;
}

std::uint64_t Free(const TestLedger& ledger, const std::string& account, std::uint32_t year) {
  return HoldingOf(ledger, account, SeriesOf(kNox, year, "AIR-3304").value()).registered.value();
}

// Permits of both, control totals for exactly what Z1 is issued.
class Pollution : public ::testing::Test {
 protected:
  Pollution() : ledger_(Accounts()) {
    for (std::uint32_t year = kFrom; year <= kTo; ++year) {
      Must(kTotalSigners, ControlTotalOf("AIR-3304", year, kOwned));
    }
    RegisterPermit z1 = DischargePermit("Z1", "z1", kOwned);
    z1.amounts.push_back({.class_id = kSo2, .annual = Quantity(kOwned)});
    Must(Both("epb33"), z1);
    Must(Both("epb33"), DischargePermit("Z2", "z2", kNeeded));
    RegisterPermit clean = DischargePermit("Z2-CLEAN", "z2", kSold);
    clean.pool = "AIR-CLEAN";
    Must(Both("epb33"), clean);
  }

  static Genesis Accounts() {
    Genesis genesis = RightsGenesis();
    AddRightsAccount(genesis, "Z2-CLEAN", "z2", AccountType::kPollutionUnit, "AIR-CLEAN");
    AddRightsAccount(genesis, "Z2-BARE", "z2", AccountType::kPollutionUnit, "AIR-3304", false);
    AddRightsAccount(
        genesis, "RESERVE", "epb33", AccountType::kPollutionReserve, "AIR-3304", false);
    AddParameter(genesis, "pollution.agreement.DELTA", "POLL-NOX::AIR-3304:AIR-CLEAN", 1);
    return genesis;
  }

  void Must(const std::vector<std::string>& persons, const Operation& operation) {
    const Receipt receipt = ledger_.Submit(persons, {operation});
    ASSERT_TRUE(receipt.applied()) << Describe(receipt);
  }
  void Issue() { Must(Both("epb33"), Right(kOwned, "FEE-1")); }
  void Sell() {
    Issue();
    Must(Sides(), Sale("Z2", kSold, kNeeded));
  }
  Receipt Submit(const std::vector<std::string>& persons, const Operation& operation) {
    return ledger_.Submit(persons, {operation});
  }

  TestLedger ledger_;
};

TEST_F(Pollution, IssuesABatchOfEachYearWithinTheControlTotal) {
  Issue();
  EXPECT_EQ(Free(ledger_, "Z1", kFrom), kOwned);
  EXPECT_EQ(Free(ledger_, "Z1", kTo), kOwned);
  EXPECT_TRUE(ledger_.view()
                  .Find<UnitBlock>(BatchId("CN-POL-NOX-AIR-3304-33-2026-Z1-PERMIT"), Serial(1))
                  .has_value());
  EXPECT_EQ(ledger_.view().Find<ControlTotal>("AIR-3304", kNox, kTo)->granted, Quantity(kOwned));
}

TEST_F(Pollution, InAPoolBelowStandardHalfOfWhatIsSoldActivatesAndHalfIsCancelled) {
  Sell();
  for (std::uint32_t year = kFrom; year <= kTo; ++year) {
    EXPECT_EQ(Free(ledger_, "Z1", year), 75'000 * kKg);
    EXPECT_EQ(Free(ledger_, "Z2", year), 12'500 * kKg);
    const auto totals = ledger_.view().Find<Totals>(SeriesOf(kNox, year, "AIR-3304"));
    EXPECT_EQ(totals->cancelled, Quantity(12'500 * kKg));
    EXPECT_EQ(totals->outstanding, Quantity(87'500 * kKg));
  }
  const Event& last = ledger_.events().back();
  EXPECT_EQ(last.type, EventType::kCancel);
  EXPECT_EQ(last.last.value() - last.first.value() + 1, kNeeded);
}

TEST_F(Pollution, WhatWasCancelledMakesNoRoomInTheControlTotal) {
  Sell();
  const Receipt issued = Submit(Both("epb33"), Right(1, "FEE-2"));
  EXPECT_EQ(Verdict(issued), "E_PERMIT R-POL-01");
  const Receipt lowered = Submit(kTotalSigners, ControlTotalOf("AIR-3304", kFrom, kOwned - 1));
  EXPECT_EQ(Verdict(lowered), "E_POLL_CAP R-POL-11");
  EXPECT_EQ(Number(lowered, "granted"), kOwned);
}

TEST_F(Pollution, RefusesAShareThatIsNotTheRatios) {
  Issue();
  const Receipt all = Submit(Sides(), Sale("Z2", kNeeded, kNeeded));
  EXPECT_EQ(Verdict(all), "E_RATIO R-POL-05");
  EXPECT_EQ(Number(all, "ratio-bp"), 20'000U);
  EXPECT_EQ(Number(all, "sold"), kNeeded);
  EXPECT_EQ(Number(all, "limit"), kNeeded / 2);
  EXPECT_EQ(Number(all, "requested"), kNeeded);
  EXPECT_EQ(Verdict(Submit(Sides(), Sale("Z2", kSold, kNeeded - 1))), "E_RATIO R-POL-05");
  // An odd gram is cancelled too.
  EXPECT_EQ(Verdict(Submit(Sides(), Sale("Z2", 3, 2))), "E_RATIO R-POL-05");
  Must(Sides(), Sale("Z2", 3, 1));
  EXPECT_EQ(Free(ledger_, "Z2", kFrom), 1U);
}

TEST_F(Pollution, RefusesSulphurDioxideForNitrogenOxides) {
  SetControlTotal total = ControlTotalOf("AIR-3304", kFrom, kOwned);
  total.class_id = kSo2;
  Must(kTotalSigners, total);
  IssuePollutionRight right = Right(kOwned, "FEE-SO2");
  right.class_id = kSo2;
  right.to_year = kFrom;
  Must(Both("epb33"), right);
  PollutionTransfer sale = Sale("Z2", kSold, kSold);
  sale.class_id = kSo2;
  sale.to_year = kFrom;
  const Receipt receipt = Submit(Sides(), sale);
  EXPECT_EQ(Verdict(receipt), "E_POLLUTANT R-POL-02");
  EXPECT_EQ(receipt.subject, "POLL-SO2 for permit Z2-PERMIT");
}

TEST_F(Pollution, RefusesAnotherAirshed) {
  Issue();
  const Receipt receipt = Submit(Sides(), Sale("Z2-CLEAN", kSold, kSold));
  EXPECT_EQ(Verdict(receipt), "E_POOL R-POL-03");
  EXPECT_EQ(receipt.subject, "AIR-3304 -> AIR-CLEAN");
  PollutionTransfer sale = Sale("Z2-CLEAN", kSold, kSold);
  sale.agreement = "NO-SUCH";
  EXPECT_EQ(Verdict(Submit(Sides(), sale)), "E_POOL R-POL-03");
}

TEST_F(Pollution, AnAgreementLinksAirshedsWithinTheReceivingOnesTotal) {
  Issue();
  PollutionTransfer sale = Sale("Z2-CLEAN", kSold, kSold);  // at standard: one for one
  sale.agreement = "DELTA";
  const Receipt receipt = Submit(Sides(), sale);
  EXPECT_EQ(Verdict(receipt), "E_POLL_CAP R-POL-11");
  EXPECT_EQ(Number(receipt, "limit"), 0U);
  for (std::uint32_t year = kFrom; year <= kTo; ++year) {
    Must(kTotalSigners, ControlTotalOf("AIR-CLEAN", year, kSold));
  }
  Must(Sides(), sale);
  EXPECT_EQ(Free(ledger_, "Z2-CLEAN", kTo), kSold);
  EXPECT_EQ(ledger_.view().Find<ControlTotal>("AIR-CLEAN", kNox, kTo)->granted, Quantity(kSold));
}

TEST_F(Pollution, RefusesMoreThanTheControlTotal) {
  Must(kTotalSigners, ControlTotalOf("AIR-3304", 2026, kOwned - 1));
  const Receipt receipt = Submit(Both("epb33"), Right(kOwned, "FEE-1"));
  EXPECT_EQ(Verdict(receipt), "E_POLL_CAP R-POL-11");
  EXPECT_EQ(Number(receipt, "limit"), kOwned - 1);
  EXPECT_EQ(Number(receipt, "available"), kOwned - 1);
  EXPECT_EQ(Number(receipt, "requested"), kOwned);
  EXPECT_EQ(Free(ledger_, "Z1", kFrom), 0U);
}

TEST_F(Pollution, RefusesMoreThanThePermitOrOutsideItsTerm) {
  const Receipt more = Submit(Both("epb33"), Right(kOwned + 1, "FEE-1"));
  EXPECT_EQ(Verdict(more), "E_PERMIT R-POL-01");
  EXPECT_EQ(Number(more, "limit"), kOwned);
  IssuePollutionRight right = Right(1, "FEE-1");
  right.to_year = 2029;
  const Receipt later = Submit(Both("epb33"), right);
  EXPECT_EQ(Verdict(later), "E_PERMIT R-POL-01");
  EXPECT_EQ(Number(later, "year"), 2029U);
}

TEST_F(Pollution, RefusesAnIssuanceIntoOtherHandsOrForAnUnknownPollutant) {
  IssuePollutionRight right = Right(1, "FEE-1");
  right.account = AccountId("Z2");
  EXPECT_EQ(Verdict(Submit(Both("epb33"), right)), "E_PERMIT R-POL-01");
  right = Right(1, "FEE-1");
  right.class_id = ClassId("POLL-COD");
  const Receipt receipt = Submit(Both("epb33"), right);
  EXPECT_EQ(Verdict(receipt), "E_PERMIT R-POL-01");
  EXPECT_EQ(Number(receipt, "limit"), 0U);
}

TEST_F(Pollution, OneFeeReceiptPaysForOneIssuance) {
  Must(Both("epb33"), Right(1, "FEE-1"));
  EXPECT_EQ(Verdict(Submit(Both("epb33"), Right(1, "FEE-1"))), "E_EXISTS");
  EXPECT_EQ(Verdict(Submit(Both("epb33"), Right(1, ""))), "E_MALFORMED");
  Must(Both("epb33"), Right(1, "FEE-2"));
}

TEST_F(Pollution, RefusesAnIssuanceThatIsNotWellFormedOrNotSigned) {
  IssuePollutionRight right = Right(1, "FEE-1");
  right.to_year = kFrom - 1;
  EXPECT_EQ(Verdict(Submit(Both("epb33"), right)), "E_FIELD");
  right.to_year = kFrom + 16;
  EXPECT_EQ(Verdict(Submit(Both("epb33"), right)), "E_FIELD");
  right = Right(0, "FEE-1");
  EXPECT_EQ(Verdict(Submit(Both("epb33"), right)), "E_FIELD");
  right = Right(1, "FEE-1");
  right.from_year = 2023;
  EXPECT_EQ(Verdict(Submit(Both("epb33"), right)), "E_TERM");
  EXPECT_EQ(Verdict(Submit({"epb33.maker"}, Right(1, "FEE-1"))), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Both("epb42"), Right(1, "FEE-1"))), "E_APPROVAL");
}

TEST_F(Pollution, RefusesASaleThatLacksASideOrItsAuthority) {
  Issue();
  const PollutionTransfer sale = Sale("Z2", kSold, kNeeded);
  EXPECT_EQ(Verdict(Submit(Join({Both("z1"), {"epb33.checker"}}), sale)), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Join({Both("z2"), {"epb33.checker"}}), sale)), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Join({Both("z1"), Both("z2")}), sale)), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Join({Both("z1"), Both("z2"), {"epb42.checker"}}), sale)), "E_APPROVAL");
}

TEST_F(Pollution, RefusesASaleThatIsNotWellFormedOrNotCovered) {
  Issue();
  EXPECT_EQ(Verdict(Submit(Sides(), Sale("Z1", 2, 1))), "E_MALFORMED");
  EXPECT_EQ(Verdict(Submit(Sides(), Sale("Z2", 2, 0))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Sides(), Sale("Z2", 2, 3))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Sides(), Sale("Z2", 0, 0))), "E_FIELD");
  PollutionTransfer nameless = Sale("Z2", 2, 1);
  nameless.contract.clear();
  EXPECT_EQ(Verdict(Submit(Sides(), nameless)), "E_MALFORMED");
  const Receipt more = Submit(Sides(), Sale("Z2", 2 * kSold, kSold));
  EXPECT_EQ(Verdict(more), "E_PERMIT R-POL-01");
  EXPECT_EQ(Number(more, "limit"), kNeeded);
  EXPECT_EQ(Number(more, "requested"), kSold);
  ledger_.At("2025-01-01 00:00");
  EXPECT_EQ(Verdict(Submit(Sides(), Sale("Z2", 2, 1))), "E_TERM");
}

TEST_F(Pollution, RefusesABuyerWithoutAPermitButNotTheAuthoritysReserve) {
  Issue();
  const std::vector<std::string> everyone = Join({Both("z1"), Both("z2"), Both("epb33")});
  EXPECT_EQ(Verdict(Submit(everyone, Sale("Z2-BARE", 2, 1))), "E_PERMIT R-POL-01");
  Must(everyone, Sale("RESERVE", 2, 1));
  EXPECT_EQ(Free(ledger_, "RESERVE", kFrom), 1U);
}

TEST_F(Pollution, RefusesToSellMoreThanIsHeld) {
  Must(Both("epb33"), Right(10, "FEE-1"));
  const Receipt receipt = Submit(Sides(), Sale("Z2", 12, 6));
  EXPECT_EQ(Verdict(receipt), "E_INSUFFICIENT");
  EXPECT_EQ(Number(receipt, "available"), 10U);
}

TEST_F(Pollution, ReportedDischargeRetiresThatYearsUnits) {
  Sell();
  ledger_.At("2025-01-20 09:00");
  Must(Both("epb33"), Report(20241231, 12'000 * kKg));
  EXPECT_EQ(Free(ledger_, "Z2", 2024), 500 * kKg);
  EXPECT_EQ(Free(ledger_, "Z2", 2025), kNeeded);
  EXPECT_EQ(ledger_.view().Find<Meter>("Z2-PERMIT", kNox, 2024U)->measured, Quantity(12'000 * kKg));
  EXPECT_EQ(Verdict(Submit(Both("epb33"), Report(20241231, 12'000 * kKg))), "E_FIELD");
  const Receipt over = Submit(Both("epb33"), Report(20241231, 12'501 * kKg));
  EXPECT_EQ(Verdict(over), "E_INSUFFICIENT");
  EXPECT_EQ(Number(over, "available"), 500 * kKg);
  ExpireUnits lapse;
  lapse.account = AccountId("Z2");
  lapse.series = SeriesOf(kNox, 2024, "AIR-3304");
  lapse.quantity = Quantity(500 * kKg);
  Must(Both("epb33"), lapse);
  EXPECT_EQ(ledger_.view().Find<Totals>(lapse.series)->expired, Quantity(500 * kKg));
}

TEST_F(Pollution, RefusesAReportByOthersOrUnderAnotherPermit) {
  Sell();
  ledger_.At("2025-01-20 09:00");
  EXPECT_EQ(Verdict(Submit({"epb33.maker"}, Report(20241231, 1))), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Both("epb42"), Report(20241231, 1))), "E_APPROVAL");
  RetirePollution report = Report(20241231, 1);
  report.account = AccountId("Z1");
  EXPECT_EQ(Verdict(Submit(Both("epb33"), report)), "E_PERMIT");
  report = Report(20241231, 1);
  report.class_id = kSo2;
  EXPECT_EQ(Verdict(Submit(Both("epb33"), report)), "E_PERMIT");
}

TEST_F(Pollution, ControlTotalNeedsAnAuthorityAndTheMinistryAndAPollutant) {
  const SetControlTotal total = ControlTotalOf("AIR-3304", kFrom, 2 * kOwned);
  EXPECT_EQ(Verdict(Submit({"epb33.maker"}, total)), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit({"mee.checker"}, total)), "E_APPROVAL");
  SetControlTotal other = total;
  other.class_id = ClassId("CEA");
  EXPECT_EQ(Verdict(Submit(kTotalSigners, other)), "E_NOT_ELIGIBLE");
  EXPECT_EQ(Verdict(Submit(kTotalSigners, ControlTotalOf("AIR-3304", 2023, 1))), "E_TERM");
  EXPECT_EQ(Verdict(Submit(kTotalSigners, ControlTotalOf("AIR-3304", kFrom, 0))), "E_FIELD");
}

}  // namespace
}  // namespace heng::contracts
