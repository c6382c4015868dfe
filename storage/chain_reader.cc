// SPDX-License-Identifier: Apache-2.0
#include "storage/chain_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/check.h"
#include "core/crypto/hash.h"
#include "core/event.h"
#include "storage/header_log.h"
#include "storage/keys.h"
#include "storage/node_reader.h"
#include "storage/record_history.h"
#include "storage/state_tree.h"

namespace heng::storage {
namespace {

std::string BlockName(Height height) {
  return "block " + std::to_string(height.value());
}

std::unexpected<Status> Corrupt(Height height, const std::string& what) {
  return Fail(StatusCode::kCorrupt,
              BlockName(height) + ": " + what + "; the database of this node is damaged");
}

std::string Differs(const Hash& expected, const Hash& found) {
  return ": expected " + expected.hex() + ", found " + found.hex();
}

// All rows of a block, in order, which must be numbered from 0 without a gap.
Result<std::vector<Bytes>, Status> ReadList(const KvView& view,
                                            ColumnFamily family,
                                            Height height,
                                            std::uint32_t count) {
  std::vector<Bytes> list;
  view.Scan(family, KeysOf(HeightKey(height)), [&](ByteView key, ByteView value) {
    if (key != HeightIndexKey(height, static_cast<std::uint32_t>(list.size()))) {
      return false;
    }
    list.emplace_back(value);
    return list.size() <= count;
  });
  if (list.size() != count) {
    return Corrupt(height,
                   "row " + std::to_string(list.size()) + " of its " + std::string(NameOf(family)) +
                       " is missing; there should be " + std::to_string(count));
  }
  return list;
}

std::vector<Hash> LeafHashes(const std::vector<Bytes>& list) {
  std::vector<Hash> hashes;
  hashes.reserve(list.size());
  for (const Bytes& item : list) {
    hashes.push_back(merkle::LeafHash(item));
  }
  return hashes;
}

// The list of a block, checked against the root that its header holds.
Result<std::vector<Bytes>, Status> ReadCheckedList(
    const KvView& view, ColumnFamily family, Height height, std::uint32_t count, const Hash& root) {
  HENG_TRY(std::vector<Bytes> list, ReadList(view, family, height, count));
  if (const Hash found = merkle::RootOf(LeafHashes(list)); found != root) {
    return Corrupt(height,
                   "its " + std::to_string(count) + " " + std::string(NameOf(family)) +
                       " do not have the root in its header" + Differs(root, found));
  }
  return list;
}

struct ListRoot {
  std::uint32_t count = 0;
  Hash root;
};

ListRoot RootOfList(const BlockHeader& header, ColumnFamily family) {
  if (family == ColumnFamily::kEvents) {
    return {.count = header.event_count, .root = header.event_root};
  }
  HENG_ASSERT(family == ColumnFamily::kTransactions || family == ColumnFamily::kReceipts);
  return {
      .count = header.transaction_count,
      .root = family == ColumnFamily::kReceipts ? header.receipt_root : header.transaction_root};
}

Result<InclusionProof, Status> ProveElement(std::vector<Bytes> list,
                                            Height height,
                                            std::uint32_t index) {
  if (index >= list.size()) {
    return Fail(StatusCode::kNotFound,
                BlockName(height) + " has no element number " + std::to_string(index));
  }
  InclusionProof proof{
      .data = {},
      .index = index,
      .size = list.size(),
      .path = merkle::InclusionPath(index, LeafHashes(list)),
  };
  proof.data = std::move(list[index]);
  return proof;
}

// The root of the tree of a committed version, unless it was pruned. `expected` is the header's.
Result<TreeRoot, Status> RootAt(const KvView& view, Height height, const StateRoot& expected) {
  const auto floor = view.Get(ColumnFamily::kMeta, kMetaTreeFloor);
  if (floor && floor->size() == 8 && height.value() < ReadBe64(*floor)) {
    return Fail(StatusCode::kPruned,
                "this node has pruned the state tree below height " +
                    std::to_string(ReadBe64(*floor)) +
                    "; ask an archive node, or for a proof at a later height");
  }
  const auto row = view.Get(ColumnFamily::kTreeRoots, HeightKey(height));
  if (!row) {
    return Corrupt(height, "the root of its state tree is missing");
  }
  const auto root = DecodeRoot(*row);
  if (!root || RootHash(*root) != expected) {
    return Corrupt(height,
                   "the row of its state tree's root is not the state root in its header" +
                       (root ? Differs(Hash::FromBytes(expected.view()),
                                       Hash::FromBytes(RootHash(*root).view()))
                             : ": " + ToHex(*row)));
  }
  return *root;
}

// The event of an entry. It must say itself that it stands there and what it is to the record.
Result<Bytes, Status> EventOf(const KvView& view,
                              ByteView record_key,
                              const RecordEventEntry& entry) {
  auto row = view.Get(ColumnFamily::kEvents, HeightIndexKey(entry.height, entry.event_index));
  const auto event = row ? Decode<Event>(*row) : Fail(StatusCode::kNotFound, "it is not there");
  const auto is_subject = [&](const EventSubject& subject) {
    return subject.key == record_key && subject.seq == entry.seq;
  };
  if (!event || event->height != entry.height || event->event_index != entry.event_index ||
      std::ranges::none_of(event->subjects, is_subject)) {
    return Corrupt(entry.height,
                   "event " + std::to_string(entry.event_index) + " should be number " +
                       std::to_string(entry.seq) + " of record '" + ToHex(record_key) +
                       "' and is not" + (event ? "" : ": " + event.error().context));
  }
  return *std::move(row);
}

// The value of a leaf that is in the tree of the height, from the history.
Result<Bytes, Status> ValueOf(const KvView& view, const HashedLeaf& leaf, Height height) {
  auto value = RecordAt(view, leaf.node.key, height);
  if (!value || !leaf.Commits(*value)) {
    return Corrupt(height,
                   "the record '" + ToHex(leaf.node.key) +
                       "' in the history differs from the state tree" +
                       (value ? Differs(leaf.hash, leaf.HashWith(*value)) : ": it is not there"));
  }
  return *std::move(value);
}

Result<merkle::MembershipProof, Status> ProveLeaf(const KvView& view,
                                                  const HashedLeaf& leaf,
                                                  std::vector<Hash> siblings,
                                                  Height height) {
  HENG_TRY(Bytes value, ValueOf(view, leaf, height));
  return merkle::MembershipProof{
      .key = leaf.node.key, .value = std::move(value), .siblings = std::move(siblings)};
}

Result<std::optional<merkle::MembershipProof>, Status> ProveNeighbour(
    const KvView& view, const TreeRoot& root, const Hash& path, Height height, bool above) {
  const DatabaseNodes nodes(view);
  HENG_TRY(const std::optional<HashedLeaf> leaf, Neighbour(nodes, root, path, above));
  if (!leaf) {
    return std::nullopt;
  }
  HENG_TRY(TreeWalk walk, WalkTo(nodes, root, leaf->node.path));
  HENG_TRY(auto proof, ProveLeaf(view, *leaf, std::move(walk.siblings), height));
  return proof;
}

}  // namespace

ChainReader::ChainReader(std::shared_ptr<const KvView> view,
                         std::optional<Height> head,
                         std::shared_ptr<LeafCache> leaves)
    : view_(std::move(view)), head_(head), leaves_(std::move(leaves)) {}

Result<void, Status> ChainReader::CheckCommitted(Height height) const {
  if (!head_ || height > *head_) {
    return Fail(StatusCode::kNotFound,
                BlockName(height) + " is not committed yet; the head is " +
                    (head_ ? std::to_string(head_->value()) : "not there"));
  }
  return {};
}

Result<Bytes, Status> ChainReader::HeaderBytes(Height height) const {
  HENG_CHECK_OK(CheckCommitted(height));
  const auto entry = view_->Get(ColumnFamily::kHeaderLog, LogNodeKey(0, height.value()));
  if (!entry || entry->size() != BlockId::kSize) {
    return Corrupt(height, "its entry in the header log is missing");
  }
  auto bytes = view_->Get(ColumnFamily::kHeaders, HeightKey(height));
  if (!bytes || BlockIdOf(*bytes).view() != *entry) {
    return Corrupt(
        height,
        "its header is not the one in the header log" +
            (bytes ? Differs(Hash::FromBytes(*entry), Hash::FromBytes(BlockIdOf(*bytes).view()))
                   : ": it is not there"));
  }
  return *std::move(bytes);
}

Result<BlockHeader, Status> ChainReader::Header(Height height) const {
  HENG_TRY(const Bytes bytes, HeaderBytes(height));
  return Decode<BlockHeader>(bytes);
}

Result<BlockId, Status> ChainReader::IdAt(Height height) const {
  HENG_TRY(const Bytes bytes, HeaderBytes(height));
  return BlockIdOf(bytes);
}

Result<std::vector<Bytes>, Status> ChainReader::Transactions(Height height) const {
  HENG_TRY(const BlockHeader header, Header(height));
  return ReadCheckedList(*view_,
                         ColumnFamily::kTransactions,
                         height,
                         header.transaction_count,
                         header.transaction_root);
}

Result<std::vector<Receipt>, Status> ChainReader::Receipts(Height height) const {
  HENG_TRY(const BlockHeader header, Header(height));
  HENG_TRY(
      const std::vector<Bytes> list,
      ReadCheckedList(
          *view_, ColumnFamily::kReceipts, height, header.transaction_count, header.receipt_root));
  std::vector<Receipt> receipts;
  receipts.reserve(list.size());
  for (const Bytes& bytes : list) {
    HENG_TRY(receipts.emplace_back(), Decode<Receipt>(bytes));
  }
  return receipts;
}

Result<std::vector<Bytes>, Status> ChainReader::Events(Height height) const {
  HENG_TRY(const BlockHeader header, Header(height));
  return ReadCheckedList(
      *view_, ColumnFamily::kEvents, height, header.event_count, header.event_root);
}

Result<LeafList, Status> ChainReader::LeavesOf(ColumnFamily family, Height height) const {
  if (leaves_ != nullptr) {
    if (LeafList known = leaves_->Find(family, height)) {
      return known;
    }
  }
  HENG_TRY(const BlockHeader header, Header(height));
  const ListRoot list = RootOfList(header, family);
  HENG_TRY(const std::vector<Bytes> rows,
           ReadCheckedList(*view_, family, height, list.count, list.root));
  auto leaves = std::make_shared<const std::vector<Hash>>(LeafHashes(rows));
  if (leaves_ != nullptr) {
    leaves_->Put(family, height, leaves);
  }
  return leaves;
}

Result<Bytes, Status> ChainReader::Element(ColumnFamily family,
                                           Height height,
                                           std::uint32_t index) const {
  HENG_TRY(const LeafList leaves, LeavesOf(family, height));
  const std::string name = std::to_string(index) + " of its " + std::string(NameOf(family));
  if (index >= leaves->size()) {
    return Fail(StatusCode::kNotFound, BlockName(height) + " has no number " + name);
  }
  auto row = view_->Get(family, HeightIndexKey(height, index));
  if (!row) {
    return Corrupt(height, "row " + name + " is missing");
  }
  if (const Hash found = merkle::LeafHash(*row); found != (*leaves)[index]) {
    return Corrupt(height,
                   "row " + name + " is not the one that its header covers" +
                       Differs((*leaves)[index], found));
  }
  return *std::move(row);
}

Result<Bytes, Status> ChainReader::Transaction(Height height, std::uint32_t index) const {
  return Element(ColumnFamily::kTransactions, height, index);
}

Result<Receipt, Status> ChainReader::ReceiptOf(Height height, std::uint32_t index) const {
  HENG_TRY(const Bytes bytes, Element(ColumnFamily::kReceipts, height, index));
  return Decode<Receipt>(bytes);
}

Result<Bytes, Status> ChainReader::Event(Height height, std::uint32_t index) const {
  return Element(ColumnFamily::kEvents, height, index);
}

Result<Bytes, Status> ChainReader::Certificate(Height height) const {
  HENG_CHECK_OK(CheckCommitted(height));
  return view_->Get(ColumnFamily::kCertificates, HeightKey(height)).value_or(Bytes());
}

Result<Bytes, Status> ChainReader::Proposal(Height height) const {
  HENG_CHECK_OK(CheckCommitted(height));
  return view_->Get(ColumnFamily::kProposals, HeightKey(height)).value_or(Bytes());
}

Bytes ChainReader::ConsensusMetadata() const {
  return view_->Get(ColumnFamily::kMeta, kMetaConsensus).value_or(Bytes());
}

std::optional<TransactionLocation> ChainReader::Find(const TransactionId& id) const {
  const auto row = view_->Get(ColumnFamily::kTransactionIds, id.view());
  const auto place = row ? ReadHeightIndex(*row) : std::nullopt;
  if (!place) {
    return std::nullopt;
  }
  return TransactionLocation{.height = place->height, .index = place->index};
}

Result<std::vector<RecordEventEntry>, Status> ChainReader::RecordEvents(ByteView record_key,
                                                                        std::uint64_t first,
                                                                        std::size_t limit) const {
  std::vector<RecordEventEntry> entries;
  if (!head_) {
    return entries;
  }
  HENG_TRY(const std::vector<EventPlace> places,
           EventPlaces(*view_, record_key, *head_, first, limit));
  entries.reserve(places.size());
  for (const EventPlace& place : places) {
    entries.push_back({.seq = first + entries.size(),
                       .height = place.height,
                       .event_index = place.index,
                       .event = {}});
  }
  for (RecordEventEntry& entry : entries) {
    HENG_TRY(entry.event, EventOf(*view_, record_key, entry));
  }
  return entries;
}

Result<std::optional<Bytes>, Status> ChainReader::Record(ByteView key, Height height) const {
  HENG_CHECK_OK(CheckCommitted(height));
  return RecordAt(*view_, key, height);
}

Result<void, Status> ChainReader::CheckRecord(ByteView key,
                                              const std::optional<ByteView>& value,
                                              Height height) const {
  HENG_TRY(const BlockHeader header, Header(height));
  HENG_TRY(const TreeRoot root, RootAt(*view_, height, header.state_root));
  const Hash path = merkle::SparsePath(key);
  HENG_TRY(const TreeWalk walk, WalkTo(DatabaseNodes(*view_), root, path));
  const bool there = walk.leaf && walk.leaf->node.path == path;
  if (there != value.has_value()) {
    return Corrupt(height,
                   "the record '" + ToHex(key) + "' is " + (there ? "" : "not ") +
                       "in the state tree and " + (there ? "was not" : "was") + " read");
  }
  if (there && !walk.leaf->Commits(*value)) {
    return Corrupt(height,
                   "the record '" + ToHex(key) + "' differs from the state tree" +
                       Differs(walk.leaf->hash, walk.leaf->HashWith(*value)));
  }
  return {};
}

Result<InclusionProof, Status> ChainReader::ProveTransaction(Height height,
                                                             std::uint32_t index) const {
  HENG_TRY(std::vector<Bytes> list, Transactions(height));
  return ProveElement(std::move(list), height, index);
}

Result<InclusionProof, Status> ChainReader::ProveReceipt(Height height, std::uint32_t index) const {
  HENG_TRY(const BlockHeader header, Header(height));
  HENG_TRY(
      std::vector<Bytes> list,
      ReadCheckedList(
          *view_, ColumnFamily::kReceipts, height, header.transaction_count, header.receipt_root));
  return ProveElement(std::move(list), height, index);
}

Result<InclusionProof, Status> ChainReader::ProveEvent(Height height, std::uint32_t index) const {
  HENG_TRY(std::vector<Bytes> list, Events(height));
  return ProveElement(std::move(list), height, index);
}

Result<InclusionProof, Status> ChainReader::ProveHeader(Height height, Height head) const {
  HENG_TRY(const BlockHeader anchor, Header(head));
  if (height >= head) {
    return Fail(StatusCode::kInvalid,
                "header " + std::to_string(head.value()) + " covers only the headers below it");
  }
  InclusionProof proof{.data = {}, .index = height.value(), .size = head.value(), .path = {}};
  HENG_TRY(proof.data, HeaderBytes(height));
  proof.path = merkle::InclusionPath(proof.index, proof.size, HeaderLogReader(*view_));
  if (!merkle::VerifyInclusion(
          merkle::LeafHash(proof.data), proof.index, proof.size, proof.path, anchor.log_root)) {
    return Corrupt(height, "the header log does not lead to the log root of a later header");
  }
  return proof;
}

Result<std::vector<Hash>, Status> ChainReader::ProveHeaderConsistency(
    std::uint64_t old_size, std::uint64_t new_size) const {
  if (old_size > new_size) {
    return Fail(StatusCode::kInvalid, "a log does not shrink: the old size is the larger one");
  }
  HENG_TRY(const Hash old_root, HeaderLogRoot(old_size));
  HENG_TRY(const Hash new_root, HeaderLogRoot(new_size));
  std::vector<Hash> path = merkle::ConsistencyPath(old_size, new_size, HeaderLogReader(*view_));
  if (!merkle::VerifyConsistency(old_size, new_size, old_root, new_root, path)) {
    return Fail(StatusCode::kCorrupt, "the header log of this node does not agree with itself");
  }
  return path;
}

Result<Hash, Status> ChainReader::HeaderLogRoot(std::uint64_t size) const {
  if (size == 0) {
    return merkle::EmptyRoot();
  }
  HENG_CHECK_OK(CheckCommitted(Height(size - 1)));
  // A header says what the log of those below it is; of all of them, none does yet.
  const Height says = std::min(Height(size), *head_);
  HENG_TRY(const Bytes bytes, HeaderBytes(says));
  HENG_TRY(const BlockHeader header, Decode<BlockHeader>(bytes));
  HENG_TRY(merkle::LogFrontier log, ReadHeaderLog(*view_, says.value()));
  if (log.Root() != header.log_root) {
    return Corrupt(says,
                   "the header log below it does not have its log root" +
                       Differs(header.log_root, log.Root()));
  }
  if (says.value() < size) {
    log.Append(Hash::FromBytes(BlockIdOf(bytes).view()));
  }
  return log.Root();
}

Result<merkle::CommitmentProof, Status> ChainReader::ProveRecord(ByteView key,
                                                                 Height height) const {
  HENG_TRY(const BlockHeader header, Header(height));
  HENG_TRY(const TreeRoot root, RootAt(*view_, height, header.state_root));
  const Hash path = merkle::SparsePath(key);
  HENG_TRY(TreeWalk walk, WalkTo(DatabaseNodes(*view_), root, path));
  if (walk.leaf && walk.leaf->node.path == path) {
    HENG_TRY(auto proof, ProveLeaf(*view_, *walk.leaf, std::move(walk.siblings), height));
    return proof;
  }
  merkle::AbsenceProof absence{.key = Bytes(key), .left = {}, .right = {}};
  HENG_TRY(absence.left, ProveNeighbour(*view_, root, path, height, false));
  HENG_TRY(absence.right, ProveNeighbour(*view_, root, path, height, true));
  return absence;
}

Result<merkle::CompactAbsenceProof, Status> ChainReader::ProveAbsent(ByteView key,
                                                                     Height height) const {
  HENG_TRY(const BlockHeader header, Header(height));
  HENG_TRY(const TreeRoot root, RootAt(*view_, height, header.state_root));
  const Hash path = merkle::SparsePath(key);
  HENG_TRY(TreeWalk walk, WalkTo(DatabaseNodes(*view_), root, path));
  if (walk.leaf && walk.leaf->node.path == path) {
    return Fail(StatusCode::kInvalid, "the record is there, so its absence has no proof");
  }
  merkle::CompactAbsenceProof proof{.siblings = std::move(walk.siblings), .leaf = {}};
  if (walk.leaf) {
    HENG_TRY(const Bytes value, ValueOf(*view_, *walk.leaf, height));
    proof.leaf = merkle::CompactAbsenceProof::Leaf{.path = walk.leaf->node.path,
                                                   .value_hash = Sha256(value)};
  }
  return proof;
}

}  // namespace heng::storage
