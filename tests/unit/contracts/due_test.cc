// SPDX-License-Identifier: Apache-2.0
// Goal: what is due is done in the first block later than its time, and a block looks for it only
// where it can be, however much was erased before and behind.
// Method: pending items over a map that writes down where it was scanned.
#include "contracts/due.h"

#include <gtest/gtest.h>

#include "contracts/state/records/pending.h"
#include "tests/support/test_ledger.h"

namespace heng::contracts {
namespace {

class ScannedReader final : public KvReader {
 public:
  [[nodiscard]] std::optional<Bytes> Get(ByteView key) const override { return state.Get(key); }
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                ByteView at) const override {
    return state.FindLast(prefix, at);
  }
  void Scan(const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override {
    scanned.push_back(range);
    state.Scan(range, visit);
  }

  tests::MapReader state;
  mutable std::vector<KeyRange> scanned;
};

class Due : public ::testing::Test {
 protected:
  // A block at `time` in which these items are proposed, each with its time to lapse.
  void Block(std::uint64_t time,
             const std::vector<std::pair<std::string, std::uint64_t>>& proposed = {}) {
    reader_.scanned.clear();
    height_ = Next(height_);
    Journal journal({.chain_id = ChainId("test"), .height = height_, .time = BlockTime(time)},
                    reader_);
    journal.Begin(0, TransactionId{});
    for (const auto& [id, expires] : proposed) {
      Pending pending;
      pending.id = id;
      pending.expires = BlockTime(expires);
      journal.Put(pending);
      journal.Emit({});
      ScheduleDue(journal, pending.expires, DueKind::kPending, pending.Key());
    }
    journal.Commit();
    journal.Begin(1, TransactionId{});
    RunDue(journal);
    journal.Commit();
    reader_.state.Apply(journal.Take().changes);
  }
  [[nodiscard]] bool Lapsed(const std::string& id) const {
    return ReaderView(reader_).Find<Pending>(id)->status == PendingStatus::kExpired;
  }
  void ExpectScanned(std::uint64_t from, std::uint64_t until) const {
    ASSERT_EQ(reader_.scanned.size(), 1U);
    EXPECT_EQ(TimeOf(reader_.scanned[0].from), from);
    EXPECT_EQ(TimeOf(reader_.scanned[0].until), until);
  }
  static std::uint64_t TimeOf(const Bytes& key) {
    EXPECT_EQ(key.size(), tables::kDueIndex.size() + 8);
    return ReadBe64(ByteView(key).substr(tables::kDueIndex.size()));
  }

  ScannedReader reader_;
  Height height_;
};

TEST_F(Due, IsDoneInTheFirstBlockLaterThanItsTime) {
  Block(100, {{"a", 200}, {"b", 201}});
  Block(200);
  EXPECT_FALSE(Lapsed("a"));
  Block(201);
  EXPECT_TRUE(Lapsed("a"));
  EXPECT_FALSE(Lapsed("b"));
  Block(300);
  EXPECT_TRUE(Lapsed("b"));
}

TEST_F(Due, IsLookedForBetweenTheBlockBeforeAndThisOneOnly) {
  Block(100, {{"a", 150}, {"later", 5'000}});
  ExpectScanned(0, 100);
  Block(200);
  ExpectScanned(100, 200);
  Block(200);
  ExpectScanned(200, 200);
  Block(4'000);
  ExpectScanned(200, 4'000);
  EXPECT_TRUE(Lapsed("a"));
  EXPECT_FALSE(Lapsed("later"));
}

TEST_F(Due, OfOneBlockIsBoundedAndTheRestIsFoundByTheNext) {
  std::vector<std::pair<std::string, std::uint64_t>> many;
  for (std::size_t i = 0; i <= kDuePerBlockMax; ++i) {
    many.emplace_back(std::to_string(10'000 + i), 150);
  }
  Block(100, many);
  Block(200);
  EXPECT_TRUE(Lapsed(many[kDuePerBlockMax - 1].first));
  EXPECT_FALSE(Lapsed(many[kDuePerBlockMax].first));
  Block(200);
  ExpectScanned(100, 200);
  EXPECT_TRUE(Lapsed(many[kDuePerBlockMax].first));
}

TEST_F(Due, IsFoundWhenItWasScheduledForThePast) {
  Block(1'000);
  Block(2'000, {{"late", 500}});
  EXPECT_TRUE(Lapsed("late"));
  Block(3'000);
  ExpectScanned(2'000, 3'000);
}

}  // namespace
}  // namespace heng::contracts
