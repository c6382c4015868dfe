// SPDX-License-Identifier: Apache-2.0
// Goal: RocksDB and the in-memory database give one behaviour, so that what the simulator proves
// holds for a node. Method: the same random batches and reads on both and on a map, snapshots held
// across writes, and a crash.
#include "storage/kv_store.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <random>

#include "storage/end_process.h"
#include "storage/memory_kv.h"
#include "storage/rocks_kv.h"
#include "tests/unit/storage/chain_fixture.h"

namespace heng::storage {
namespace {

// A directory that is gone when the test ends.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "heng-kv-XXXXXX").string();
    HENG_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::unique_ptr<RocksKv> OpenRocks(const std::string& directory) {
  auto database = RocksKv::Open(directory);
  EXPECT_TRUE(database.has_value()) << database.error().context;
  return *std::move(database);
}

using Model = std::map<std::pair<ColumnFamily, Bytes>, Bytes>;

Bytes RandomKey(std::mt19937_64& random) {
  Bytes key;
  for (std::size_t i = 0; i < 1 + random() % 3; ++i) {
    key.push_back("\0\1ab\xfe\xff"[random() % 6]);
  }
  return key;
}

ColumnFamily RandomFamily(std::mt19937_64& random) {
  return static_cast<ColumnFamily>(random() % 3);
}

WriteBatch RandomBatch(std::mt19937_64& random, Model& model) {
  WriteBatch batch;
  for (std::size_t i = 0; i < random() % 10; ++i) {
    const ColumnFamily family = RandomFamily(random);
    const Bytes key = RandomKey(random);
    if (random() % 3 == 0) {
      batch.Erase(family, key);
      model.erase({family, key});
    } else {
      const Bytes value = random() % 8 == 0 ? Bytes() : std::to_string(random() % 100);
      batch.Put(family, key, value);
      model[{family, key}] = value;
    }
  }
  return batch;
}

std::vector<std::pair<Bytes, Bytes>> RowsFrom(const KvView& view,
                                              ColumnFamily family,
                                              const KeyRange& range,
                                              std::size_t limit) {
  std::vector<std::pair<Bytes, Bytes>> rows;
  view.Scan(family, range, [&](ByteView key, ByteView value) {
    rows.emplace_back(key, value);
    return rows.size() < limit;
  });
  return rows;
}

// Every kind of read, against the model.
void ExpectEqual(const KvView& view, const Model& model, std::mt19937_64& random) {
  for (int i = 0; i < 20; ++i) {
    const ColumnFamily family = RandomFamily(random);
    const Bytes key = RandomKey(random);
    const auto row = model.find({family, key});
    ASSERT_EQ(view.Get(family, key),
              row == model.end() ? std::nullopt : std::optional(row->second));
    std::vector<std::pair<Bytes, Bytes>> expected;
    const std::size_t limit = 1 + random() % 50;
    for (auto it = model.lower_bound({family, key});
         it != model.end() && it->first.first == family && expected.size() < limit;
         ++it) {
      expected.emplace_back(it->first.second, it->second);
    }
    ASSERT_EQ(RowsFrom(view, family, {.from = key, .until = {}}, limit), expected);
    const Bytes until = RandomKey(random);
    std::erase_if(expected,
                  [&until](const auto& at) { return !until.empty() && at.first >= until; });
    ASSERT_EQ(RowsFrom(view, family, {.from = key, .until = until}, limit), expected);
    auto below = model.lower_bound({family, key});
    std::optional<std::pair<Bytes, Bytes>> last;
    if (below != model.begin() && std::prev(below)->first.first == family) {
      --below;
      last.emplace(below->first.second, below->second);
    }
    ASSERT_EQ(view.FindBefore(family, key), last);
  }
}

void RunRandomOperations(KvStore& database, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Model model;
  std::vector<std::pair<std::shared_ptr<const KvView>, Model>> snapshots;
  for (int step = 0; step < 150; ++step) {
    database.Write(RandomBatch(random, model),
                   step % 4 == 0 ? Durability::kSynced : Durability::kBuffered);
    ExpectEqual(database, model, random);
    if (step % 5 == 0) {
      snapshots.emplace_back(database.Snapshot(), model);
    }
    for (const auto& [snapshot, then] : snapshots) {
      ExpectEqual(*snapshot, then, random);
    }
    if (snapshots.size() > 6) {
      snapshots.erase(snapshots.begin() + static_cast<std::ptrdiff_t>(random() % 7));
    }
  }
}

TEST(MemoryKv, AgreesWithAMapOnRandomOperations) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    MemoryKv database;
    RunRandomOperations(database, seed);
  }
}

TEST(RocksKv, AgreesWithAMapOnRandomOperations) {
  const TemporaryDirectory directory;
  const auto database = OpenRocks(directory.path());
  RunRandomOperations(*database, 0);
}

TEST(MemoryKv, LosesExactlyWhatWasNotSynced) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::mt19937_64 random(seed);
    MemoryKv database;
    Model model;
    Model synced;
    for (int step = 0; step < 30; ++step) {
      const bool sync = random() % 3 == 0;
      database.Write(RandomBatch(random, model),
                     sync ? Durability::kSynced : Durability::kBuffered);
      if (sync) {
        synced = model;
      }
    }
    database.Crash();
    ExpectEqual(database, synced, random);
    // And it goes on.
    database.Write(RandomBatch(random, synced), Durability::kSynced);
    ExpectEqual(database, synced, random);
  }
}

TEST(MemoryKv, CountsTheBytesItHolds) {
  MemoryKv database;
  WriteBatch batch;
  batch.Put(ColumnFamily::kMeta, "key", "value");
  batch.Put(ColumnFamily::kLatest, "other", "1");
  database.Write(batch, Durability::kSynced);
  EXPECT_EQ(database.size_bytes(), 14U);
}

TEST(RocksKv, KeepsRowsOverAReopen) {
  const TemporaryDirectory directory;
  {
    const auto database = OpenRocks(directory.path());
    WriteBatch batch;
    batch.Put(ColumnFamily::kMeta, "key", "value");
    batch.Put(ColumnFamily::kProposals, Bytes("\0", 1), Bytes("\0\1", 2));
    database->Write(batch, Durability::kSynced);
  }
  const auto database = OpenRocks(directory.path());
  EXPECT_EQ(database->Get(ColumnFamily::kMeta, "key"), "value");
  EXPECT_EQ(database->Get(ColumnFamily::kProposals, ByteView("\0", 1)), Bytes("\0\1", 2));
  EXPECT_FALSE(database->Get(ColumnFamily::kHeaders, "key").has_value());
}

TEST(RocksKv, LetsASnapshotOutliveTheStoreObject) {
  const TemporaryDirectory directory;
  auto database = OpenRocks(directory.path());
  WriteBatch batch;
  batch.Put(ColumnFamily::kMeta, "key", "value");
  database->Write(batch, Durability::kSynced);
  const auto snapshot = database->Snapshot();
  database.reset();
  EXPECT_EQ(snapshot->Get(ColumnFamily::kMeta, "key"), "value");
}

TEST(RocksKv, SaysThatAnotherProcessHasItOpen) {
  const TemporaryDirectory directory;
  const auto database = OpenRocks(directory.path());
  const auto second = RocksKv::Open(directory.path());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, StatusCode::kUnavailable);
}

TEST(RocksKv, SaysThatTheDatabaseHasAnotherFormat) {
  const TemporaryDirectory directory;
  {
    OpenRocks(directory.path());
  }
  {
    // As the first format had it: a family that this one does not know.
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
    for (const std::string_view name : kColumnFamilyNames) {
      families.emplace_back(std::string(name), rocksdb::ColumnFamilyOptions());
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, directory.path(), families, &handles, &raw).ok());
    const std::unique_ptr<rocksdb::DB> database(raw);
    rocksdb::ColumnFamilyHandle* added = nullptr;
    ASSERT_TRUE(database->CreateColumnFamily({}, "record_events", &added).ok());
    handles.push_back(added);
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      ASSERT_TRUE(database->DestroyColumnFamilyHandle(handle).ok());
    }
  }
  const auto refused = RocksKv::Open(directory.path());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, StatusCode::kIo);
  EXPECT_NE(refused.error().context.find("record_events"), std::string::npos);
  EXPECT_NE(refused.error().context.find("another format than heng-storage/2"), std::string::npos)
      << refused.error().context;
}

TEST(RocksKv, FailsWhereThereCanBeNoDirectory) {
  EXPECT_FALSE(RocksKv::Open("/dev/null/database").has_value());
}

TEST(RocksKv, CopiesItselfWhileItIsOpen) {
  const TemporaryDirectory directory;
  const auto database = OpenRocks(directory.path() + "/live");
  WriteBatch batch;
  batch.Put(ColumnFamily::kMeta, "key", "value");
  database->Write(batch, Durability::kSynced);
  ASSERT_TRUE(database->Checkpoint(directory.path() + "/copy").has_value());
  WriteBatch later;
  later.Put(ColumnFamily::kMeta, "key", "later");
  database->Write(later, Durability::kSynced);
  EXPECT_EQ(OpenRocks(directory.path() + "/copy")->Get(ColumnFamily::kMeta, "key"), "value");
  EXPECT_FALSE(database->Checkpoint(directory.path() + "/copy").has_value()) << "it exists";
}

// Table files of a database that was written to in small pieces.
std::size_t TableFiles(const std::string& directory) {
  return static_cast<std::size_t>(
      std::ranges::count_if(std::filesystem::directory_iterator(directory),
                            [](const auto& entry) { return entry.path().extension() == ".sst"; }));
}

TEST(RocksKv, DoesNotBeginAMergeThatMightNotFit) {
  constexpr std::size_t kWritten = 24;  // times that memory is written out; fewer than stop a write
  const TemporaryDirectory directory;
  auto opened = RocksKv::Open(directory.path(),
                              {.write_buffer_bytes = 256 << 10, .merge_reserve_bytes = 1 << 30});
  ASSERT_TRUE(opened) << opened.error().context;
  RocksKv& database = **opened;
  std::minstd_rand random(1);
  // Writes until so many more table files are there, or for a while.
  const auto write = [&](const std::function<bool()>& enough) {
    for (int i = 0; i < 4'000 && !enough(); ++i) {
      WriteBatch batch;
      for (int row = 0; row < 16; ++row) {
        batch.Put(ColumnFamily::kHistory, std::to_string(random()), Bytes(500, 'x'));
      }
      database.Write(batch, Durability::kBuffered);
    }
  };
  database.SetRoom(256 << 20);
  write([&] { return TableFiles(directory.path()) >= kWritten; });
  EXPECT_GE(TableFiles(directory.path()), kWritten) << "they were merged";
  database.SetRoom(std::uint64_t{4} << 30);
  write([&] { return TableFiles(directory.path()) < kWritten / 2; });
  EXPECT_LT(TableFiles(directory.path()), kWritten / 2) << "they were not merged";
}

TEST(RocksKv, CarriesALedgerLikeTheMemoryDoes) {
  const TemporaryDirectory directory;
  MemoryKv memory;
  CommitUpTo(*OpenStore(memory), 15);
  for (const std::uint64_t last : {5U, 15U}) {
    const auto database = OpenRocks(directory.path());
    CommitUpTo(*OpenStore(*database), last);
  }
  const auto database = OpenRocks(directory.path());
  const auto store = OpenStore(*database);
  EXPECT_EQ(store->head()->id(), OpenStore(memory)->head()->id());
  for (std::size_t i = 0; i < kColumnFamilyCount; ++i) {
    const auto family = static_cast<ColumnFamily>(i);
    EXPECT_EQ(RowsFrom(*database, family, {}, 100'000), RowsFrom(memory, family, {}, 100'000))
        << NameOf(family);
  }
}

TEST(EndProcessDeathTest, NamesWhatFailedWhereAndWhy) {
  EXPECT_EXIT(EndProcess("syncing the journal", "/var/lib/heng/votes", "Input/output error"),
              testing::ExitedWithCode(kExitDiskFailed),
              "disk failed while syncing the journal at /var/lib/heng/votes: Input/output error");
}

TEST(RocksKvDeathTest, EndsTheProcessWhenARowIsDamaged) {
  // The database has threads of its own, so the child must be a new process.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const TemporaryDirectory directory;
  {
    const auto database = OpenRocks(directory.path());
    WriteBatch batch;
    for (int i = 0; i < 2'000; ++i) {
      batch.Put(ColumnFamily::kEvents, "key " + std::to_string(i), Bytes(200, 'v'));
    }
    database->Write(batch, Durability::kSynced);
  }
  OpenRocks(directory.path());  // replays the log into a table file
  for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
    if (file.path().extension() == ".sst" && file.file_size() > 2'000) {
      std::FILE* table = std::fopen(file.path().c_str(), "r+b");
      ASSERT_NE(table, nullptr);
      ASSERT_EQ(std::fseek(table, 500, SEEK_SET), 0);
      for (int i = 0; i < 300; ++i) {
        std::fputc('x', table);
      }
      std::fclose(table);
    }
  }
  EXPECT_EXIT(
      {
        const auto database = RocksKv::Open(directory.path());
        if (database) {
          (*database)->Scan(
              ColumnFamily::kEvents, KeyRange(), [](ByteView, ByteView) { return true; });
        }
        std::_Exit(0);
      },
      testing::ExitedWithCode(kExitDiskFailed),
      "disk failed while scanning rows at .*events: Corruption");
}

}  // namespace
}  // namespace heng::storage
