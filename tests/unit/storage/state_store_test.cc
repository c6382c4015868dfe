// SPDX-License-Identifier: Apache-2.0
// Goal: a block is committed whole or not at all, speculative layers show exactly the state they
// stand for, and a damaged database is noticed. Method: a made-up chain over the in-memory
// database, with branches, crashes and changed rows, against a plain map as the model.
#include "storage/state_store.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "storage/keys.h"
#include "tests/unit/storage/chain_fixture.h"

namespace heng::storage {
namespace {

std::map<Bytes, Bytes> AllOf(const KvReader& reader, ByteView prefix = {}, ByteView from = {}) {
  std::map<Bytes, Bytes> rows;
  Bytes last;
  reader.Scan(KeysOf(prefix, from), [&](ByteView key, ByteView value) {
    EXPECT_TRUE(rows.empty() || last < key) << "scan is not ascending";
    last = Bytes(key);
    rows.emplace(key, value);
    return true;
  });
  return rows;
}

void ApplyTo(std::map<Bytes, Bytes>& model, const ChangeSet& changes) {
  for (const auto& [key, value] : changes) {
    if (value) {
      model[key] = *value;
    } else {
      model.erase(key);
    }
  }
}

TEST(StateStore, HasNoHeadBeforeGenesis) {
  MemoryKv database;
  const auto store = OpenStore(database);
  EXPECT_EQ(store->head(), nullptr);
  EXPECT_FALSE(store->Chain().head().has_value());
  const auto reader = store->ReaderAt(Height(0));
  ASSERT_FALSE(reader.has_value());
  EXPECT_EQ(reader.error().code, StatusCode::kNotFound);
}

TEST(StateStore, SealsAHeaderThatBindsEverything) {
  MemoryKv database;
  const auto store = OpenStore(database);
  CommitUpTo(*store, 4);
  const TestBlock block = MakeBlock(5);
  const LayerPtr layer = SealBlock(*store, store->head(), block);
  const BlockHeader& header = layer->header();
  EXPECT_EQ(header.height, Height(5));
  EXPECT_EQ(header.parent, store->head()->id());
  EXPECT_EQ(header.log_root, store->head()->header_log().Root());
  EXPECT_EQ(header.transaction_count, 3U);
  std::vector<TransactionDigest> digests;
  for (const auto& transaction : block.transactions) {
    digests.push_back(transaction.digest);
  }
  EXPECT_EQ(header.transaction_root, TransactionRoot(digests));
  EXPECT_EQ(header.receipt_root, RootOfEncoded(block.executed.receipts));
  EXPECT_EQ(header.event_count, 3U);
  EXPECT_EQ(header.proposer, "validator-1");
  EXPECT_EQ(layer->id(), IdOf(header));
  EXPECT_EQ(layer->header_bytes(), Encode(header));
  EXPECT_EQ(store->head()->height(), Height(4)) << "sealing writes nothing";
}

TEST(StateStore, GivesGenesisTheEmptyLog) {
  MemoryKv database;
  const auto store = OpenStore(database);
  const LayerPtr genesis = SealBlock(*store, nullptr, MakeBlock(0));
  EXPECT_EQ(genesis->header().height, Height(0));
  EXPECT_TRUE(genesis->header().parent.is_zero());
  EXPECT_EQ(genesis->header().log_root, merkle::EmptyRoot());
}

TEST(StateStore, RefusesAnEmptyState) {
  MemoryKv database;
  const auto store = OpenStore(database);
  TestBlock block = MakeBlock(0);
  block.executed.changes = {{"x/index", "only"}};
  const auto layer = store->Seal(nullptr, block.fields, block.transactions, block.executed);
  ASSERT_FALSE(layer.has_value());
  EXPECT_EQ(layer.error().code, StatusCode::kInvalid);
}

TEST(StateStore, RefusesRecordsThatNoProofCanShow) {
  MemoryKv database;
  const auto store = OpenStore(database);
  const std::pair<Bytes, Bytes> unprovable[] = {
      {"", "value"}, {"key", ""}, {Bytes(1025, 'k'), "value"}, {"key", Bytes((1 << 20) + 1, 'v')}};
  for (const auto& [key, value] : unprovable) {
    TestBlock block = MakeBlock(0);
    block.executed.changes[key] = value;
    EXPECT_FALSE(
        store->Seal(nullptr, block.fields, block.transactions, block.executed).has_value());
  }
}

TEST(StateStore, CommitsOnlyWhatFollowsTheHead) {
  MemoryKv database;
  const auto store = OpenStore(database);
  const TestBlock first = MakeBlock(1);
  const LayerPtr genesis = SealBlock(*store, nullptr, MakeBlock(0));
  const LayerPtr child = SealBlock(*store, genesis, first);
  EXPECT_FALSE(store->Commit(child, {}).has_value()) << "its parent is not committed";
  ASSERT_TRUE(store->Commit(genesis, {}).has_value());
  EXPECT_FALSE(store->Commit(genesis, {}).has_value()) << "already committed";
  const LayerPtr rival = SealBlock(*store, genesis, MakeBlock(1, "rival"));
  ASSERT_TRUE(store->Commit(child, {}).has_value());
  const auto second = store->Commit(rival, {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, StatusCode::kInvalid);
  EXPECT_EQ(store->head()->id(), child->id());
}

TEST(StateStore, ComesBackWithTheSameHead) {
  MemoryKv database;
  BlockId id;
  Hash log_root;
  for (std::uint64_t last = 0; last < 20; ++last) {
    const auto store = OpenStore(database);
    if (last > 0) {
      ASSERT_NE(store->head(), nullptr);
      EXPECT_EQ(store->head()->id(), id);
      EXPECT_EQ(store->head()->header_log().Root(), log_root);
    }
    CommitUpTo(*store, last);
    id = store->head()->id();
    log_root = store->head()->header_log().Root();
  }
}

TEST(StateStore, MakesTheSameChainHoweverItWasReopened) {
  MemoryKv once;
  MemoryKv often;
  const auto store = OpenStore(once);
  CommitUpTo(*store, 12);
  for (std::uint64_t last = 0; last <= 12; ++last) {
    CommitUpTo(*OpenStore(often), last);
  }
  EXPECT_EQ(OpenStore(often)->head()->id(), store->head()->id());
}

TEST(Layer, ShowsTheStateOfItsOwnBranch) {
  MemoryKv database;
  const auto store = OpenStore(database);
  CommitUpTo(*store, 2);
  const LayerPtr left = SealBlock(*store, store->head(), MakeBlock(3, "left"));
  const LayerPtr right = SealBlock(*store, store->head(), MakeBlock(3, "right"));
  const LayerPtr left4 = SealBlock(*store, left, MakeBlock(4, "left"));
  EXPECT_EQ(left->Get(kHotKey), "left totals 3");
  EXPECT_EQ(right->Get(kHotKey), "right totals 3");
  EXPECT_EQ(left4->Get(kHotKey), "left totals 4");
  EXPECT_EQ(left4->Get(RecordKeyOf(3, 1)), "left record 1");
  EXPECT_EQ(left4->Get(RecordKeyOf(1, 1)), "main record 1");
  EXPECT_FALSE(left4->Get("never").has_value());
  EXPECT_NE(left->state_root(), right->state_root());
}

TEST(Layer, IsNotDisturbedByCommitsBelowItOrBesideIt) {
  MemoryKv database;
  const auto store = OpenStore(database);
  CommitUpTo(*store, 2);
  const LayerPtr left = SealBlock(*store, store->head(), MakeBlock(3, "left"));
  const LayerPtr right = SealBlock(*store, store->head(), MakeBlock(3, "right"));
  const LayerPtr left4 = SealBlock(*store, left, MakeBlock(4, "left"));
  const auto left4_before = AllOf(*left4);
  const auto right_before = AllOf(*right);
  ASSERT_TRUE(store->Commit(left, {}).has_value());
  EXPECT_EQ(AllOf(*left4), left4_before);
  EXPECT_EQ(AllOf(*right), right_before);
  // A child sealed later, on a parent whose parent is committed by now, is the same block.
  const LayerPtr left5 = SealBlock(*store, left4, MakeBlock(5, "left"));
  ASSERT_TRUE(store->Commit(left4, {}).has_value());
  const LayerPtr again = SealBlock(*store, store->head(), MakeBlock(5, "left"));
  EXPECT_EQ(again->id(), left5->id());
  ASSERT_TRUE(store->Commit(left5, {}).has_value());
  EXPECT_EQ(AllOf(*store->head()), AllOf(*left5));
  // A child of the dead branch can still be sealed; it just cannot be committed.
  const LayerPtr dead = SealBlock(*store, right, MakeBlock(4, "right"));
  EXPECT_EQ(dead->Get(kHotKey), "right totals 4");
  EXPECT_FALSE(store->Commit(dead, {}).has_value());
}

TEST(Layer, HoldsNoMoreThanTheUncommittedBlocks) {
  MemoryKv database;
  const auto store = OpenStore(database);
  CommitUpTo(*store, 0);
  LayerPtr tip = store->head();
  for (std::uint64_t number = 1; number < 30; ++number) {
    const LayerPtr next = SealBlock(*store, tip, MakeBlock(number));
    EXPECT_LE(next->blocks().size(), 2U);
    if (number > 1) {
      ASSERT_TRUE(store->Commit(tip, {}).has_value());
    }
    tip = next;
  }
}

// Random writes and erasures over several layers agree with a map, for every kind of read.
TEST(Layer, AgreesWithAMapOnRandomChanges) {
  std::mt19937_64 random(7);
  MemoryKv database;
  const auto store = OpenStore(database);
  std::map<Bytes, Bytes> model;
  std::vector<LayerPtr> sealed;
  std::uint64_t committed = 0;
  LayerPtr tip;
  for (std::uint64_t number = 0; number < 60; ++number) {
    TestBlock block = MakeBlock(number);
    block.executed.changes.clear();
    block.executed.record_events.clear();
    block.executed.changes["sys/params"] = std::to_string(number);
    for (std::size_t i = 0; i < 1 + random() % 8; ++i) {
      Bytes key = random() % 4 == 0 ? "x/" : "a/";
      for (std::size_t j = 0; j < random() % 4; ++j) {
        key.push_back("\0\1ab\xff"[random() % 5]);
      }
      block.executed.changes[key] =
          random() % 3 == 0 ? std::nullopt : std::optional<Bytes>(std::to_string(random() % 9));
    }
    tip = SealBlock(*store, tip, block);
    sealed.push_back(tip);
    ApplyTo(model, block.executed.changes);
    ASSERT_EQ(AllOf(*tip), model);
    for (const Bytes prefix : {"", "a/", "x/", "a/a", "nothing", "\xff"}) {
      const Bytes from = prefix + Bytes(1, "\0ab"[random() % 3]);
      std::map<Bytes, Bytes> expected;
      for (auto row = model.lower_bound(from); row != model.end(); ++row) {
        if (row->first.starts_with(prefix)) {
          expected.insert(*row);
        }
      }
      ASSERT_EQ(AllOf(*tip, prefix, from), expected);
      for (const Bytes& at : {from, prefix, Bytes("zz"), Bytes("\0", 1)}) {
        std::optional<std::pair<Bytes, Bytes>> last;
        for (const auto& [key, value] : model) {
          if (key.starts_with(prefix) && key <= at) {
            last.emplace(key, value);
          }
        }
        ASSERT_EQ(tip->FindLast(prefix, at), last);
      }
    }
    // Final blocks come in bursts, and the newest is never among them.
    if (number % 5 == 4) {
      for (std::size_t next = committed; next < number; ++next) {
        ASSERT_TRUE(store->Commit(sealed[next], {}).has_value());
      }
      committed = number;
    }
  }
}

TEST(Layer, StopsAScanWhenAsked) {
  MemoryKv database;
  const auto store = OpenStore(database);
  CommitUpTo(*store, 3);
  const LayerPtr layer = SealBlock(*store, store->head(), MakeBlock(4));
  for (int limit = 1; limit < 10; ++limit) {
    int visited = 0;
    layer->Scan(KeysOf("u/"), [&](ByteView, ByteView) { return ++visited < limit; });
    EXPECT_EQ(visited, limit);
  }
}

TEST(StateStore, ReadsRecordsAsTheyWereAtEveryHeight) {
  std::mt19937_64 random(11);
  MemoryKv database;
  const auto store = OpenStore(database);
  std::vector<std::map<Bytes, Bytes>> records;
  std::map<Bytes, Bytes> model;
  for (std::uint64_t number = 0; number < 40; ++number) {
    TestBlock block = MakeBlock(number);
    block.executed.changes.clear();
    block.executed.record_events.clear();
    block.executed.changes["sys/params"] = std::to_string(number);
    for (int i = 0; i < 5; ++i) {
      Bytes key = "a/" + Bytes(random() % 3, '\0') + Bytes(1, "ab"[random() % 2]);
      block.executed.changes[key] =
          random() % 4 == 0 ? std::nullopt : std::optional<Bytes>(std::to_string(number));
    }
    block.executed.changes["x/i"] = std::to_string(number);
    ASSERT_TRUE(store->Commit(SealBlock(*store, store->head(), block), {}).has_value());
    ApplyTo(model, block.executed.changes);
    records.push_back(model);
  }
  for (std::uint64_t height = 0; height < 40; ++height) {
    const auto reader = store->ReaderAt(Height(height));
    ASSERT_TRUE(reader.has_value());
    std::map<Bytes, Bytes> expected = records[height];
    if (height < 39) {
      expected.erase("x/i");  // index keys have no history
    }
    EXPECT_EQ(AllOf(**reader), expected);
    EXPECT_EQ(AllOf(**reader, "a/", Bytes("a/\0", 3)).size(),
              static_cast<std::size_t>(std::distance(expected.lower_bound(Bytes("a/\0", 3)),
                                                     expected.lower_bound("b"))));
    for (const auto& [key, value] : model) {
      const auto found = expected.find(key);
      EXPECT_EQ((*reader)->Get(key),
                found == expected.end() ? std::nullopt : std::optional(found->second));
    }
    const auto last = (*reader)->FindLast("a/", "a/~");
    auto after = expected.lower_bound("a/~");
    ASSERT_TRUE(after != expected.begin());
    --after;
    EXPECT_EQ(last,
              after->first.starts_with("a/") ? std::optional(std::pair<Bytes, Bytes>(*after))
                                             : std::nullopt);
  }
  EXPECT_FALSE(store->ReaderAt(Height(40)).has_value());
}

TEST(StateStore, LosesNothingThatWasCommittedAndShowsNothingThatWasNot) {
  // Power fails just before batch n reaches the disk, for every n.
  for (std::uint64_t failing = 2; failing < 12; ++failing) {
    MemoryKv database;
    std::vector<BlockId> committed;
    bool power = true;
    database.OnWrite([&](std::uint64_t batch) { return power = power && batch < failing; });
    {
      const auto store = OpenStore(database);
      for (std::uint64_t number = 0; number < 12 && power; ++number) {
        const TestBlock block = MakeBlock(number);
        const LayerPtr layer = SealBlock(*store, store->head(), block);
        ASSERT_TRUE(store->Commit(layer, block.evidence).has_value());
        if (power) {
          committed.push_back(layer->id());
        }
      }
    }
    database.OnWrite({});
    database.Crash();
    const auto store = OpenStore(database);
    ASSERT_EQ(store->head() == nullptr, committed.empty());
    if (store->head() != nullptr) {
      EXPECT_EQ(store->head()->id(), committed.back());
      EXPECT_EQ(store->head()->height().value() + 1, committed.size());
    }
    for (std::uint64_t height = 0; height < committed.size(); ++height) {
      EXPECT_EQ(store->Chain().IdAt(Height(height)), committed[height]);
      EXPECT_TRUE(store->Chain().Transactions(Height(height)).has_value());
    }
    const TestBlock next = MakeBlock(committed.size());
    EXPECT_FALSE(store->Chain().Find(next.transactions[0].id).has_value());
    CommitUpTo(*store, 12);
    EXPECT_EQ(store->head()->height(), Height(12));
  }
}

// Every row that start-up trusts, with one bit changed.
TEST(StateStore, RefusesToOpenADatabaseThatContradictsItself) {
  const std::pair<ColumnFamily, Bytes> rows[] = {
      {ColumnFamily::kHeaders, HeightKey(Height(6))},
      {ColumnFamily::kTreeRoots, HeightKey(Height(6))},
      {ColumnFamily::kHeaderLog, LogNodeKey(0, 6)},
      {ColumnFamily::kHeaderLog, LogNodeKey(1, 2)},
      {ColumnFamily::kHeaderLog, LogNodeKey(2, 0)},
      {ColumnFamily::kMeta, Bytes(kMetaHead)},
      {ColumnFamily::kMeta, Bytes(kMetaFormat)},
      {ColumnFamily::kTreeNodes, HeightKey(Height(6)) + Bytes(1, '\0')},
  };
  for (const auto& [family, key] : rows) {
    for (const bool erase : {false, true}) {
      if (erase && family == ColumnFamily::kMeta) {
        continue;  // without a head row the store is a new one
      }
      MemoryKv database;
      CommitUpTo(*OpenStore(database), 6);
      auto value = database.Get(family, key);
      ASSERT_TRUE(value.has_value()) << NameOf(family);
      WriteBatch batch;
      if (erase) {
        batch.Erase(family, key);
      } else {
        // Byte 6 is in a hash, or in the format's name.
        (*value)[6] = static_cast<char>((*value)[6] ^ 1);
        batch.Put(family, key, *value);
      }
      database.Write(batch, Durability::kSynced);
      const auto store = StateStore::Open(database);
      ASSERT_FALSE(store.has_value()) << NameOf(family);
      EXPECT_FALSE(store.error().context.empty());
    }
  }
}

TEST(StateStore, FindsATransactionWhereItWasAppliedWhateverCopiesFollow) {
  MemoryKv database;
  const auto store = OpenStore(database);
  const BlockTransaction copied = MakeBlock(0).transactions[0];
  // Code of the copy in blocks 0, 1, 2 ...: refused, refused, applied, refused; then twice in one.
  const std::vector<std::vector<std::uint32_t>> codes = {{7}, {7}, {0}, {7}, {7, 7}};
  const std::uint64_t expected[] = {0, 0, 2, 2, 2};
  for (std::uint64_t number = 0; number < codes.size(); ++number) {
    TestBlock block = MakeBlock(number, "other");
    for (std::size_t i = 0; i < codes[number].size(); ++i) {
      block.transactions[i] = copied;
      block.executed.receipts[i].code = codes[number][i];
    }
    ASSERT_TRUE(store->Commit(SealBlock(*store, store->head(), block), {}).has_value());
    EXPECT_EQ(store->Chain().Find(copied.id),
              (TransactionLocation{.height = Height(expected[number]), .index = 0}));
  }
  // Within one block the applied copy counts, wherever it stands.
  TestBlock block = MakeBlock(5, "again");
  block.transactions.assign(3, MakeBlock(90).transactions[0]);
  block.executed.receipts[0].code = 7;
  block.executed.receipts[2].code = 7;
  ASSERT_TRUE(store->Commit(SealBlock(*store, store->head(), block), {}).has_value());
  EXPECT_EQ(store->Chain().Find(block.transactions[0].id),
            (TransactionLocation{.height = Height(5), .index = 1}));
}

TEST(StateStore, KeepsOnlyTheBatchOfACommitNotItsParts) {
  MemoryKv database;
  std::uint64_t batches = 0;
  database.OnWrite([&](std::uint64_t) {
    ++batches;
    return true;
  });
  const auto store = OpenStore(database);
  const std::uint64_t before = batches;
  CommitUpTo(*store, 9);
  EXPECT_EQ(batches - before, 10U) << "one batch a block";
}

}  // namespace
}  // namespace heng::storage
