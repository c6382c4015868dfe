// SPDX-License-Identifier: Apache-2.0
// Goal: whatever a client asks about the chain is answered with a proof that verifies, "not yet",
// "pruned" and "absent" are three answers, and damage is named. Method: a made-up chain, every
// element of every block proven against its header, and every byte of the rows changed.
#include "storage/chain_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "storage/keys.h"
#include "tests/unit/storage/chain_fixture.h"

namespace heng::storage {
namespace {

constexpr std::uint64_t kLast = 20;

class ChainReaderTest : public testing::Test {
 protected:
  ChainReaderTest() : store_(OpenStore(database_)) { CommitUpTo(*store_, kLast); }

  void Flip(ColumnFamily family, const Bytes& key, std::size_t byte) {
    auto value = database_.Get(family, key);
    ASSERT_TRUE(value.has_value());
    ASSERT_LT(byte, value->size());
    (*value)[byte] = static_cast<char>((*value)[byte] ^ 0x10);
    WriteBatch batch;
    batch.Put(family, key, *value);
    database_.Write(batch, Durability::kSynced);
  }

  // As of now, whatever was changed behind the store's back.
  ChainReader Now() const { return ChainReader(database_.Snapshot(), Height(kLast)); }

  MemoryKv database_;
  std::unique_ptr<StateStore> store_;
};

bool Verifies(const Result<InclusionProof, Status>& proof, const Hash& root) {
  return proof && merkle::VerifyInclusion(
                      merkle::LeafHash(proof->data), proof->index, proof->size, proof->path, root);
}

TEST_F(ChainReaderTest, GivesBackEveryBlock) {
  const ChainReader chain = store_->Chain();
  EXPECT_EQ(chain.head(), Height(kLast));
  for (std::uint64_t number = 0; number <= kLast; ++number) {
    const Height height(number);
    const TestBlock block = MakeBlock(number);
    const auto header = chain.Header(height);
    ASSERT_TRUE(header.has_value());
    EXPECT_EQ(IdOf(*header), *chain.IdAt(height));
    const auto transactions = chain.Transactions(height);
    const auto events = chain.Events(height);
    ASSERT_TRUE(transactions && events);
    ASSERT_EQ(transactions->size(), 3U);
    EXPECT_EQ(*events, block.executed.events);
    EXPECT_EQ(chain.Receipts(height), block.executed.receipts);
    EXPECT_EQ(chain.Certificate(height), block.evidence.certificate);
    EXPECT_EQ(chain.Proposal(height), block.evidence.proposal);
    for (std::uint32_t i = 0; i < 3; ++i) {
      EXPECT_EQ((*transactions)[i], block.transactions[i].bytes);
      EXPECT_EQ(chain.Transaction(height, i), block.transactions[i].bytes);
      EXPECT_EQ(chain.ReceiptOf(height, i), block.executed.receipts[i]);
      EXPECT_EQ(chain.Event(height, i), block.executed.events[i]);
      EXPECT_EQ(chain.Find(block.transactions[i].id),
                (TransactionLocation{.height = height, .index = i}));
      EXPECT_TRUE(Verifies(chain.ProveTransaction(height, i), header->transaction_root));
      EXPECT_TRUE(Verifies(chain.ProveReceipt(height, i), header->receipt_root));
      EXPECT_TRUE(Verifies(chain.ProveEvent(height, i), header->event_root));
      EXPECT_FALSE(Verifies(chain.ProveEvent(height, i), header->receipt_root));
    }
    EXPECT_EQ(chain.Transaction(height, 3).error().code, StatusCode::kNotFound);
    EXPECT_EQ(chain.ProveEvent(height, 3).error().code, StatusCode::kNotFound);
  }
  EXPECT_EQ(chain.ConsensusMetadata(), "metadata " + std::to_string(kLast));
  EXPECT_FALSE(chain.Find(IdOf("never sent")).has_value());
}

TEST_F(ChainReaderTest, AnswersNotYetAboveTheHead) {
  const ChainReader chain = store_->Chain();
  const Height next(kLast + 1);
  EXPECT_EQ(chain.Header(next).error().code, StatusCode::kNotFound);
  EXPECT_EQ(chain.Transactions(next).error().code, StatusCode::kNotFound);
  EXPECT_EQ(chain.Certificate(next).error().code, StatusCode::kNotFound);
  EXPECT_EQ(chain.Record(kHotKey, next).error().code, StatusCode::kNotFound);
  EXPECT_EQ(chain.ProveRecord(kHotKey, next).error().code, StatusCode::kNotFound);
  EXPECT_EQ(chain.ProveAbsent("k", next).error().code, StatusCode::kNotFound);
  EXPECT_EQ(chain.ProveHeader(Height(0), next).error().code, StatusCode::kNotFound);
  EXPECT_EQ(chain.HeaderLogRoot(kLast + 2).error().code, StatusCode::kNotFound);
}

TEST_F(ChainReaderTest, StaysAtItsHeadWhileTheStoreGoesOn) {
  const ChainReader chain = store_->Chain();
  CommitUpTo(*store_, kLast + 3);
  EXPECT_EQ(chain.head(), Height(kLast));
  EXPECT_EQ(chain.ConsensusMetadata(), "metadata " + std::to_string(kLast));
  EXPECT_FALSE(chain.Header(Height(kLast + 1)).has_value());
  EXPECT_EQ(store_->Chain().head(), Height(kLast + 3));
}

TEST_F(ChainReaderTest, ProvesEveryHeaderUnderEveryLaterOne) {
  const ChainReader chain = store_->Chain();
  for (std::uint64_t head = 1; head <= kLast; ++head) {
    const Hash log_root = chain.Header(Height(head))->log_root;
    for (std::uint64_t height = 0; height < head; ++height) {
      EXPECT_TRUE(Verifies(chain.ProveHeader(Height(height), Height(head)), log_root));
    }
    EXPECT_EQ(chain.ProveHeader(Height(head), Height(head)).error().code, StatusCode::kInvalid);
    EXPECT_EQ(chain.HeaderLogRoot(head), log_root);
    for (std::uint64_t old_size = 0; old_size <= head; ++old_size) {
      const auto path = chain.ProveHeaderConsistency(old_size, head);
      ASSERT_TRUE(path.has_value());
      EXPECT_TRUE(merkle::VerifyConsistency(
          old_size, head, *chain.HeaderLogRoot(old_size), log_root, *path));
    }
  }
  EXPECT_EQ(chain.ProveHeaderConsistency(5, 4).error().code, StatusCode::kInvalid);
}

TEST_F(ChainReaderTest, ProvesRecordsAndAbsencesAtEveryHeight) {
  const ChainReader chain = store_->Chain();
  for (std::uint64_t number = 0; number <= kLast; ++number) {
    const Height height(number);
    const StateRoot root = chain.Header(height)->state_root;
    for (std::uint64_t other = 0; other <= kLast; ++other) {
      const Bytes key = RecordKeyOf(other, 1);
      const auto proof = chain.ProveRecord(key, height);
      const auto compact = chain.ProveAbsent(key, height);
      ASSERT_TRUE(proof.has_value());
      // The client sees only bytes.
      const auto decoded = merkle::DecodeCommitmentProof(merkle::EncodeCommitmentProof(*proof));
      ASSERT_TRUE(decoded.has_value());
      if (other <= number) {
        EXPECT_TRUE(merkle::VerifyMembership(
            root, key, "main record 1", std::get<merkle::MembershipProof>(*decoded)));
        EXPECT_EQ(compact.error().code, StatusCode::kInvalid);
      } else {
        EXPECT_TRUE(merkle::VerifyAbsence(root, key, std::get<merkle::AbsenceProof>(*decoded)));
        ASSERT_TRUE(compact.has_value());
        EXPECT_TRUE(merkle::VerifyAbsence(root, key, *compact));
      }
    }
    const auto hot = chain.ProveRecord(kHotKey, height);
    ASSERT_TRUE(hot.has_value());
    EXPECT_TRUE(merkle::VerifyMembership(root,
                                         kHotKey,
                                         "main totals " + std::to_string(number),
                                         std::get<merkle::MembershipProof>(*hot)));
    EXPECT_EQ(*chain.Record(kHotKey, height), "main totals " + std::to_string(number));
  }
}

TEST_F(ChainReaderTest, ListsTheEventsOfARecordInOrder) {
  const ChainReader chain = store_->Chain();
  const auto all = chain.RecordEvents(kHotKey, 0, 1000);
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->size(), 3 * (kLast + 1));
  for (std::uint64_t seq = 0; seq < all->size(); ++seq) {
    EXPECT_EQ((*all)[seq].seq, seq);
    EXPECT_EQ((*all)[seq].height, Height(seq / 3));
    EXPECT_EQ((*all)[seq].event, MakeBlock(seq / 3).executed.events[seq % 3]);
  }
  const auto part = chain.RecordEvents(kHotKey, 10, 5);
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(*part, std::vector(all->begin() + 10, all->begin() + 15));
  EXPECT_TRUE(chain.RecordEvents(kHotKey, 63, 5)->empty());
  EXPECT_TRUE(chain.RecordEvents("c/CEA", 0, 5)->empty()) << "a prefix is not the key";
  EXPECT_EQ(chain.RecordEvents(RecordKeyOf(7, 2), 0, 5)->size(), 1U);
}

// However little of it is asked for, and from wherever.
TEST_F(ChainReaderTest, ListsAnyPartOfARecordsEvents) {
  const ChainReader chain = store_->Chain();
  const auto all = chain.RecordEvents(kHotKey, 0, 1000);
  ASSERT_TRUE(all.has_value());
  for (std::uint64_t first = 0; first <= all->size() + 1; ++first) {
    for (std::size_t limit = 0; limit <= all->size() + 1; ++limit) {
      const auto part = chain.RecordEvents(kHotKey, first, limit);
      ASSERT_TRUE(part.has_value());
      const std::size_t from = std::min<std::size_t>(first, all->size());
      const std::size_t count = std::min(limit, all->size() - from);
      const auto expected = std::span(*all).subspan(from, count);
      ASSERT_TRUE(std::ranges::equal(*part, expected)) << first << ", at most " << limit;
    }
  }
}

// The fourth block touches no record but its own: the hot one's log has none of its events.
TEST_F(ChainReaderTest, ListsTheEventsOfARecordThatNotEveryBlockTouches) {
  MemoryKv database;
  const auto store = OpenStore(database);
  std::uint64_t seq = 0;
  std::vector<Height> expected;
  for (std::uint64_t number = 0; number < 40; ++number) {
    TestBlock block = MakeBlock(number);
    const bool touches = number % 4 == 0 || number == 39;
    block.executed.events.clear();
    block.executed.record_events.clear();
    block.executed.receipts.clear();
    block.transactions.clear();
    if (touches) {
      for (std::uint32_t index = 0; index < 1 + number % 3; ++index) {
        Event event = MakeEvent(number, index, TransactionId());
        event.subjects = {{.key = kHotKey, .seq = seq, .post_core_hash = Sha256("b")}};
        block.executed.events.push_back(Encode(event));
        block.executed.record_events.push_back(
            {.record_key = kHotKey, .seq = seq++, .event_index = index});
        expected.emplace_back(number);
      }
    } else {
      block.executed.changes.erase(kHotKey);
    }
    ASSERT_TRUE(store->Commit(SealBlock(*store, store->head(), block), block.evidence));
  }
  const ChainReader chain = store->Chain();
  for (std::uint64_t first = 0; first <= seq; ++first) {
    for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
      const auto part = chain.RecordEvents(kHotKey, first, limit);
      ASSERT_TRUE(part.has_value()) << part.error().context;
      ASSERT_EQ(part->size(), std::min<std::size_t>(limit, seq - first));
      for (std::size_t i = 0; i < part->size(); ++i) {
        EXPECT_EQ((*part)[i].seq, first + i);
        EXPECT_EQ((*part)[i].height, expected[first + i]);
      }
    }
  }
}

TEST_F(ChainReaderTest, NamesAGapInARecordsLog) {
  WriteBatch batch;
  batch.Erase(ColumnFamily::kHistory, HistoryKey(kHotKey, Height(2)));  // events 6, 7 and 8
  database_.Write(batch, Durability::kSynced);
  for (const auto& [first, limit] : {std::pair{0U, 1000U}, {8U, 1000U}, {0U, 7U}, {6U, 1U}}) {
    const auto part = Now().RecordEvents(kHotKey, first, limit);
    ASSERT_FALSE(part.has_value()) << first << ", at most " << limit;
    EXPECT_EQ(part.error().code, StatusCode::kCorrupt);
    EXPECT_NE(part.error().context.find("has a gap at "), std::string::npos);
  }
  EXPECT_TRUE(Now().RecordEvents(kHotKey, 9, 1000).has_value());
  EXPECT_TRUE(Now().RecordEvents(kHotKey, 0, 6).has_value());
}

TEST_F(ChainReaderTest, RefusesALogThatIsMalformed) {
  const Bytes key = HistoryKey(kHotKey, Height(2));
  const Bytes sound = *database_.Get(ColumnFamily::kHistory, key);
  for (std::size_t byte = 0; byte < 1 + 4 + 8 + 3 * 4; ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = sound;
      damaged[byte] = static_cast<char>(damaged[byte] ^ (1 << bit));
      WriteBatch batch;
      batch.Put(ColumnFamily::kHistory, key, damaged);
      database_.Write(batch, Durability::kSynced);
      const auto events = Now().RecordEvents(kHotKey, 0, 1000);
      ASSERT_FALSE(events.has_value()) << "byte " << byte << " bit " << bit;
      EXPECT_EQ(events.error().code, StatusCode::kCorrupt);
    }
  }
}

TEST_F(ChainReaderTest, NoticesAChangedHeaderTransactionReceiptOrEvent) {
  const Height height(9);
  Flip(ColumnFamily::kTransactions, HeightIndexKey(height, 1), 3);
  EXPECT_EQ(Now().Transactions(height).error().code, StatusCode::kCorrupt);
  EXPECT_EQ(Now().ProveTransaction(height, 0).error().code, StatusCode::kCorrupt);
  Flip(ColumnFamily::kReceipts, HeightIndexKey(height, 2), 5);
  EXPECT_EQ(Now().Receipts(height).error().code, StatusCode::kCorrupt);
  EXPECT_EQ(Now().ProveReceipt(height, 0).error().code, StatusCode::kCorrupt);
  Flip(ColumnFamily::kEvents, HeightIndexKey(height, 0), 5);
  EXPECT_EQ(Now().Events(height).error().code, StatusCode::kCorrupt);
  EXPECT_EQ(Now().ProveEvent(height, 2).error().code, StatusCode::kCorrupt);
  const std::size_t header_bytes = Now().HeaderBytes(height)->size();
  for (std::size_t byte = 0; byte < header_bytes; ++byte) {
    Flip(ColumnFamily::kHeaders, HeightKey(height), byte);
    EXPECT_EQ(Now().Header(height).error().code, StatusCode::kCorrupt);
    Flip(ColumnFamily::kHeaders, HeightKey(height), byte);
  }
}

TEST_F(ChainReaderTest, NoticesALostRow) {
  const Height height(9);
  for (const ColumnFamily family :
       {ColumnFamily::kTransactions, ColumnFamily::kReceipts, ColumnFamily::kEvents}) {
    WriteBatch batch;
    batch.Erase(family, HeightIndexKey(height, family == ColumnFamily::kEvents ? 2 : 1));
    database_.Write(batch, Durability::kSynced);
  }
  EXPECT_EQ(Now().Transactions(height).error().code, StatusCode::kCorrupt);
  EXPECT_EQ(Now().Receipts(height).error().code, StatusCode::kCorrupt);
  EXPECT_EQ(Now().Events(height).error().code, StatusCode::kCorrupt);
}

TEST_F(ChainReaderTest, NoticesAChangedRecordWhenProvingIt) {
  Flip(ColumnFamily::kHistory, HistoryKey(RecordKeyOf(3, 1), Height(3)), 4);
  EXPECT_EQ(Now().ProveRecord(RecordKeyOf(3, 1), Height(kLast)).error().code, StatusCode::kCorrupt);
  EXPECT_TRUE(Now().ProveRecord(RecordKeyOf(3, 2), Height(kLast)).has_value());
}

// No byte of a tree node can change without every proof either failing or still being true.
TEST_F(ChainReaderTest, NeverProvesFromAChangedTreeNode) {
  const StateRoot root = store_->head()->state_root();
  std::vector<std::pair<Bytes, std::size_t>> nodes;
  const KeyRange last{.from = HeightKey(Height(kLast)), .until = {}};
  database_.Scan(ColumnFamily::kTreeNodes, last, [&](ByteView key, ByteView v) {
    nodes.emplace_back(key, v.size());
    return true;
  });
  ASSERT_FALSE(nodes.empty());
  const Bytes there = RecordKeyOf(kLast, 1);
  const Bytes absent = "never";
  std::size_t refused = 0;
  for (const auto& [key, size] : nodes) {
    for (std::size_t byte = 0; byte < size; ++byte) {
      Flip(ColumnFamily::kTreeNodes, key, byte);
      const auto member = Now().ProveRecord(there, Height(kLast));
      const auto absence = Now().ProveRecord(absent, Height(kLast));
      const auto compact = Now().ProveAbsent(absent, Height(kLast));
      refused += (member ? 0U : 1U) + (absence ? 0U : 1U) + (compact ? 0U : 1U);
      EXPECT_TRUE(!member ||
                  merkle::VerifyMembership(
                      root, there, "main record 1", std::get<merkle::MembershipProof>(*member)));
      EXPECT_TRUE(!absence ||
                  merkle::VerifyAbsence(root, absent, std::get<merkle::AbsenceProof>(*absence)));
      EXPECT_TRUE(!compact || merkle::VerifyAbsence(root, absent, *compact));
      Flip(ColumnFamily::kTreeNodes, key, byte);
    }
  }
  EXPECT_GT(refused, 0U);
}

TEST_F(ChainReaderTest, TellsPrunedFromAbsentAndNotYet) {
  ASSERT_TRUE(store_->PruneTree(Height(10), 1'000'000).has_value());
  const ChainReader chain = Now();
  EXPECT_EQ(chain.ProveRecord("never", Height(9)).error().code, StatusCode::kPruned);
  EXPECT_EQ(chain.ProveRecord(kHotKey, Height(9)).error().code, StatusCode::kPruned);
  EXPECT_EQ(chain.ProveAbsent("never", Height(9)).error().code, StatusCode::kPruned);
  EXPECT_EQ(chain.ProveRecord("never", Height(kLast + 1)).error().code, StatusCode::kNotFound);
  EXPECT_TRUE(
      std::holds_alternative<merkle::AbsenceProof>(*chain.ProveRecord("never", Height(10))));
  EXPECT_EQ(*chain.Record(kHotKey, Height(9)), "main totals 9") << "records are not pruned";
  EXPECT_FALSE(chain.Record("never", Height(9))->has_value());
}

TEST_F(ChainReaderTest, ProvesEveryVersionFromTheFloorOnAfterPruning) {
  for (const std::uint64_t floor : {5U, 15U, 15U}) {
    std::size_t erased = 0;
    while (const auto count = store_->PruneTree(Height(floor), 7).value()) {
      EXPECT_LE(count, 7U);
      erased += count;
    }
    for (std::uint64_t height = floor; height <= kLast; ++height) {
      const StateRoot root = Now().Header(Height(height))->state_root;
      for (std::uint64_t number = 0; number <= height; ++number) {
        const auto proof = Now().ProveRecord(RecordKeyOf(number, 0), Height(height));
        ASSERT_TRUE(proof.has_value());
        EXPECT_TRUE(merkle::VerifyMembership(root,
                                             RecordKeyOf(number, 0),
                                             "main record 0",
                                             std::get<merkle::MembershipProof>(*proof)));
      }
    }
  }
  EXPECT_FALSE(store_->PruneTree(Height(kLast + 1), 7).has_value());
  // The floor never goes down, and the chain goes on.
  ASSERT_TRUE(store_->PruneTree(Height(2), 7).has_value());
  EXPECT_EQ(Now().ProveRecord(kHotKey, Height(14)).error().code, StatusCode::kPruned);
  CommitUpTo(*store_, kLast + 3);
  EXPECT_EQ(OpenStore(database_)->head()->height(), Height(kLast + 3));
}

}  // namespace
}  // namespace heng::storage
