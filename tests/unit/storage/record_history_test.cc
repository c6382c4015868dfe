// SPDX-License-Identifier: Apache-2.0
// Goal: a row of the history has the bytes of the format, in one form, and whatever else stands
// there is refused. What is read from many of them: chain_reader_test.cc.
#include "storage/record_history.h"

#include <gtest/gtest.h>

#include "storage/keys.h"
#include "storage/memory_kv.h"

namespace heng::storage {
namespace {

TEST(HistoryRow, HasTheBytesOfTheFormat) {
  EXPECT_EQ(ToHex(EncodeHistory({.value = "ab", .first_event = 0, .events = {}})),
            "01"
            "00000000"
            "6162");
  EXPECT_EQ(ToHex(EncodeHistory({.value = "ab", .first_event = 258, .events = {3, 70'000}})),
            "01"
            "00000002"
            "0000000000000102"
            "00000003"
            "00011170"
            "6162");
  EXPECT_EQ(ToHex(EncodeHistory({.value = std::nullopt, .first_event = 7, .events = {1}})),
            "00"
            "00000001"
            "0000000000000007"
            "00000001");
}

TEST(HistoryRow, SurvivesItsBytes) {
  const Bytes large(70'000, 'v');
  for (const HistoryEntry& entry :
       {HistoryEntry{.value = "", .first_event = 0, .events = {}},
        HistoryEntry{.value = large, .first_event = ~std::uint64_t{0}, .events = {0, ~0U}},
        HistoryEntry{.value = std::nullopt, .first_event = 0, .events = {}},
        HistoryEntry{.value = std::nullopt, .first_event = 5, .events = {1, 2, 3}}}) {
    const Bytes row = EncodeHistory(entry);
    const auto again = DecodeHistory(row);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->value, entry.value);
    EXPECT_EQ(again->first_event, entry.first_event);
    EXPECT_EQ(again->events, entry.events);
    EXPECT_EQ(EncodeHistory(*again), row);
  }
}

TEST(HistoryRow, RefusesWhatIsCutOrOfNoKind) {
  const Bytes row = EncodeHistory({.value = std::nullopt, .first_event = 5, .events = {1, 2, 3}});
  for (std::size_t size = 0; size < row.size(); ++size) {
    const auto cut = DecodeHistory(ByteView(row).substr(0, size));
    ASSERT_FALSE(cut.has_value()) << size;
    EXPECT_EQ(cut.error().code, StatusCode::kCorrupt);
  }
  EXPECT_FALSE(DecodeHistory(row + "x").has_value()) << "what was erased has no value";
  EXPECT_FALSE(DecodeHistory("\x02" + row.substr(1)).has_value());
  // A count that would not fit the memory of the machine.
  EXPECT_FALSE(DecodeHistory("\x01" + Bytes(4, '\xff') + Bytes(100, 'x')).has_value());
}

TEST(RecordHistory, AMalformedRowIsNoRecord) {
  MemoryKv database;
  for (const Bytes& row : {Bytes(), Bytes("\x01"), Bytes("\x01\0\0\0\x09short", 10)}) {
    WriteBatch batch;
    batch.Put(ColumnFamily::kHistory, HistoryKey("a", Height(3)), row);
    database.Write(batch, Durability::kSynced);
    EXPECT_FALSE(RecordAt(database, "a", Height(3)).has_value());
    EXPECT_FALSE(EventPlaces(database, "a", Height(3), 0, 10).has_value());
  }
}

}  // namespace
}  // namespace heng::storage
