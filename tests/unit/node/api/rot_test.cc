// SPDX-License-Identifier: Apache-2.0
// Goal: bytes that changed on the disk reach no client: the call ends with CORRUPT, and the
// operator is told which row it is. Method: a ledger of three blocks in memory; one row changed
// behind its back, then every call that could show it.
#include <gtest/gtest.h>

#include "storage/keys.h"
#include "storage/record_history.h"
#include "tests/unit/node/api/test_node.h"

namespace heng::node {
namespace {

using storage::ColumnFamily;
using storage::HeightIndexKey;
using storage::HeightKey;

template <class T>
std::string ReasonOf(const Result<T, sdk::ClientError>& answer) {
  return answer ? "OK" : answer.error().reason;
}

class Rot : public ::testing::Test {
 protected:
  Rot() {
    const Bytes first = node_.Sign({"reg.maker", "reg.checker"}, 1);
    const Bytes second = node_.Sign({"reg.maker"}, 2);
    ids_ = {VerifyTransaction(ChainId("heng-dev"), first)->id,
            VerifyTransaction(ChainId("heng-dev"), second)->id};
    node_.Commit(first);
    node_.Commit(second);
    node_.Commit();
    client_ = node_.As("reg.maker");
  }

  // What each of the calls says once the byte is another, and as it was again.
  template <class... Calls>
  void ExpectCorrupt(ColumnFamily family, const Bytes& key, std::size_t byte, Calls... calls) {
    const Bytes before = node_.Row(family, key);
    Bytes after = before;
    after.at(byte % after.size()) ^= 1;
    ExpectCorruptWith(family, key, after, calls...);
  }
  template <class... Calls>
  void ExpectCorruptWith(ColumnFamily family, const Bytes& key, const Bytes& row, Calls... calls) {
    const Bytes before = node_.Row(family, key);
    node_.SetRow(family, key, row);
    const auto expect = [&](const std::string& reason, std::size_t call) {
      EXPECT_EQ(reason, "CORRUPT") << storage::NameOf(family) << ", call " << call;
      EXPECT_FALSE(node_.TakeDamages().empty()) << "the operator is not told, call " << call;
    };
    std::size_t call = 0;
    (expect(calls(), call++), ...);
    node_.SetRow(family, key, before);
    const auto sound = [&](const std::string& reason) { EXPECT_EQ(reason, "OK"); };
    (sound(calls()), ...);
    EXPECT_TRUE(node_.TakeDamages().empty());
  }

  [[nodiscard]] auto GetRecord(std::uint64_t at_height = 0) {
    return [this, at_height] { return ReasonOf(client_->GetRecord(kKey, at_height)); };
  }
  [[nodiscard]] auto GetTransaction() {
    return [this] { return ReasonOf(client_->GetTransaction(ids_[0])); };
  }
  [[nodiscard]] auto Wait() {
    return [this] { return ReasonOf(client_->Wait(ids_[0], std::chrono::milliseconds(0))); };
  }
  [[nodiscard]] auto GetBlock() {
    return [this] { return ReasonOf(client_->GetBlock(1, true, true)); };
  }
  [[nodiscard]] auto RecordEvents() {
    return [this] { return ReasonOf(client_->RecordEvents(kKey)); };
  }
  [[nodiscard]] auto GetRecordProof(std::uint64_t at_height = 0) {
    return [this, at_height] { return ReasonOf(client_->GetRecordProof(kKey, at_height)); };
  }
  [[nodiscard]] auto ListRecords() {
    return [this] { return ReasonOf(client_->ListAll("participant/", 100)); };
  }
  [[nodiscard]] auto StreamEvents() {
    return [this] {
      v1::StreamEventsRequest request;
      request.set_height(1);
      const auto ended = client_->StreamEvents(request, [](const auto&) { return false; });
      return ended ? std::string("OK") : ended.error().reason;
    };
  }

  static inline const Bytes kKey = "participant/91150600MA000012XJ";
  TestNode node_;
  std::vector<TransactionId> ids_;
  std::unique_ptr<sdk::Client> client_;
};

TEST_F(Rot, OfARecordIsNotShown) {
  for (const std::size_t byte : {0U, 5U, 1'000U}) {
    ExpectCorrupt(ColumnFamily::kLatest, kKey, byte, GetRecord(), ListRecords());
  }
  // Its kind, how many events it has, and the value.
  for (const std::size_t byte : {0U, 4U, 17U, 30U}) {
    ExpectCorrupt(ColumnFamily::kHistory,
                  storage::HistoryKey(kKey, Height(1)),
                  byte,
                  GetRecord(1),
                  GetRecord(2),
                  GetRecordProof(2));
  }
}

TEST_F(Rot, OfATransactionIsNotShown) {
  for (const std::size_t byte : {0U, 40U, 1'000U}) {
    ExpectCorrupt(ColumnFamily::kTransactions,
                  HeightIndexKey(Height(1), 0),
                  byte,
                  GetTransaction(),
                  GetBlock());
  }
}

TEST_F(Rot, OfAReceiptIsNotShown) {
  ExpectCorrupt(ColumnFamily::kReceipts,
                HeightIndexKey(Height(1), 0),
                7,
                GetTransaction(),
                Wait(),
                GetBlock());
}

TEST_F(Rot, OfAnEventIsNotShown) {
  for (const std::size_t byte : {0U, 20U, 1'000U}) {
    ExpectCorrupt(ColumnFamily::kEvents,
                  HeightIndexKey(Height(1), 0),
                  byte,
                  GetTransaction(),
                  GetBlock(),
                  RecordEvents(),
                  GetRecordProof(),
                  StreamEvents());
  }
}

TEST_F(Rot, OfAnIndexDoesNotShowAnothersTransaction) {
  ExpectCorruptWith(ColumnFamily::kTransactionIds,
                    ids_[0].bytes(),
                    HeightIndexKey(Height(2), 0),
                    GetTransaction(),
                    Wait());
  // The history of a record names another event as its own.
  const Bytes row = storage::HistoryKey(kKey, Height(1));
  const Bytes sound = node_.Row(ColumnFamily::kHistory, row);
  const auto entry = storage::DecodeHistory(sound);
  ASSERT_TRUE(entry && entry->events.size() == 1);
  storage::HistoryEntry wrong = *entry;
  ++wrong.events.front();
  ExpectCorruptWith(
      ColumnFamily::kHistory, row, storage::EncodeHistory(wrong), RecordEvents(), GetRecordProof());
}

TEST_F(Rot, OfAHeaderOrItsCertificateIsNotShown) {
  ExpectCorrupt(ColumnFamily::kHeaders, HeightKey(Height(1)), 30, GetBlock(), GetRecordProof(1));
  ExpectCorrupt(ColumnFamily::kCertificates, HeightKey(Height(1)), 0, GetBlock());
  ExpectCorruptWith(ColumnFamily::kCertificates,
                    HeightKey(Height(1)),
                    node_.Row(ColumnFamily::kCertificates, HeightKey(Height(2))),
                    GetBlock(),
                    GetRecordProof(1));
}

TEST_F(Rot, OfTheTreeProvesNothing) {
  ExpectCorrupt(ColumnFamily::kTreeRoots, HeightKey(Height(1)), 8, GetRecord(1), GetRecordProof(1));
}

}  // namespace
}  // namespace heng::node
