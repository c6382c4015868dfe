// SPDX-License-Identifier: Apache-2.0
// A block: its header's bytes, and the rows it is stored in. One row of a true database is changed
// or erased; then the store is opened, and its block and the head are read. It may refuse anything,
// and may not serve what differs from what was committed.
#include "core/block.h"

#include <algorithm>

#include "storage/chain_reader.h"
#include "storage/state_store.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/stored_row.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

using storage::ChainReader;
using storage::ColumnFamily;
using storage::WriteBatch;

// What the untouched chain says of one height.
struct Truth {
  Bytes header;
  std::vector<Bytes> transactions;
  std::vector<heng::Receipt> receipts;
  std::vector<Bytes> events;
  Hash log_root;                  // of the headers below it
  std::vector<Hash> consistency;  // of them with all headers
};

const std::vector<Truth>& Truths() {
  static const std::vector<Truth> kTruths = [] {
    const ChainReader chain = Story().store().Chain();
    std::vector<Truth> truths;
    for (Height at; at <= *chain.head(); at = Next(at)) {
      truths.push_back(
          {.header = *chain.HeaderBytes(at),
           .transactions = *chain.Transactions(at),
           .receipts = *chain.Receipts(at),
           .events = *chain.Events(at),
           .log_root = *chain.HeaderLogRoot(at.value()),
           .consistency = *chain.ProveHeaderConsistency(at.value(), Next(*chain.head()).value())});
    }
    return truths;
  }();
  return kTruths;
}

// A few records of every kind of key, one that changed often, and one that is not there.
const std::vector<Bytes>& Keys() {
  static const std::vector<Bytes> kKeys = [] {
    std::vector<Bytes> keys = {"account/NOBODY"};
    for (const char* prefix : {"sys/chain", "a/", "account/P", "b/", "trade/", "sequence/"}) {
      const auto last = Story().store().head()->FindLast(prefix, Bytes(prefix) + "\xff");
      if (last) {
        keys.push_back(last->first);
      }
    }
    return keys;
  }();
  return kKeys;
}

template <class T>
void ExpectTrueOrRefused(const Result<T, Status>& read, const T& truth) {
  HENG_ASSERT(read ? *read == truth : !read.error().context.empty());
}

void CheckElements(const ChainReader& chain, Height at, const Truth& truth) {
  const auto events = static_cast<std::uint32_t>(truth.events.size());
  for (const std::uint32_t i : {0U, events / 2, events}) {
    const auto proof = chain.ProveEvent(at, i);
    HENG_ASSERT(!proof || (i < events && proof->data == truth.events[i]));
  }
  for (std::uint32_t i = 0; i <= truth.transactions.size(); ++i) {
    const auto transaction = chain.ProveTransaction(at, i);
    HENG_ASSERT(!transaction ||
                (i < truth.transactions.size() && transaction->data == truth.transactions[i]));
    const auto receipt = chain.ProveReceipt(at, i);
    HENG_ASSERT(!receipt ||
                (i < truth.receipts.size() && receipt->data == Encode(truth.receipts[i])));
    // Unchecked reads may be wrong; they may not end the process.
    (void)chain.ReceiptOf(at, i);
  }
}

// A proof that is served leads to the state root of the true header.
void CheckRecords(const ChainReader& chain, Height at, const StateRoot& root) {
  for (const Bytes& key : Keys()) {
    (void)chain.Record(key, at);
    (void)chain.RecordEvents(key, 0, 100);
    if (const auto proof = chain.ProveRecord(key, at)) {
      if (const auto* member = std::get_if<merkle::MembershipProof>(&*proof)) {
        HENG_ASSERT(merkle::VerifyMembership(root, key, member->value, *member));
      } else {
        HENG_ASSERT(merkle::VerifyAbsence(root, key, std::get<merkle::AbsenceProof>(*proof)));
      }
    }
    if (const auto proof = chain.ProveAbsent(key, at)) {
      HENG_ASSERT(merkle::VerifyAbsence(root, key, *proof));
    }
  }
}

void ReadBlock(const ChainReader& chain, std::uint64_t height) {
  const Height at(height);
  const Truth& truth = Truths()[height];
  ExpectTrueOrRefused(chain.HeaderBytes(at), truth.header);
  ExpectTrueOrRefused(chain.IdAt(at), BlockIdOf(truth.header));
  ExpectTrueOrRefused(chain.Transactions(at), truth.transactions);
  ExpectTrueOrRefused(chain.Receipts(at), truth.receipts);
  ExpectTrueOrRefused(chain.Events(at), truth.events);
  (void)chain.Certificate(at);
  (void)chain.Proposal(at);
  (void)chain.ProveHeader(at, Height(Truths().size() - 1));
  ExpectTrueOrRefused(chain.HeaderLogRoot(height), truth.log_root);
  ExpectTrueOrRefused(chain.ProveHeaderConsistency(height, Truths().size()), truth.consistency);
  CheckElements(chain, at, truth);
  CheckRecords(chain, at, Decode<BlockHeader>(truth.header)->state_root);
}

void CheckWithRow(const StoredRow& change) {
  (void)Truths();  // before anything is damaged
  (void)Keys();
  const DatabaseRow& row = StoryRows()[change.row % StoryRows().size()];
  auto& database = Story().database();
  WriteBatch damage;
  if (change.erased) {
    damage.Erase(row.family, row.key);
  } else {
    damage.Put(row.family, row.key, change.value);
  }
  database.Write(damage, storage::Durability::kSynced);
  if (const auto store = storage::StateStore::Open(database)) {
    HENG_ASSERT((*store)->head() == nullptr ||
                (*store)->head()->height() == Height(Truths().size() - 1) || change.erased ||
                row.family == ColumnFamily::kMeta);
  }
  const ChainReader chain(database.Snapshot(), Height(Truths().size() - 1));
  // The block whose row it is, where the key begins with a height, and the head.
  const std::uint64_t last = Truths().size() - 1;
  const std::uint64_t of_row = row.key.size() >= 8 ? ReadBe64(row.key) : last;
  ReadBlock(chain, std::min(of_row, last));
  ReadBlock(chain, last);
  (void)chain.ConsensusMetadata();
  WriteBatch repair;
  repair.Put(row.family, row.key, row.value);
  database.Write(repair, storage::Durability::kSynced);
}

}  // namespace

const std::vector<DatabaseRow>& StoryRows() {
  static const std::vector<DatabaseRow> kRows = [] {
    std::vector<DatabaseRow> rows;
    for (std::size_t i = 0; i < storage::kColumnFamilyCount; ++i) {
      const auto family = static_cast<ColumnFamily>(i);
      Story().database().Scan(family, KeyRange(), [&](ByteView key, ByteView value) {
        rows.push_back({.family = family, .key = Bytes(key), .value = Bytes(value)});
        return true;
      });
    }
    return rows;
  }();
  return kRows;
}

void Block(ByteView input) {
  if (const auto header = Canonical<BlockHeader>(input)) {
    HENG_ASSERT(IdOf(*header) == BlockIdOf(input));
  }
  if (const auto change = Canonical<StoredRow>(input)) {
    CheckWithRow(*change);
  }
}

}  // namespace heng::fuzz
