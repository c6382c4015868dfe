// SPDX-License-Identifier: Apache-2.0
// Goal: water rights arise within a province's allocation and a permit's volume, cross a province
// only with three authorities, end by metered use and lapse with their year.
// Method: the worked case of the domain (Aba sells to Ningdong, 2024 to 2026) on a ledger in
// memory, and every refusal next to it, by code, rule and numbers.
#include <gtest/gtest.h>

#include "contracts/state/records/meter.h"
#include "contracts/state/records/retirement.h"
#include "contracts/state/records/totals.h"
#include "contracts/state/records/water_allocation.h"
#include "core/crypto/hash.h"
#include "tests/support/rights_cast.h"

namespace heng::contracts {
namespace {

using tests::AddParameter;
using tests::AddRightsAccount;
using tests::Both;
using tests::Describe;
using tests::HoldingOf;
using tests::Join;
using tests::Number;
using tests::RightsGenesis;
using tests::TestLedger;
using tests::Verdict;
using tests::WaterPermit;

constexpr std::uint64_t kVolume = 20'000'000;
constexpr std::uint64_t kSold = 5'000'000;
const ClassId kWater{"WATER-WITHDRAWAL"};

std::vector<std::string> Three() {
  return Join(
      {Both("aba"), Both("ningdong"), {"water51.checker"}, {"water64.checker"}, {"yrcc.checker"}});
}

AllocateWater Allocation(const std::string& province, std::uint32_t year, std::uint64_t volume) {
  AllocateWater operation;
  operation.pool = "YR";
  operation.jurisdiction = province;
  operation.year = year;
  operation.volume = Quantity(volume);
  return operation;
}

IssueWaterRight Right(std::uint64_t quantity) {
  IssueWaterRight operation;
  operation.permit = "ABA-PERMIT";
  operation.account = AccountId("ABA");
  operation.source = WaterSource::kSurface;
  for (const std::uint32_t year : {2024U, 2025U, 2026U}) {
    operation.years.push_back({.year = year, .quantity = Quantity(quantity)});
  }
  return operation;
}

WaterTransfer Sale(const std::string& to, std::uint64_t quantity) {
  WaterTransfer operation;
  operation.from = AccountId("ABA");
  operation.to = AccountId(to);
  operation.class_id = kWater;
  operation.years = Right(quantity).years;
  operation.price = Fen(120);
  operation.agreement = "Sichuan-Ningxia 2023-11";
  return operation;
}

RecordMeter Reading(std::uint32_t day, std::uint64_t measured) {
  RecordMeter operation;
  operation.permit = "NINGDONG-PERMIT";
  operation.account = AccountId("NINGDONG");
  operation.class_id = kWater;
  operation.day = CstDay(day);
  operation.measured = Quantity(measured);
  operation.evidence = Sha256("the meter's record");
  return operation;
}

ExpireUnits Lapse(const std::string& account, std::uint32_t year, std::uint64_t quantity) {
  ExpireUnits operation;
  operation.account = AccountId(account);
  operation.series = SeriesOf(kWater, year, "YR");
  operation.quantity = Quantity(quantity);
  return operation;
}

std::uint64_t Free(const TestLedger& ledger, const std::string& account, std::uint32_t year) {
  return HoldingOf(ledger, account, SeriesOf(kWater, year, "YR").value()).registered.value();
}

// Allocations and permits; nothing issued.
class Water : public ::testing::Test {
 protected:
  explicit Water(const Genesis& genesis = Accounts()) : ledger_(genesis) {
    for (const std::uint32_t year : {2024U, 2025U, 2026U}) {
      Must({"water51.maker", "yrcc.checker"}, Allocation("51", year, kVolume));
    }
    Must(Both("water51"), WaterPermit("ABA", "aba", kVolume));
    Must(Both("water64"), WaterPermit("NINGDONG", "ningdong", kSold));
  }

  static Genesis Accounts() {
    Genesis genesis = RightsGenesis();
    AddRightsAccount(genesis, "ABA-2", "aba", AccountType::kWaterPermit, "YR");
    AddRightsAccount(genesis, "ABA-GOV", "aba", AccountType::kWaterGovernment, "YR", false);
    AddRightsAccount(genesis, "NINGDONG-SEA", "ningdong", AccountType::kWaterPermit, "HAI");
    AddRightsAccount(genesis, "NINGDONG-BARE", "ningdong", AccountType::kWaterPermit, "YR", false);
    AddParameter(genesis, "water.scheme.WESTERN", "WATER-WITHDRAWAL::YR:HAI", 1);
    return genesis;
  }

  void Must(const std::vector<std::string>& persons, const Operation& operation) {
    const Receipt receipt = ledger_.Submit(persons, {operation});
    ASSERT_TRUE(receipt.applied()) << Describe(receipt);
  }
  void Issue() { Must(Both("water51"), Right(kVolume)); }
  void Sell() {
    Issue();
    Must(Three(), Sale("NINGDONG", kSold));
  }
  Receipt Submit(const std::vector<std::string>& persons, const Operation& operation) {
    return ledger_.Submit(persons, {operation});
  }

  TestLedger ledger_;
};

TEST_F(Water, IssuesOneBatchOfEachYearWithinTheAllocation) {
  Issue();
  EXPECT_EQ(Free(ledger_, "ABA", 2024), kVolume);
  EXPECT_EQ(Free(ledger_, "ABA", 2026), kVolume);
  const auto block =
      ledger_.view().Find<UnitBlock>(BatchId("CN-WAT-YR-51-2025-ABA-PERMIT"), Serial(1));
  ASSERT_TRUE(block.has_value());
  EXPECT_EQ(block->series, SeriesOf(kWater, 2025, "YR"));
  EXPECT_EQ(ledger_.view().Find<WaterAllocation>("YR", "51", 2025U)->granted, Quantity(kVolume));
}

TEST_F(Water, RefusesMoreThanTheAllocation) {
  Must({"water51.maker", "yrcc.checker"}, Allocation("51", 2025, kSold));
  const Receipt receipt = Submit(Both("water51"), Right(kSold + 1));
  EXPECT_EQ(Verdict(receipt), "E_WATER_CAP R-WAT-01");
  EXPECT_EQ(Number(receipt, "limit"), kSold);
  EXPECT_EQ(Number(receipt, "requested"), kSold + 1);
  EXPECT_EQ(Free(ledger_, "ABA", 2024), 0U);
}

TEST_F(Water, RefusesAYearWithoutAnAllocation) {
  IssueWaterRight right = Right(1);
  right.years.push_back({.year = 2027, .quantity = Quantity(1)});
  const Receipt receipt = Submit(Both("water51"), right);
  EXPECT_EQ(Verdict(receipt), "E_WATER_CAP R-WAT-01");
  EXPECT_EQ(Number(receipt, "limit"), 0U);
}

TEST_F(Water, UnitsThatWereUsedOrSoldMakeNoRoomInTheAllocation) {
  Sell();
  Must({"water51.maker", "yrcc.checker"}, Allocation("51", 2024, kVolume + 1));
  const Receipt receipt =
      Submit({"water51.maker", "yrcc.checker"}, Allocation("51", 2024, kVolume - 1));
  EXPECT_EQ(Verdict(receipt), "E_WATER_CAP R-WAT-01");
  EXPECT_EQ(Number(receipt, "granted"), kVolume);
}

TEST_F(Water, AllocationNeedsTheProvinceAndTheCommissionOfThatBasin) {
  const AllocateWater allocation = Allocation("51", 2024, 1);
  EXPECT_EQ(Verdict(Submit({"water51.maker"}, allocation)), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit({"yrcc.checker"}, allocation)), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit({"water64.maker", "yrcc.checker"}, allocation)), "E_APPROVAL");
  AllocateWater other_basin = allocation;
  other_basin.pool = "HAI";
  EXPECT_EQ(Verdict(Submit({"water51.maker", "yrcc.checker"}, other_basin)), "E_APPROVAL");
}

TEST_F(Water, RefusesAnAllocationOfNothingOrOfAYearThatIsOver) {
  EXPECT_EQ(Verdict(Submit({"water51.maker", "yrcc.checker"}, Allocation("51", 2024, 0))),
            "E_FIELD");
  const Receipt over = Submit({"water51.maker", "yrcc.checker"}, Allocation("51", 2023, 1));
  EXPECT_EQ(Verdict(over), "E_TERM");
  EXPECT_EQ(Number(over, "limit"), 2024U);
}

TEST_F(Water, RefusesMoreThanThePermitEvenInTwoSteps) {
  for (const std::uint32_t year : {2024U, 2025U, 2026U}) {
    Must({"water51.maker", "yrcc.checker"}, Allocation("51", year, 2 * kVolume));
  }
  EXPECT_EQ(Verdict(Submit(Both("water51"), Right(kVolume + 1))), "E_PERMIT R-WAT-02");
  Sell();
  const Receipt receipt = Submit(Both("water51"), Right(1));
  EXPECT_EQ(Verdict(receipt), "E_PERMIT R-WAT-02");
  EXPECT_EQ(Number(receipt, "limit"), kVolume);
  EXPECT_EQ(Number(receipt, "held"), kVolume - kSold);
  EXPECT_EQ(Number(receipt, "available"), 0U);
}

TEST_F(Water, RefusesAPermitThatIsMissingAnothersOrOver) {
  IssueWaterRight right = Right(1);
  right.permit = "NO-PERMIT";
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_APPROVAL");  // nobody issued it
  right = Right(1);
  right.account = AccountId("NINGDONG");
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_PERMIT R-WAT-02");
  right.account = AccountId("ABA-2");  // bound to another permit
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_PERMIT R-WAT-02");
  right.account = AccountId("P1");  // no water account at all
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_PERMIT R-WAT-02");
  Must({"water51.maker", "yrcc.checker"}, Allocation("51", 2029, kVolume));
  right = Right(1);
  right.years = {{.year = 2029, .quantity = Quantity(1)}};
  const Receipt receipt = Submit(Both("water51"), right);
  EXPECT_EQ(Verdict(receipt), "E_PERMIT R-WAT-02");
  EXPECT_EQ(Number(receipt, "valid-to"), 20281231U);
}

TEST_F(Water, IssuesIntoARegionsOwnAccountUnderItsPermit) {
  IssueWaterRight right = Right(7);
  right.account = AccountId("ABA-GOV");
  Must(Both("water51"), right);
  EXPECT_EQ(Free(ledger_, "ABA-GOV", 2024), 7U);
}

TEST_F(Water, RefusesAnIssuanceWithoutTwoPersonsOfThePermitsAuthority) {
  EXPECT_EQ(Verdict(Submit({"water51.maker"}, Right(1))), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Right(1))), "E_APPROVAL");
}

TEST_F(Water, RefusesAnIssuanceThatIsNotWellFormed) {
  IssueWaterRight right = Right(1);
  right.years.clear();
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_MALFORMED");
  right = Right(0);
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_FIELD");
  right = Right(1);
  right.years[2].year = 2024;
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_MALFORMED");
  right = Right(1);
  right.source = WaterSource::kUnspecified;
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_MALFORMED");
  right = Right(~std::uint64_t{0});
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_OVERFLOW");
  right = Right(1);
  right.years.insert(right.years.begin(), {.year = 2023, .quantity = Quantity(1)});
  EXPECT_EQ(Verdict(Submit(Both("water51"), right)), "E_TERM");
}

class WaterOfABasinWhoseCommissionIssues : public Water {
 protected:
  WaterOfABasinWhoseCommissionIssues() : Water(Rule()) {}

  static Genesis Rule() {
    Genesis genesis = Accounts();
    AddParameter(genesis, "water.commission-issues", "WATER-WITHDRAWAL:::YR", 1);
    return genesis;
  }
};

TEST_F(WaterOfABasinWhoseCommissionIssues, NeedsItsSignature) {
  EXPECT_EQ(Verdict(Submit(Both("water51"), Right(1))), "E_APPROVAL");
  Must(Join({Both("water51"), {"yrcc.checker"}}), Right(1));
}

TEST_F(Water, SellsAcrossProvincesWithThreeAuthorities) {
  Sell();
  for (const std::uint32_t year : {2024U, 2025U, 2026U}) {
    EXPECT_EQ(Free(ledger_, "ABA", year), 15'000'000U);
    EXPECT_EQ(Free(ledger_, "NINGDONG", year), 5'000'000U);
  }
  // 15,000,000 m3 at 1.20 CNY are 18,000,000 CNY.
  EXPECT_EQ(*Amount(Quantity(3 * kSold), Fen(120)), Fen(1'800'000'000));
  const Event& event = ledger_.events().back();
  EXPECT_EQ(event.type, EventType::kSplit);
  EXPECT_EQ(event.references.at(1).value, "Sichuan-Ningxia 2023-11");
  EXPECT_EQ(event.references.at(2).value, "120");
}

TEST_F(Water, RefusesASaleThatLacksAnyOfTheThree) {
  Issue();
  const std::vector<std::string> parties = Join({Both("aba"), Both("ningdong")});
  const std::vector<std::string> all = {"water51.checker", "water64.checker", "yrcc.checker"};
  for (const std::string& missing : all) {
    std::vector<std::string> signers = parties;
    for (const std::string& person : all) {
      if (person != missing) {
        signers.push_back(person);
      }
    }
    const Receipt receipt = Submit(signers, Sale("NINGDONG", kSold));
    EXPECT_EQ(Verdict(receipt), "E_APPROVAL_WATER R-WAT-06") << missing;
  }
  EXPECT_EQ(Free(ledger_, "NINGDONG", 2024), 0U);
}

TEST_F(Water, RefusesASaleThatLacksASide) {
  Issue();
  const std::vector<std::string> authorities = {
      "water51.checker", "water64.checker", "yrcc.checker"};
  EXPECT_EQ(Verdict(Submit(Join({Both("aba"), authorities}), Sale("NINGDONG", kSold))),
            "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Join({Both("ningdong"), authorities}), Sale("NINGDONG", kSold))),
            "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Join({{"aba.maker"}, Both("ningdong"), authorities}),
                           Sale("NINGDONG", kSold))),
            "E_APPROVAL");
}

TEST_F(Water, InsideAProvinceItsAuthorityIsEnough) {
  Issue();
  Must(Join({Both("aba"), {"water51.checker"}}), Sale("ABA-GOV", 3));
  EXPECT_EQ(Free(ledger_, "ABA-GOV", 2025), 3U);
  EXPECT_EQ(Verdict(Submit(Both("aba"), Sale("ABA-GOV", 3))), "E_APPROVAL_WATER R-WAT-06");
}

TEST_F(Water, RefusesMoreThanTheBuyersPermit) {
  Sell();
  const Receipt receipt = Submit(Three(), Sale("NINGDONG", 1));
  EXPECT_EQ(Verdict(receipt), "E_PERMIT R-WAT-02");
  EXPECT_EQ(Number(receipt, "limit"), kSold);
  EXPECT_EQ(Number(receipt, "held"), kSold);
}

TEST_F(Water, WhatTheBuyerHasUsedStillCountsAgainstItsPermit) {
  Sell();
  ledger_.At("2024-07-01 09:00");
  Must(Both("water64"), Reading(20240630, 1'000'000));
  const Receipt receipt = Submit(Three(), Sale("NINGDONG", 1));
  EXPECT_EQ(Verdict(receipt), "E_PERMIT R-WAT-02");
  EXPECT_EQ(Number(receipt, "used"), 1'000'000U);
}

TEST_F(Water, RefusesABuyerWithoutAPermit) {
  Issue();
  EXPECT_EQ(Verdict(Submit(Three(), Sale("NINGDONG-BARE", 1))), "E_PERMIT R-WAT-02");
}

TEST_F(Water, RefusesAnotherBasinUnlessASchemeConnectsThem) {
  Issue();
  RegisterPermit permit = WaterPermit("NINGDONG-SEA", "ningdong", kSold);
  permit.pool = "HAI";
  Must(Both("water64"), permit);
  WaterTransfer sale = Sale("NINGDONG-SEA", 1);
  const Receipt receipt = Submit(Three(), sale);
  EXPECT_EQ(Verdict(receipt), "E_BASIN R-WAT-04");
  EXPECT_EQ(receipt.subject, "YR -> HAI");
  sale.scheme = "NO-SUCH";
  EXPECT_EQ(Verdict(Submit(Three(), sale)), "E_BASIN R-WAT-04");
  sale.scheme = "WESTERN";
  Must(Three(), sale);
  // What a scheme brought is used as units of the basin it came from.
  ledger_.At("2024-07-01 09:00");
  RecordMeter reading = Reading(20240630, 1);
  reading.permit = "NINGDONG-SEA-PERMIT";
  reading.account = AccountId("NINGDONG-SEA");
  EXPECT_EQ(Verdict(Submit(Both("water64"), reading)), "E_NOT_FOUND");
  reading.pool = "YR";
  Must(Both("water64"), reading);
}

TEST_F(Water, RefusesMoreThanTheSellerHolds) {
  EXPECT_EQ(Verdict(Submit(Three(), Sale("NINGDONG", 1))), "E_NOT_FOUND");
  Must(Both("water51"), Right(3));
  const Receipt receipt = Submit(Three(), Sale("NINGDONG", 4));
  EXPECT_EQ(Verdict(receipt), "E_INSUFFICIENT");
  EXPECT_EQ(Number(receipt, "available"), 3U);
}

TEST_F(Water, RefusesASaleThatIsNotWellFormed) {
  Issue();
  WaterTransfer sale = Sale("ABA", 1);
  EXPECT_EQ(Verdict(Submit(Three(), sale)), "E_MALFORMED");
  sale = Sale("NINGDONG", 1);
  sale.price = Fen(0);
  EXPECT_EQ(Verdict(Submit(Three(), sale)), "E_FIELD");
  sale.price = Fen(~std::uint64_t{0});
  EXPECT_EQ(Verdict(Submit(Three(), sale)), "E_OVERFLOW");
  sale = Sale("NINGDONG", 1);
  sale.agreement.clear();
  EXPECT_EQ(Verdict(Submit(Three(), sale)), "E_MALFORMED");
  sale = Sale("NINGDONG", 1);
  sale.class_id = ClassId("POLL-NOX");
  EXPECT_EQ(Verdict(Submit(Three(), sale)), "E_NOT_FOUND");
  ledger_.At("2025-01-01 00:00");
  EXPECT_EQ(Verdict(Submit(Three(), Sale("NINGDONG", 1))), "E_TERM");
}

TEST_F(Water, MeteredUseRetiresAndTheRestLapsesWithTheYear) {
  Sell();
  ledger_.At("2024-07-01 09:00");
  Must(Both("water64"), Reading(20240630, 2'000'000));
  EXPECT_EQ(Free(ledger_, "NINGDONG", 2024), 3'000'000U);
  ledger_.At("2025-01-10 09:00");
  Must(Both("water64"), Reading(20241231, 4'800'000));
  EXPECT_EQ(Free(ledger_, "NINGDONG", 2024), 200'000U);
  const auto meter = ledger_.view().Find<Meter>("NINGDONG-PERMIT", kWater, 2024U);
  ASSERT_TRUE(meter.has_value());
  EXPECT_EQ(meter->measured, Quantity(4'800'000));

  Must(Both("water64"), Lapse("NINGDONG", 2024, 200'000));
  EXPECT_EQ(Free(ledger_, "NINGDONG", 2024), 0U);
  const auto totals = ledger_.view().Find<Totals>(SeriesOf(kWater, 2024, "YR"));
  EXPECT_EQ(totals->retired, Quantity(4'800'000));
  EXPECT_EQ(totals->expired, Quantity(200'000));
  EXPECT_EQ(totals->outstanding, Quantity(15'000'000));
  EXPECT_EQ(Free(ledger_, "NINGDONG", 2025), 5'000'000U);
}

TEST_F(Water, RefusesMoreUseThanTheRightOfTheYear) {
  Sell();
  ledger_.At("2024-12-31 09:00");
  Must(Both("water64"), Reading(20240630, 4'000'000));
  const Receipt receipt = Submit(Both("water64"), Reading(20241231, 5'000'001));
  EXPECT_EQ(Verdict(receipt), "E_OVERUSE R-WAT-10");
  EXPECT_EQ(Number(receipt, "metered"), 4'000'000U);
  EXPECT_EQ(Number(receipt, "available"), 1'000'000U);
  EXPECT_EQ(Number(receipt, "requested"), 1'000'001U);
}

TEST_F(Water, RefusesAReadingThatIsNoNewFact) {
  Sell();
  ledger_.At("2024-07-01 09:00");
  Must(Both("water64"), Reading(20240630, 2'000'000));
  EXPECT_EQ(Verdict(Submit(Both("water64"), Reading(20240630, 2'000'000))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Reading(20240630, 1'999'999))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Reading(20240629, 2'000'001))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Reading(20240702, 2'000'001))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Reading(20240231, 2'000'001))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Reading(20240630, 0))), "E_FIELD");
  RecordMeter reading = Reading(20240630, 2'000'001);
  reading.evidence = {};
  EXPECT_EQ(Verdict(Submit(Both("water64"), reading)), "E_MALFORMED");
}

TEST_F(Water, RefusesAReadingForAnotherAccountPermitOrClass) {
  Sell();
  ledger_.At("2024-07-01 09:00");
  RecordMeter reading = Reading(20240630, 1);
  reading.account = AccountId("ABA");
  EXPECT_EQ(Verdict(Submit(Both("water64"), reading)), "E_PERMIT");
  reading = Reading(20240630, 1);
  reading.class_id = ClassId("POLL-NOX");
  EXPECT_EQ(Verdict(Submit(Both("water64"), reading)), "E_PERMIT");
  EXPECT_EQ(Verdict(Submit(Both("water51"), Reading(20240630, 1))), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit({"water64.maker"}, Reading(20240630, 1))), "E_APPROVAL");
  const Receipt early = Submit(Both("water64"), Reading(20231231, 1));
  EXPECT_EQ(Verdict(early), "E_PERMIT");
  EXPECT_EQ(Number(early, "valid-from"), 20240101U);
}

TEST_F(Water, RefusesALapseBeforeTheYearIsOver) {
  Sell();
  ledger_.At("2024-12-31 23:59");
  const Receipt receipt = Submit(Both("water64"), Lapse("NINGDONG", 2024, kSold));
  EXPECT_EQ(Verdict(receipt), "E_TERM");
  EXPECT_EQ(Number(receipt, "this-year"), 2024U);
  ledger_.At("2025-01-01 00:00");
  Must(Both("water64"), Lapse("NINGDONG", 2024, kSold));
}

TEST_F(Water, RefusesALapseByOthersOrOfWhatIsNotThere) {
  Sell();
  ledger_.At("2025-01-01 00:00");
  EXPECT_EQ(Verdict(Submit(Both("water51"), Lapse("NINGDONG", 2024, 1))), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit({"water64.checker"}, Lapse("NINGDONG", 2024, 1))), "E_APPROVAL");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Lapse("NINGDONG", 2024, kSold + 1))), "E_INSUFFICIENT");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Lapse("NINGDONG", 2024, 0))), "E_FIELD");
  EXPECT_EQ(Verdict(Submit(Both("water64"), Lapse("NINGDONG", 2023, 1))), "E_NOT_FOUND");
  ExpireUnits pledged = Lapse("NINGDONG", 2024, 1);
  pledged.position = Position::kPledged;
  EXPECT_EQ(Verdict(Submit(Both("water64"), pledged)), "E_MALFORMED");
}

}  // namespace
}  // namespace heng::contracts
