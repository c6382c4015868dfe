// SPDX-License-Identifier: Apache-2.0
// Goal: a record's log grows by the events of its blocks and by nothing that was rolled back.
// Method: one record, put again and again over a map; the log is compared with one made from the
// events themselves.
#include "contracts/state/journal.h"

#include <gtest/gtest.h>

#include "contracts/state/records/cap.h"
#include "tests/support/test_ledger.h"

namespace heng::contracts {
namespace {

class JournalTest : public ::testing::Test {
 protected:
  // One block; each entry is a transaction that writes the record so often.
  void Block(const std::vector<std::uint32_t>& writes_of_transactions) {
    height_ = Next(height_);
    Journal journal({.chain_id = ChainId("test"), .height = height_, .time = BlockTime(1)}, state_);
    std::uint32_t index = 0;
    for (const std::uint32_t writes : writes_of_transactions) {
      journal.Begin(index++, TransactionId{});
      Write(journal, writes);
      journal.Commit();
      journal.Begin(index, TransactionId{});
      Write(journal, 1);
      journal.Rollback();
    }
    ExecutedBlock block = journal.Take();
    for (const Bytes& event : block.events) {
      leaves_.push_back(merkle::LeafHash(event));
    }
    for (const RecordEvent& event : block.record_events) {
      EXPECT_EQ(event.seq, seq_++);
    }
    state_.Apply(block.changes);
  }
  void Write(Journal& journal, std::uint32_t times) {
    for (std::uint32_t i = 0; i < times; ++i) {
      Cap cap;
      cap.id = "cap-1";
      cap.quantity = Quantity(++writes_);
      journal.Put(cap);
      journal.Emit({});
    }
  }
  void ExpectTheLogOfTheEvents() {
    const auto cap = ReaderView(state_).Find<Cap>("cap-1");
    ASSERT_TRUE(cap);
    EXPECT_EQ(cap->log.count, leaves_.size());
    EXPECT_EQ(cap->log.root, merkle::RootOf(leaves_));
    EXPECT_EQ(LogIn(*state_.Get(Cap::KeyOf("cap-1"))), cap->log);
  }
  [[nodiscard]] bool HasEdgeRow() const {
    return state_.Get(Bytes(tables::kFrontierIndex) + Cap::KeyOf("cap-1")).has_value();
  }

  tests::MapReader state_;
  std::vector<Hash> leaves_;
  std::uint64_t seq_ = 0;
  std::uint64_t writes_ = 0;
  Height height_;
};

TEST_F(JournalTest, ALogGrowsEventByEvent) {
  for (int block = 0; block < 20; ++block) {
    Block({1});
    ExpectTheLogOfTheEvents();
  }
}

TEST_F(JournalTest, ALogGrowsByManyEventsOfABlock) {
  for (const std::vector<std::uint32_t>& block :
       {std::vector<std::uint32_t>{3}, {1, 2, 1}, {}, {9, 5}, {1}, {13, 1, 1}}) {
    Block(block);
    ExpectTheLogOfTheEvents();
  }
}

TEST_F(JournalTest, OnlyALogThatIsNoPerfectTreeHasARowForItsEdge) {
  for (std::uint32_t count = 1; count <= 33; ++count) {
    Block({1});
    EXPECT_EQ(HasEdgeRow(), !std::has_single_bit(count)) << count;
  }
}

TEST_F(JournalTest, AnEdgeRowThatIsNotThatOfTheRecordEndsTheProcess) {
  Block({3});
  state_.values[Bytes(tables::kFrontierIndex) + Cap::KeyOf("cap-1")].back() ^= 1;
  EXPECT_DEATH(Block({1}), "Root");
}

TEST(LogIn, IsEmptyInARecordWithoutOne) {
  EXPECT_EQ(LogIn(Encode(Cap())), EventLog{});
  EXPECT_EQ(LogIn({}), EventLog{});
  EXPECT_DEATH((void)LogIn("no record"), "fields");
}

}  // namespace
}  // namespace heng::contracts
