// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/market.h"

#include "core/check.h"
#include "core/crypto/hash.h"
#include "tests/support/market.h"
#include "tests/support/rights_cast.h"

namespace heng::fuzz {
namespace {

using namespace contracts;  // NOLINT: a test's own words
using tests::Both;
using tests::Join;
using tests::TestLedger;

// No transaction of these moments is older, and no block of theirs is higher.
constexpr Height kNextHeight(1'000);

void Must(TestLedger& ledger,
          const std::vector<std::string>& persons,
          const contracts::Operation& operation) {
  HENG_ASSERT(ledger.Submit(persons, {operation}).applied());
}

void AddCarbon(TestLedger& ledger) {
  tests::GiveAllowances(
      ledger, 2024, {{"p1", 4'000}, {"p2", 1'000}, {"p3", 1'000}, {"p4", 60'061}});
  tests::GiveAllowances(ledger, 2023, {{"p1", 500}});
}

void AddRights(TestLedger& ledger) {
  AllocateWater allocation;
  allocation.pool = "YR";
  allocation.jurisdiction = "51";
  allocation.year = 2025;
  allocation.volume = Quantity(20'000'000);
  Must(ledger, {"water51.maker", "yrcc.checker"}, allocation);
  Must(ledger, Both("water51"), tests::WaterPermit("ABA", "aba", 20'000'000));
  Must(ledger, Both("water64"), tests::WaterPermit("NINGDONG", "ningdong", 5'000'000));
  IssueWaterRight right;
  right.permit = "ABA-PERMIT";
  right.account = AccountId("ABA");
  right.source = WaterSource::kSurface;
  right.years = {{.year = 2025, .quantity = Quantity(10'000'000)}};
  Must(ledger, Join({Both("water51"), {"yrcc.checker"}}), right);
  SetControlTotal total;
  total.pool = "AIR-3304";
  total.class_id = ClassId("POLL-NOX");
  total.year = 2025;
  total.total = Quantity(1'000'000'000);
  Must(ledger, {"epb33.maker", "mee.checker"}, total);
  Must(ledger, Both("epb33"), tests::DischargePermit("Z1", "z1", 100'000'000));
  Must(ledger, Both("epb33"), tests::DischargePermit("Z2", "z2", 100'000'000));
  IssuePollutionRight issue;
  issue.permit = "Z1-PERMIT";
  issue.account = AccountId("Z1");
  issue.class_id = ClassId("POLL-NOX");
  issue.quantity = Quantity(100'000'000);
  issue.from_year = 2025;
  issue.to_year = 2025;
  issue.fee_receipt = "FEE-1";
  Must(ledger, Both("epb33"), issue);
}

// A pledge in force and one proposed, a trade whose units are locked, an order of the court, and
// a surrender that waits for its collection.
void AddLocks(TestLedger& ledger) {
  Must(ledger, Both("p4"), tests::PledgeOf("G-1", 10'000));
  AcceptPledge accept;
  accept.pledge = "G-1";
  Must(ledger, {"bank.checker", "reg.checker"}, accept);
  Must(ledger, Both("p4"), tests::PledgeOf("G-2", 1'000));
  Must(ledger, Both("p4"), tests::OnSale("P4", 20'000));
  Must(ledger, {"seee.maker"}, tests::TradeOf("L-1", "P4", "P1", 13'640));
  Must(ledger, {"court.maker", "reg.checker"}, tests::OrderOf("O-1", 50));
  tests::Verify(ledger, "p1", 2024, 1'000);
  contracts::Surrender surrender;
  surrender.participant = tests::CodeOf("p1");
  surrender.year = 2024;
  surrender.from = AccountId("P1");
  surrender.to = AccountId("COLLECT-42");
  surrender.legs = {{.series = SeriesId(std::string(tests::kAllowances)),
                     .quantity = Quantity(1'000),
                     .ranges = {}}};
  Must(ledger, Join({Both("p1"), {"epb42.checker"}}), surrender);
}

Moment Make(bool with_units, bool with_locks) {
  auto ledger = std::make_unique<TestLedger>(tests::RightsGenesis());
  if (with_units) {
    AddCarbon(*ledger);
    AddRights(*ledger);
  }
  ledger->At("2025-11-20 10:30");
  if (with_locks) {
    AddLocks(*ledger);
  }
  return {.next = {.chain_id = ChainId("heng-test"),
                   .height = kNextHeight,
                   .time = tests::Time("2025-11-20 10:40")},
          .ledger = std::move(ledger)};
}

}  // namespace

const std::vector<Moment>& Moments() {
  static const std::vector<Moment> kMoments = [] {
    std::vector<Moment> moments;
    moments.push_back(Make(true, true));
    moments.push_back(Make(true, false));
    moments.push_back(Make(false, false));
    return moments;
  }();
  return kMoments;
}

}  // namespace heng::fuzz
