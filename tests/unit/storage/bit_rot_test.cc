// SPDX-License-Identifier: Apache-2.0
// Goal: a bit that flips in any row is named, by the scrub and by whoever reads the row, and never
// served. Method: a small ledger; one byte of one row changed through the store's interface, every
// kind of row in turn; and real files of RocksDB with changed bytes.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "storage/chain_scrub.h"
#include "storage/end_process.h"
#include "storage/keys.h"
#include "storage/record_history.h"
#include "storage/rocks_kv.h"
#include "storage/state_tree.h"
#include "tests/unit/node/temporary_directory.h"
#include "tests/unit/storage/chain_fixture.h"

namespace heng::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kHead = 12;

// Stands in for the node: evidence of block n is "proposal n" and "certificate n".
Result<void, Status> CheckFixtureEvidence(const BlockHeader& header,
                                          const BlockId&,
                                          ByteView proposal,
                                          ByteView certificate) {
  const std::string number = std::to_string(header.height.value());
  if (header.height != Height(0) &&
      (proposal != "proposal " + number || certificate != "certificate " + number)) {
    return Fail(StatusCode::kCorrupt, "block " + number + ": its evidence is another's");
  }
  return {};
}

std::vector<std::string> Scrub(const KvStore& database, std::size_t rows_a_step = 1'000'000) {
  std::vector<std::string> damages;
  ChainScrub scrub(Height(0), CheckFixtureEvidence, [&](const std::string& damage) {
    damages.push_back(damage);
  });
  while (scrub.Step(database.Snapshot(), Height(kHead), rows_a_step)) {
  }
  EXPECT_EQ(scrub.damages(), damages.size());
  return damages;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + "\n";
  }
  return text;
}

class BitRot : public ::testing::Test {
 protected:
  BitRot() { CommitUpTo(*OpenStore(database_), kHead); }

  void Flip(ColumnFamily family, const Bytes& key, std::size_t byte) {
    auto value = database_.Get(family, key);
    ASSERT_TRUE(value.has_value());
    (*value)[byte % value->size()] ^= 1;
    Put(family, key, *value);
  }
  void Put(ColumnFamily family, const Bytes& key, const std::optional<Bytes>& value) {
    WriteBatch batch;
    if (value) {
      batch.Put(family, key, *value);
    } else {
      batch.Erase(family, key);
    }
    database_.Write(batch, Durability::kSynced);
  }
  [[nodiscard]] std::vector<std::pair<Bytes, Bytes>> RowsOf(ColumnFamily family) const {
    std::vector<std::pair<Bytes, Bytes>> rows;
    database_.Scan(family, KeyRange(), [&](ByteView key, ByteView value) {
      rows.emplace_back(key, value);
      return true;
    });
    return rows;
  }
  [[nodiscard]] ChainReader Chain() const {
    return {database_.Snapshot(), Height(kHead), std::make_shared<LeafCache>()};
  }

  MemoryKv database_;
};

TEST_F(BitRot, FindsNothingInASoundLedgerHoweverSmallItsSteps) {
  for (const std::size_t rows : {1U, 7U, 100U, 1'000'000U}) {
    EXPECT_EQ(Joined(Scrub(database_, rows)), "") << rows;
  }
}

// Rows that only point elsewhere, or that pruning alone reads, and what checks them instead.
bool IsPlain(ColumnFamily family, const Bytes& key) {
  return family == ColumnFamily::kMeta ||                             // checked at start
         family == ColumnFamily::kStaleNodes ||                       // read by pruning
         (family == ColumnFamily::kLatest && key.starts_with("x/"));  // an index, of no value
}

TEST_F(BitRot, TheScrubNamesEveryFlippedByteOfEveryKindOfRow) {
  for (std::size_t i = 0; i < kColumnFamilyCount; ++i) {
    const auto family = static_cast<ColumnFamily>(i);
    std::size_t flipped = 0;
    for (const auto& [key, value] : RowsOf(family)) {
      if (IsPlain(family, key)) {
        continue;
      }
      // First, last, and some in between; a tree node's row holds its children's versions too.
      for (const std::size_t byte : {std::size_t{0}, value.size() / 2, value.size() - 1}) {
        Flip(family, key, byte);
        EXPECT_NE(Joined(Scrub(database_)), "")
            << NameOf(family) << " " << ToHex(key) << " byte " << byte;
        Put(family, key, value);
        ++flipped;
      }
    }
    EXPECT_TRUE(flipped > 0 || family == ColumnFamily::kMeta || family == ColumnFamily::kStaleNodes)
        << NameOf(family);
  }
  EXPECT_EQ(Joined(Scrub(database_)), "");
}

TEST_F(BitRot, TheScrubMissesNoRowThatIsGone) {
  for (std::size_t i = 0; i < kColumnFamilyCount; ++i) {
    const auto family = static_cast<ColumnFamily>(i);
    for (const auto& [key, value] : RowsOf(family)) {
      if (IsPlain(family, key)) {
        continue;
      }
      Put(family, key, std::nullopt);
      EXPECT_NE(Joined(Scrub(database_)), "") << NameOf(family) << " " << ToHex(key);
      Put(family, key, value);
    }
  }
}

TEST_F(BitRot, NamesTheRowWithWhatWasExpectedAndWhatWasFound) {
  const Height height(5);
  const auto said_of_byte = [&](ColumnFamily family, const Bytes& key, std::size_t byte) {
    const Bytes value = *database_.Get(family, key);
    Flip(family, key, byte);
    const std::string text = Joined(Scrub(database_));
    Put(family, key, value);
    return text;
  };
  const auto said = [&](ColumnFamily family, const Bytes& key) {
    return said_of_byte(family, key, database_.Get(family, key)->size() - 1);
  };
  EXPECT_NE(said(ColumnFamily::kHeaders, HeightKey(height))
                .find("block 5: its header is not the one in the header log: expected "),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kTransactions, HeightIndexKey(height, 1))
                .find("block 5: its 3 transactions do not have the root in its header: expected "),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kReceipts, HeightIndexKey(height, 1))
                .find("block 5: its 3 receipts do not have the root in its header"),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kEvents, HeightIndexKey(height, 2))
                .find("block 5: its 3 events do not have the root in its header"),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kCertificates, HeightKey(height)).find("block 5: its evidence"),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kHeaderLog, LogNodeKey(1, 2))
                .find("the header log's node of level 1 and index 2 is not the hash of its "
                      "children: expected "),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kLatest, kHotKey)
                .find("the record '" + ToHex(kHotKey) + "' differs from the state tree: expected"),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kHistory, HistoryKey(kHotKey, height))
                .find("block 5: the record '" + ToHex(kHotKey) + "' differs from the state tree"),
            std::string::npos);
  EXPECT_NE(said(ColumnFamily::kTreeRoots, HeightKey(height)).find("the tree node "),
            std::string::npos);
  bool inner = false;
  bool leaf = false;
  for (const auto& [node, row] : RowsOf(ColumnFamily::kTreeNodes)) {
    const auto decoded = DecodeNode(row);
    ASSERT_TRUE(decoded.has_value());
    const bool is_leaf = std::holds_alternative<LeafNode>(*decoded);
    // The last byte of an inner node is of a version, which is in no hash: what it names is not
    // there. The first after its bitmaps is of a child's hash.
    EXPECT_NE(said(ColumnFamily::kTreeNodes, node)
                  .find(is_leaf ? "the tree node " + ToHex(node) + " is a leaf of "
                                : std::string("the tree node ")),
              std::string::npos);
    EXPECT_TRUE(is_leaf || said_of_byte(ColumnFamily::kTreeNodes, node, 5)
                                   .find("the tree node " + ToHex(node) +
                                         " does not have the hash its parent holds: expected ") !=
                               std::string::npos)
        << ToHex(node);
    (is_leaf ? leaf : inner) = true;
  }
  EXPECT_TRUE(inner && leaf);
  // The place of the last event that the history of the record names: before its value.
  const auto events =
      said_of_byte(ColumnFamily::kHistory, HistoryKey(kHotKey, height), 1 + 4 + 8 + 3 * 4 - 1);
  EXPECT_NE(events.find("the log of record '" + ToHex(kHotKey) +
                        "' should have event 2 of block 5"
                        " at number 17"),
            std::string::npos)
      << events;
}

// Each is kept twice: an id is the hash of its header, a root of the log is in the header above.
TEST_F(BitRot, IdsAndRootsOfTheHeaderLogAreNeverServedDamaged) {
  std::vector<BlockId> ids;
  std::vector<Hash> roots;
  for (std::uint64_t height = 0; height <= kHead; ++height) {
    ids.push_back(*Chain().IdAt(Height(height)));
    roots.push_back(*Chain().HeaderLogRoot(height + 1));
  }
  std::size_t refused_ids = 0;
  std::size_t refused_roots = 0;
  for (const auto& [key, value] : RowsOf(ColumnFamily::kHeaderLog)) {
    for (const std::size_t byte : {std::size_t{0}, value.size() / 2, value.size() - 1}) {
      Flip(ColumnFamily::kHeaderLog, key, byte);
      for (std::uint64_t height = 0; height <= kHead; ++height) {
        const auto id = Chain().IdAt(Height(height));
        const auto root = Chain().HeaderLogRoot(height + 1);
        EXPECT_TRUE(id ? *id == ids[height] : id.error().code == StatusCode::kCorrupt);
        EXPECT_TRUE(root ? *root == roots[height] : root.error().code == StatusCode::kCorrupt);
        EXPECT_EQ(id.has_value(), key != LogNodeKey(0, height)) << ToHex(key);
        refused_ids += id ? 0U : 1U;
        refused_roots += root ? 0U : 1U;
      }
      Put(ColumnFamily::kHeaderLog, key, value);
    }
  }
  EXPECT_EQ(refused_ids, 3 * (kHead + 1));
  EXPECT_GT(refused_roots, refused_ids) << "each of them needs several nodes";
}

TEST_F(BitRot, OneElementIsNeverServedDamaged) {
  const Height height(5);
  // With a list that was checked before, and without.
  for (const bool warm : {false, true}) {
    for (const ColumnFamily family :
         {ColumnFamily::kTransactions, ColumnFamily::kReceipts, ColumnFamily::kEvents}) {
      const auto cache = std::make_shared<LeafCache>();
      const auto read = [&](std::uint32_t index) -> Result<void, Status> {
        const ChainReader chain(database_.Snapshot(), Height(kHead), cache);
        if (family == ColumnFamily::kTransactions) {
          HENG_CHECK_OK(chain.Transaction(height, index));
        } else if (family == ColumnFamily::kReceipts) {
          HENG_CHECK_OK(chain.ReceiptOf(height, index));
        } else {
          HENG_CHECK_OK(chain.Event(height, index));
        }
        return {};
      };
      if (warm) {
        ASSERT_TRUE(read(0).has_value());
      }
      const Bytes value = *database_.Get(family, HeightIndexKey(height, 1));
      for (std::size_t byte = 0; byte < value.size(); ++byte) {
        Flip(family, HeightIndexKey(height, 1), byte);
        const auto damaged = read(1);
        ASSERT_FALSE(damaged.has_value()) << NameOf(family) << " byte " << byte;
        EXPECT_EQ(damaged.error().code, StatusCode::kCorrupt);
        Put(family, HeightIndexKey(height, 1), value);
      }
      Put(family, HeightIndexKey(height, 1), std::nullopt);
      EXPECT_EQ(read(1).error().code, StatusCode::kCorrupt);
      Put(family, HeightIndexKey(height, 1), value);
      EXPECT_TRUE(read(1).has_value());
      EXPECT_EQ(read(3).error().code, StatusCode::kNotFound);
    }
  }
}

TEST_F(BitRot, AKnownListNamesTheVeryRow) {
  const ChainReader before = Chain();
  const auto cache = std::make_shared<LeafCache>();
  ASSERT_TRUE(ChainReader(database_.Snapshot(), Height(kHead), cache).Event(Height(5), 0));
  Flip(ColumnFamily::kEvents, HeightIndexKey(Height(5), 2), 9);
  const auto event = ChainReader(database_.Snapshot(), Height(kHead), cache).Event(Height(5), 2);
  ASSERT_FALSE(event.has_value());
  EXPECT_NE(event.error().context.find(
                "block 5: row 2 of its events is not the one that its header covers: expected "),
            std::string::npos)
      << event.error().context;
}

TEST_F(BitRot, ARecordIsCheckedAgainstTheTreeOfItsHeight) {
  const ChainReader chain = Chain();
  const Bytes value = *database_.Get(ColumnFamily::kLatest, kHotKey);
  EXPECT_TRUE(chain.CheckRecord(kHotKey, value, Height(kHead)).has_value());
  EXPECT_TRUE(chain.CheckRecord("no such record", std::nullopt, Height(kHead)).has_value());
  Bytes wrong = value;
  wrong.back() ^= 1;
  for (const auto& [key, shown, height] :
       {std::tuple<Bytes, std::optional<ByteView>, Height>{kHotKey, wrong, Height(kHead)},
        {kHotKey, value, Height(kHead - 1)},
        {kHotKey, std::nullopt, Height(kHead)},
        {"no such record", value, Height(kHead)}}) {
    const auto checked = chain.CheckRecord(key, shown, height);
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, StatusCode::kCorrupt);
  }
  EXPECT_EQ(chain.CheckRecord(kHotKey, value, Height(kHead + 1)).error().code,
            StatusCode::kNotFound);
}

TEST_F(BitRot, AnEventThatIsNotTheRecordsOwnIsNotShownAsOne) {
  Put(ColumnFamily::kHistory,
      HistoryKey(kHotKey, Height(1)),
      EncodeHistory({.value = "main totals 1", .first_event = 3, .events = {1, 0, 2}}));
  const auto events = Chain().RecordEvents(kHotKey, 0, 100);
  ASSERT_FALSE(events.has_value());
  EXPECT_EQ(events.error().code, StatusCode::kCorrupt);
}

TEST(LeafCache, KeepsTheListsUsedLast) {
  LeafCache cache(10);
  const auto list = [](std::size_t size) {
    return std::make_shared<const std::vector<Hash>>(size);
  };
  cache.Put(ColumnFamily::kEvents, Height(1), list(4));
  cache.Put(ColumnFamily::kEvents, Height(2), list(4));
  ASSERT_NE(cache.Find(ColumnFamily::kEvents, Height(1)), nullptr);
  cache.Put(ColumnFamily::kReceipts, Height(1), list(4));
  EXPECT_EQ(cache.Find(ColumnFamily::kEvents, Height(2)), nullptr);
  EXPECT_NE(cache.Find(ColumnFamily::kEvents, Height(1)), nullptr);
  EXPECT_EQ(cache.Find(ColumnFamily::kTransactions, Height(1)), nullptr);
  cache.Put(ColumnFamily::kEvents, Height(9), list(1'000));
  EXPECT_NE(cache.Find(ColumnFamily::kEvents, Height(9)), nullptr) << "one list is always kept";
  EXPECT_EQ(cache.Find(ColumnFamily::kReceipts, Height(1)), nullptr);
}

// Real files. What RocksDB itself notices ends the process with a sentence that names the file.
class RotOfFiles : public ::testing::Test {
 protected:
  // A death test runs the test anew in a process that ends without ceremony: what it leaves behind
  // is removed by the first process.
  RotOfFiles() {
    if (const char* list = std::getenv(kLeavings)) {
      std::ofstream(list, std::ios::app) << directory_.path() << "\n";
    } else {
      first_ = true;
      ::setenv(kLeavings, (directory_ / "leavings").c_str(), 1);
    }
    const auto database = RocksKv::Open(path());
    CommitUpTo(*OpenStore(**database), kHead);
  }
  ~RotOfFiles() override {
    if (!first_) {
      return;
    }
    ::unsetenv(kLeavings);
    std::ifstream list(directory_ / "leavings");
    for (std::string left; std::getline(list, left);) {
      fs::remove_all(left);
    }
  }
  [[nodiscard]] std::string path() const { return directory_ / "db"; }

  // Opening again moves the rows from the log into a table.
  [[nodiscard]] fs::path Table() const {
    {
      EXPECT_TRUE(RocksKv::Open(path()));
    }
    fs::path largest;
    for (const auto& entry : fs::directory_iterator(path())) {
      if (entry.path().extension() == ".sst" &&
          (largest.empty() || entry.file_size() > fs::file_size(largest))) {
        largest = entry.path();
      }
    }
    return largest;
  }
  // Opens the database, scrubs it, and says nothing when it is sound. The process ends with its
  // threads at work, as it does on a failed disk.
  void ReadEverything() const {
    const auto database = RocksKv::Open(path());
    if (!database) {
      std::fprintf(stderr, "%s\n", database.error().context.c_str());
      std::_Exit(1);
    }
    const auto damages = Scrub(**database);
    std::fprintf(stderr, "%s", Joined(damages).c_str());
    std::_Exit(damages.empty() ? 0 : 2);
  }

  static constexpr const char* kLeavings = "HENG_TEST_LEAVINGS";
  heng::testing::TemporaryDirectory directory_;
  bool first_ = false;
};

using RotOfFilesDeathTest = RotOfFiles;

TEST_F(RotOfFilesDeathTest, AFlippedByteOfATableEndsTheProcessAndNamesTheFile) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  const fs::path table = Table();
  ASSERT_FALSE(table.empty());
  const std::string sound = heng::testing::ReadFile(table);
  EXPECT_EXIT(ReadEverything(), ::testing::ExitedWithCode(0), "");
  std::string damaged = sound;
  damaged[damaged.size() / 3] ^= 4;
  heng::testing::WriteFile(table, damaged);
  EXPECT_EXIT(ReadEverything(),
              ::testing::ExitedWithCode(kExitDiskFailed),
              "hengd: the disk failed while .*Corruption: block checksum mismatch.*" +
                  table.filename().string());
}

}  // namespace
}  // namespace heng::storage
