// SPDX-License-Identifier: Apache-2.0
// Goal: every invariant fires when the state is not what it must be, and the whole-state check
// finds the same by itself.
// Method: a sound register; one record or index entry of it is tampered with; the change is shown
// to the invariants as a transaction would, and the whole state is checked from scratch.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "contracts/invariants/invariant.h"
#include "contracts/invariants/whole_state.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/cap.h"
#include "contracts/state/records/obligation.h"
#include "contracts/state/records/totals.h"
#include "contracts/units.h"
#include "tests/support/cast.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CastGenesis;
using tests::CodeOf;
using tests::GiveAllowances;
using tests::Join;
using tests::TestLedger;

const SeriesId kSeries{"CEA/2024/CN"};
const BatchId kBatch{"CN-CEA-2024"};

// P1 has 600 free, 300 surrendered and waiting, 100 cancelled; P4 has 500.
class Tampered : public ::testing::Test {
 protected:
  Tampered() : ledger_(CastGenesis()) {
    ledger_.At("2025-06-30 10:00");
    GiveAllowances(ledger_, 2024, {{"p1", 1'000}, {"p4", 500}});
    tests::Verify(ledger_, "p1", 2024, 1'000);
    Surrender surrender;
    surrender.participant = CodeOf("p1");
    surrender.year = 2024;
    surrender.from = AccountId("P1");
    surrender.to = AccountId("COLLECT-42");
    surrender.legs = {{.series = kSeries, .quantity = Quantity(300), .ranges = {}}};
    EXPECT_TRUE(ledger_.Submit(Join({Both("p1"), {"epb42.checker"}}), {surrender}).applied());
    VoluntaryCancel cancel;
    cancel.from = AccountId("P1");
    cancel.series = kSeries;
    cancel.quantity = Quantity(100);
    cancel.purpose = "public good";
    cancel.beneficiary = "the public";
    EXPECT_TRUE(ledger_.Submit(Join({Both("p1"), {"reg.checker"}}), {cancel}).applied());
  }

  // Writes the record, as one change.
  template <class R>
  void Write(const R& record) {
    Set(record.Key(), Encode(record));
  }
  void Set(const Bytes& key, std::optional<Bytes> value) {
    const auto before = ledger_.state().Get(key);
    if (value) {
      ledger_.state().values[key] = *value;
    } else {
      ledger_.state().values.erase(key);
    }
    const Written& written =
        written_.emplace_back(Written{.key = key, .before = before, .after = std::move(value)});
    if (!IsIndexKey(key)) {  // as Journal::Changes
      changes_.push_back({.key = written.key, .before = written.before, .after = written.after});
    }
  }
  template <class R, class... Parts>
  R Get(const Parts&... parts) {
    return *ledger_.view().Find<R>(parts...);
  }
  UnitBlock Block(std::uint64_t first) { return Get<UnitBlock>(kBatch, Serial(first)); }

  // The names of the invariants that fire.
  std::vector<std::string> Broken() {
    std::vector<std::string> names;
    for (const BrokenInvariant& broken : BrokenInvariants(changes_, ledger_.view())) {
      names.push_back(broken.sentence.substr(0, broken.sentence.find(':')));
    }
    return names;
  }
  bool WholeStateIsSound() { return CheckWholeState(ledger_.view()).empty(); }

  TestLedger ledger_;
  // What a change borrows; a deque, so that it stays where it is.
  struct Written {
    Bytes key;
    std::optional<Bytes> before;
    std::optional<Bytes> after;
  };
  std::deque<Written> written_;
  std::vector<Change> changes_;
};

using Names = std::vector<std::string>;

TEST_F(Tampered, NotAtAllIsSound) {
  EXPECT_EQ(CheckWholeState(ledger_.view()), Names{});
  EXPECT_EQ(Broken(), Names{});
  // The blocks that the tests below know: 1-600 free, 601-700 cancelled, 701-1000 surrendered.
  EXPECT_EQ(Block(1).last, Serial(600));
  EXPECT_EQ(Block(601).status, UnitStatus::kCancelled);
  EXPECT_EQ(Block(701).holder, AccountId("COLLECT-42"));
  EXPECT_EQ(Block(1'001).holder, AccountId("P4"));
}

TEST_F(Tampered, TotalsBreakConservation) {
  Totals totals = Get<Totals>(kSeries);
  totals.retired = Quantity(1);
  Write(totals);
  EXPECT_EQ(Broken(), Names{"conservation"});
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, OutstandingThatNoHoldingHasBreaksConservation) {
  Totals totals = Get<Totals>(kSeries);
  totals.issued = Quantity(totals.issued.value() + 5);
  totals.outstanding = Quantity(totals.outstanding.value() + 5);
  Write(totals);
  EXPECT_EQ(Broken(), Names{"conservation"});
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, HoldingsBreakConservationAndDifferFromBlocks) {
  Holding holding = Get<Holding>(AccountId("P4"), kSeries);
  holding.registered = Quantity(501);
  Write(holding);
  EXPECT_EQ(Broken(), (Names{"conservation", "holdings-equal-blocks"}));
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, PositionsOrCountsOfAHoldingDifferFromBlocks) {
  Holding holding = Get<Holding>(AccountId("P4"), kSeries);
  holding.registered = Quantity(400);
  holding.tradable = Quantity(100);
  Write(holding);
  EXPECT_EQ(Broken(), Names{"holdings-equal-blocks"});
  EXPECT_FALSE(WholeStateIsSound());
  changes_.clear();
  holding = Get<Holding>(AccountId("P4"), kSeries);
  holding.registered = Quantity(500);
  holding.tradable = Quantity(0);
  holding.block_count = 2;
  Write(holding);
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, AStolenBlockDiffersFromItsHoldings) {
  UnitBlock block = Block(1'001);
  block.holder = AccountId("P1");
  Write(block);
  EXPECT_EQ(Broken(), Names{"holdings-equal-blocks"});
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, AMissingIndexEntryIsNoticed) {
  Set(HolderIndexKey(Block(1'001)), std::nullopt);
  UnitBlock block = Block(1'001);
  block.received = CstDay(20250101);
  Write(block);
  EXPECT_EQ(Broken(), Names{"holdings-equal-blocks"});
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, AStaleIndexEntryIsNoticedByTheWholeState) {
  UnitBlock ghost = Block(1'001);
  ghost.holder = AccountId("P1");
  Set(HolderIndexKey(ghost), Bytes{});
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, AGapInTheSerialsBreaksTheTiling) {
  UnitBlock block = Block(1);
  block.last = Serial(599);
  Holding holding = Get<Holding>(AccountId("P1"), kSeries);
  holding.registered = Quantity(holding.registered.value() - 1);
  Write(block);
  Write(holding);
  const Names broken = Broken();
  EXPECT_NE(std::ranges::find(broken, "tiling"), broken.end());
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, AnOverlapBreaksTheTiling) {
  UnitBlock inside = Block(1);
  inside.first = Serial(100);
  inside.last = Serial(600);
  inside.parent_first = Serial(1);
  Write(inside);
  const Names broken = Broken();
  EXPECT_NE(std::ranges::find(broken, "tiling"), broken.end());
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, ABlockNeverGrows) {
  UnitBlock block = Block(1);
  block.last = Serial(601);
  Write(block);
  const Names broken = Broken();
  EXPECT_NE(std::ranges::find(broken, "tiling"), broken.end());
}

TEST_F(Tampered, SerialsBeyondTheBatchBreakTheTiling) {
  Batch batch = Get<Batch>(kBatch);
  batch.next = Serial(batch.next.value() + 1);
  Write(batch);
  const Names broken = Broken();
  EXPECT_NE(std::ranges::find(broken, "tiling"), broken.end());
  EXPECT_NE(std::ranges::find(broken, "caps-hold"), broken.end());
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, ATerminalBlockNeverChanges) {
  UnitBlock block = Block(601);
  block.changed = Height(999);
  Write(block);
  EXPECT_EQ(Broken(), Names{"locked-units-stay"});
  changes_.clear();
  block.status = UnitStatus::kRetired;
  Write(block);
  const Names broken = Broken();
  EXPECT_NE(std::ranges::find(broken, "locked-units-stay"), broken.end());
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, SurrenderedUnitsStayUntilTheyAreCollected) {
  // The holdings move along, so that nothing but the lock is in the way.
  UnitBlock block = Block(701);
  Holding from = Get<Holding>(AccountId("COLLECT-42"), kSeries);
  from.pending = Quantity(0);
  from.block_count = 0;
  Holding to = Get<Holding>(AccountId("P4"), kSeries);
  to.pending = Quantity(300);
  to.block_count = 2;
  Set(HolderIndexKey(block), std::nullopt);
  block.holder = AccountId("P4");
  Set(HolderIndexKey(block), Bytes{});
  Write(block);
  Write(from);
  Write(to);
  EXPECT_EQ(Broken(), Names{"locked-units-stay"});
  Obligation obligation = Get<Obligation>(CodeOf("p1"), 2024U);
  obligation.series.at(0).collected = Quantity(300);
  Write(obligation);
  EXPECT_EQ(Broken(), Names{});
}

TEST_F(Tampered, AChildOfALockedBlockIsLocked) {
  UnitBlock parent = Block(701);
  UnitBlock child = parent;
  parent.last = Serial(900);
  child.first = Serial(901);
  child.parent_first = Serial(701);
  child.holder = AccountId("P4");
  Write(parent);
  Write(child);
  const Names broken = Broken();
  EXPECT_NE(std::ranges::find(broken, "locked-units-stay"), broken.end());
}

TEST_F(Tampered, ALockThatNamesNothingIsNoticed) {
  UnitBlock block = Block(701);
  block.encumbrance.clear();
  Write(block);
  EXPECT_EQ(Broken(), Names{"holdings-equal-blocks"});
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, ACapBelowWhatItCreatedIsNoticed) {
  Cap cap = Get<Cap>(std::string("CEA-2024"));
  cap.quantity = Quantity(1'499);
  Write(cap);
  EXPECT_EQ(Broken(), Names{"caps-hold"});
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, ADeletedRecordIsNoticed) {
  Set(Block(1'001).Key(), std::nullopt);
  const Names broken = Broken();
  EXPECT_NE(std::ranges::find(broken, "records-stay"), broken.end());
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, AnObligationMetTwiceIsNoticedByTheWholeState) {
  Obligation obligation = Get<Obligation>(CodeOf("p1"), 2024U);
  obligation.series.at(0).surrendered = Quantity(301);
  Write(obligation);
  EXPECT_FALSE(WholeStateIsSound());
}

TEST_F(Tampered, AKeyOfAnotherPersonIsNoticedByTheWholeState) {
  Person person = Get<Person>(PersonId("p1.maker"));
  person.public_key = tests::TestKey("p4.maker");
  Write(person);
  EXPECT_FALSE(WholeStateIsSound());
}

TEST(Invariants, RollATransactionBackThatWouldBreakOne) {
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p1", 10}});
  CreateUnits create;
  create.cap = "CEA-2024";
  create.account = AccountId("NAT-ISSUE");
  create.quantity = Quantity(1);
  const std::vector<std::string> issuers = {"reg.maker", "mee.checker"};

  // A cap that has forgotten a unit: creating more would hide it.
  Cap cap = *ledger.view().Find<Cap>(create.cap);
  const Cap sound = cap;
  cap.created = Quantity(9);
  ledger.state().values[cap.Key()] = Encode(cap);
  Receipt receipt = ledger.Submit(issuers, {create});
  EXPECT_EQ(receipt.code, static_cast<std::uint32_t>(ResultCode::kInvariant));
  EXPECT_TRUE(receipt.subject.starts_with("caps-hold: ")) << receipt.subject;
  EXPECT_EQ(ledger.view().Find<Cap>(create.cap)->created, Quantity(9));
  ledger.state().values[cap.Key()] = Encode(sound);

  // Totals that do not add up: no movement of the series is believed any more.
  Totals totals = *ledger.view().Find<Totals>(kSeries);
  totals.expired = Quantity(1);
  ledger.state().values[totals.Key()] = Encode(totals);
  receipt = ledger.Submit(issuers, {create});
  EXPECT_EQ(receipt.code, static_cast<std::uint32_t>(ResultCode::kConservation));
  EXPECT_EQ(receipt.rule, "R-GOV-02");
  EXPECT_EQ(tests::HoldingOf(ledger, "NAT-ISSUE", kSeries.value()).total(), Quantity(0));
}

TEST(Invariants, StandInNameOrderAndNameTheirRules) {
  std::string last;
  for (const auto& invariant : MakeInvariants()) {
    EXPECT_LT(last, invariant->name());
    last = invariant->name();
  }
  TestLedger ledger(CastGenesis());
  GiveAllowances(ledger, 2024, {{"p1", 10}});
  Totals totals = *ledger.view().Find<Totals>(kSeries);
  const Bytes before = Encode(totals);
  totals.expired = Quantity(3);
  ledger.state().values[totals.Key()] = Encode(totals);
  const auto broken = BrokenInvariants(
      {{.key = totals.Key(), .before = before, .after = Encode(totals)}}, ledger.view());
  ASSERT_EQ(broken.size(), 1U);
  EXPECT_EQ(broken[0].rule, "R-GOV-02");
}

}  // namespace
}  // namespace heng::contracts
