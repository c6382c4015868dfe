// SPDX-License-Identifier: Apache-2.0
#include "storage/state_store.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/check.h"
#include "storage/header_log.h"
#include "storage/keys.h"
#include "storage/layer_block.h"
#include "storage/node_reader.h"
#include "storage/record_history.h"
#include "storage/warm_nodes.h"

namespace heng::storage {
namespace {

using Block = Layer::Block;
using Blocks = std::vector<std::shared_ptr<const Block>>;

// The records whose logs were not begun by this block.
PresentKeys RecordsOfTheParent(const ExecutedBlock& executed) {
  PresentKeys present;
  std::unordered_set<ByteView> created;
  for (const RecordEvent& event : executed.record_events) {
    if (event.seq == 0) {
      created.insert(event.record_key);
    } else if (!created.contains(event.record_key)) {
      present.insert(event.record_key);
    }
  }
  return present;
}

Result<void, Status> CheckProvable(const ChangeSet& changes) {
  for (const auto& [key, value] : changes) {
    // Index entries are never proven, and most of them say all in their key.
    if (key.empty() || (value && value->empty() && !IsIndexKey(key))) {
      return Fail(StatusCode::kInvalid,
                  "the change of key '" + ToHex(key) +
                      "' has an empty key or value, which no proof can show; erase the record "
                      "instead");
    }
    if (!IsIndexKey(key) && (key.size() > merkle::kSparseKeyBytesMax ||
                             (value && value->size() > merkle::kSparseValueBytesMax))) {
      return Fail(StatusCode::kLimit,
                  "the record '" + ToHex(key.substr(0, 64)) +
                      "' is larger than a proof may be: 1024 bytes of key, 1 MiB of value");
    }
  }
  return {};
}

// The perfect subtrees that leaf number `index` completes in a log, from itself upwards.
std::vector<std::pair<std::uint32_t, Hash>> CompletedSubtrees(const merkle::LogFrontier& before,
                                                              const Hash& leaf) {
  std::vector<std::pair<std::uint32_t, Hash>> completed{{0, leaf}};
  std::size_t left = before.hashes().size();
  for (std::uint64_t bits = before.count(); (bits & 1) != 0; bits >>= 1) {
    const Hash& sibling = before.hashes()[--left];
    completed.emplace_back(completed.back().first + 1,
                           merkle::NodeHash(sibling, completed.back().second));
  }
  return completed;
}

// The blocks that a child of `parent` stands on: those that the head's snapshot does not hold.
Blocks UncommittedUpTo(const LayerPtr& parent, const LayerPtr& head) {
  Blocks blocks;
  if (parent == nullptr || (head != nullptr && parent->id() == head->id())) {
    return blocks;
  }
  blocks = parent->blocks();
  if (head != nullptr) {
    const auto found =
        std::ranges::find_if(blocks, [&](const auto& block) { return block->id == head->id(); });
    if (found != blocks.end()) {
      blocks.erase(blocks.begin(), found + 1);
    }
  }
  return blocks;
}

BlockHeader MakeHeader(const LayerPtr& parent, const HeaderFields& fields) {
  BlockHeader header;
  header.chain_id = fields.chain_id;
  header.height = parent == nullptr ? Height(0) : Next(parent->height());
  header.time = fields.time;
  header.epoch = fields.epoch;
  header.parent = parent == nullptr ? BlockId() : parent->id();
  header.log_root = parent == nullptr ? merkle::EmptyRoot() : parent->header_log().Root();
  header.validator_set_hash = fields.validator_set_hash;
  header.next_validator_set_hash = fields.next_validator_set_hash;
  header.params_hash = fields.params_hash;
  header.proposer = fields.proposer;
  return header;
}

// Counts and roots of the lists of the block.
void SetListRoots(Block& block) {
  BlockHeader& header = block.header;
  HENG_ASSERT(block.executed.receipts.size() == block.transactions.size());
  merkle::LogFrontier transactions;
  for (const BlockTransaction& transaction : block.transactions) {
    transactions.Append(Hash::FromBytes(transaction.digest.view()));
  }
  merkle::LogFrontier receipts;
  for (const Receipt& receipt : block.executed.receipts) {
    receipts.Append(merkle::LeafHash(block.receipt_bytes.emplace_back(Encode(receipt))));
  }
  merkle::LogFrontier events;
  for (const Bytes& event : block.executed.events) {
    events.Append(merkle::LeafHash(event));
  }
  header.transaction_count = static_cast<std::uint32_t>(block.transactions.size());
  header.transaction_root = transactions.Root();
  header.receipt_root = receipts.Root();
  header.event_count = static_cast<std::uint32_t>(block.executed.events.size());
  header.event_root = events.Root();
}

void PutLists(const Block& block, WriteBatch& batch) {
  const Height height = block.header.height;
  std::uint32_t index = 0;
  for (const BlockTransaction& transaction : block.transactions) {
    batch.Put(ColumnFamily::kTransactions, HeightIndexKey(height, index++), transaction.bytes);
  }
  index = 0;
  for (const Bytes& receipt : block.receipt_bytes) {
    batch.Put(ColumnFamily::kReceipts, HeightIndexKey(height, index++), receipt);
  }
  index = 0;
  for (const Bytes& event : block.executed.events) {
    batch.Put(ColumnFamily::kEvents, HeightIndexKey(height, index++), event);
  }
}

// A refused copy of a transaction must not hide the one that was applied, or the first refusal: its
// sender would read the wrong receipt.
void PutTransactionIds(const Block& block, const KvView& before, WriteBatch& batch) {
  std::map<TransactionId, std::uint32_t> places;
  for (std::uint32_t index = 0; index < block.transactions.size(); ++index) {
    const TransactionId& id = block.transactions[index].id;
    if (block.executed.receipts[index].applied()) {
      places.insert_or_assign(id, index);
    } else if (!places.contains(id) && !before.Get(ColumnFamily::kTransactionIds, id.view())) {
      places.emplace(id, index);
    }
  }
  for (const auto& [id, index] : places) {
    batch.Put(
        ColumnFamily::kTransactionIds, id.bytes(), HeightIndexKey(block.header.height, index));
  }
}

// In the order of their keys, in which a memtable takes new rows without a search.
void PutNodes(const Block& block, WriteBatch& batch) {
  for (const auto& [path, node] : block.tree.nodes) {
    const NodeKey key{.version = block.header.height, .path = path};
    batch.Put(ColumnFamily::kTreeNodes, key.ToBytes(), EncodeNode(*node));
  }
}

// The history says of a record which events of the block are its own. No event is about a record
// that it did not change.
void PutHistory(const Block& block, WriteBatch& batch) {
  std::vector<const RecordEvent*> events;
  events.reserve(block.executed.record_events.size());
  for (const RecordEvent& event : block.executed.record_events) {
    HENG_ASSERT(event.event_index < block.executed.events.size());
    events.push_back(&event);
  }
  std::ranges::sort(events, {}, [](const RecordEvent* event) {
    return std::pair<ByteView, std::uint64_t>(event->record_key, event->seq);
  });
  auto next = events.begin();
  HistoryEntry entry;
  for (const auto& [key, value] : block.executed.changes) {
    if (IsIndexKey(key)) {
      continue;
    }
    entry.value = value;
    entry.first_event = next == events.end() ? 0 : (*next)->seq;
    entry.events.clear();
    for (; next != events.end() && (*next)->record_key == key; ++next) {
      HENG_ASSERT((*next)->seq == entry.first_event + entry.events.size());
      entry.events.push_back((*next)->event_index);
    }
    batch.Put(ColumnFamily::kHistory, HistoryKey(key, block.header.height), EncodeHistory(entry));
  }
  HENG_ASSERT(next == events.end());
}

void PutState(const Block& block, WriteBatch& batch) {
  const Height height = block.header.height;
  PutHistory(block, batch);
  for (const auto& [key, value] : block.executed.changes) {
    if (value) {
      batch.Put(ColumnFamily::kLatest, key, *value);
    } else {
      batch.Erase(ColumnFamily::kLatest, key);
    }
  }
  PutNodes(block, batch);
  if (!block.tree.stale.empty()) {
    Bytes keys;
    for (const NodeKey& stale : block.tree.stale) {
      keys.append(stale.ToBytes());
    }
    batch.Put(ColumnFamily::kStaleNodes, HeightKey(height), keys);
  }
  batch.Put(ColumnFamily::kTreeRoots, HeightKey(height), EncodeRoot(block.tree.root));
}

void PutHead(const Block& block, const CommitEvidence& evidence, WriteBatch& batch) {
  const Bytes height = HeightKey(block.header.height);
  batch.Put(ColumnFamily::kHeaders, height, block.header_bytes);
  for (const auto& [level, hash] : block.log_nodes) {
    batch.Put(ColumnFamily::kHeaderLog,
              LogNodeKey(level, block.header.height.value() >> level),
              hash.bytes());
  }
  if (!evidence.certificate.empty()) {
    batch.Put(ColumnFamily::kCertificates, height, evidence.certificate);
  }
  if (!evidence.proposal.empty()) {
    batch.Put(ColumnFamily::kProposals, height, evidence.proposal);
  }
  batch.Put(ColumnFamily::kMeta, kMetaConsensus, evidence.metadata);
  batch.Put(ColumnFamily::kMeta, kMetaHead, height + block.id.bytes());
}

// Reads the head back and checks it against everything that is bound to it.
Result<std::shared_ptr<const Block>, Status> ReadHead(const KvView& view, ByteView row) {
  const auto corrupt = [](std::string what) {
    return Fail(StatusCode::kCorrupt,
                "the database does not agree with itself: " + std::move(what) +
                    ". Restore this node from a backup or let it catch up from an empty database");
  };
  if (row.size() != 8 + BlockId::kSize) {
    return corrupt("the head row has the wrong size");
  }
  auto block = std::make_shared<Block>();
  const Height height{ReadBe64(row)};
  block->id = BlockId::FromBytes(row.substr(8));
  const auto header_bytes = view.Get(ColumnFamily::kHeaders, HeightKey(height));
  if (!header_bytes || BlockIdOf(*header_bytes) != block->id) {
    return corrupt("the header of the head is not the one that was committed");
  }
  block->header_bytes = *header_bytes;
  HENG_TRY(block->header, Decode<BlockHeader>(block->header_bytes));
  const auto root_row = view.Get(ColumnFamily::kTreeRoots, HeightKey(height));
  if (block->header.height != height || !root_row) {
    return corrupt("the head's height or tree root is missing");
  }
  HENG_TRY(block->tree.root, DecodeRoot(*root_row));
  if (RootHash(block->tree.root) != block->header.state_root) {
    return corrupt("the state root of header " + std::to_string(height.value()) +
                   " is not the root of the state tree");
  }
  if (block->tree.root) {
    HENG_CHECK_OK(DatabaseNodes(view).Read(*block->tree.root, NibblePath()));
  }
  HENG_TRY(block->header_log, ReadHeaderLog(view, height.value()));
  const auto leaf = view.Get(ColumnFamily::kHeaderLog, LogNodeKey(0, height.value()));
  if (block->header_log.Root() != block->header.log_root || !leaf || *leaf != block->id.view()) {
    return corrupt("the log root of header " + std::to_string(height.value()) +
                   " is not the root of the header log");
  }
  block->header_log.Append(Hash::FromBytes(block->id.view()));
  return block;
}

}  // namespace

StateStore::StateStore(KvStore& database, const StoreMemory& memory)
    : database_(database),
      cache_(std::make_shared<HeadCache>(memory.row_bytes_max, memory.node_bytes_max)) {}

StateStore::~StateStore() = default;

Result<std::unique_ptr<StateStore>, Status> StateStore::Open(KvStore& database,
                                                             const StoreMemory& memory) {
  const auto format = database.Get(ColumnFamily::kMeta, kMetaFormat);
  if (format && *format != kFormatVersion) {
    return Fail(StatusCode::kInvalid,
                "the database has format '" + *format + "', this program reads '" +
                    Bytes(kFormatVersion) +
                    "'; use the program that wrote it, or remove it and let the node catch up");
  }
  if (!format) {
    WriteBatch batch;
    batch.Put(ColumnFamily::kMeta, kMetaFormat, kFormatVersion);
    database.Write(batch, Durability::kSynced);
  }
  std::unique_ptr<StateStore> store(new StateStore(database, memory));
  if (const auto head = database.Get(ColumnFamily::kMeta, kMetaHead)) {
    auto base = std::make_shared<Layer::Base>();
    base->view = database.Snapshot();
    HENG_TRY(auto block, ReadHead(*base->view, *head));
    base->head = block->header.height;
    base->cache = store->cache_;
    store->cache_->Advance({.height = block->header.height, .id = block->id}, {}, {});
    store->written_ = {block->header.height, block->id};
    store->SetHead(std::make_shared<Layer>(std::move(base), Blocks{std::move(block)}));
  }
  return store;
}

void StateStore::SetHead(LayerPtr head) {
  // The old head is released outside the lock: it may hold the last reference to a snapshot.
  const std::scoped_lock lock(mutex_);
  head_.swap(head);
}

LayerPtr StateStore::head() const {
  const std::scoped_lock lock(mutex_);
  return head_;
}

LayerPtr StateStore::OnHead(const LayerPtr& layer) const {
  const LayerPtr top = head();
  Blocks blocks = UncommittedUpTo(layer, top);
  if (blocks.empty()) {
    return top;
  }
  return blocks.size() == layer->blocks().size()
             ? layer
             : std::make_shared<const Layer>(top->base(), std::move(blocks));
}

Result<LayerPtr, Status> StateStore::Seal(const LayerPtr& parent,
                                          const HeaderFields& fields,
                                          std::vector<BlockTransaction> transactions,
                                          ExecutedBlock executed) {
  HENG_CHECK_OK(CheckProvable(executed.changes));
  const LayerPtr top = head();
  Blocks blocks = UncommittedUpTo(parent, top);
  // Blocks that the head's snapshot holds fell off the list; a branch that left the chain below the
  // head, or stands on it already, keeps its own snapshot.
  std::shared_ptr<const Layer::Base> base;
  if (top != nullptr && (parent == nullptr || blocks.size() < parent->blocks().size())) {
    base = top->base();
  } else if (parent != nullptr) {
    base = parent->base();
  } else {
    base = std::make_shared<const Layer::Base>(
        Layer::Base{.view = database_.Snapshot(), .head = std::nullopt, .cache = cache_});
  }

  auto block = std::make_shared<Block>();
  block->header = MakeHeader(parent, fields);
  block->transactions = std::move(transactions);
  block->executed = std::move(executed);
  SetListRoots(*block);
  const TreeRoot root = parent == nullptr ? TreeRoot() : parent->block().tree.root;
  HENG_TRY(block->tree,
           UpdateTree(LayerNodes(*base, blocks),
                      root,
                      block->header.height,
                      block->executed.changes,
                      RecordsOfTheParent(block->executed)));
  if (!block->tree.root) {
    return Fail(StatusCode::kInvalid, "the state would be empty, and an empty tree has no proofs");
  }
  block->header.state_root = RootHash(block->tree.root);
  block->header_bytes = Encode(block->header);
  block->id = BlockIdOf(block->header_bytes);
  const Hash leaf = Hash::FromBytes(block->id.view());
  if (parent != nullptr) {
    block->header_log = parent->header_log();
  }
  block->log_nodes = CompletedSubtrees(block->header_log, leaf);
  block->header_log.Append(leaf);
  blocks.push_back(std::move(block));
  return std::make_shared<const Layer>(std::move(base), std::move(blocks));
}

Result<void, Status> StateStore::Write(std::span<const FinalBlock> run) {
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool last = i + 1 == run.size();
    HENG_CHECK_OK(WriteBlock(run[i], last ? Durability::kSynced : Durability::kBuffered));
  }
  for (const FinalBlock& final_block : run) {
    const Block& block = final_block.layer->block();
    cache_->Advance(
        {.height = block.header.height, .id = block.id}, block.executed.changes, block.tree);
  }
  return {};
}

Result<void, Status> StateStore::WriteBlock(const FinalBlock& final_block, Durability durability) {
  const Block& block = final_block.layer->block();
  const BlockHeader& header = block.header;
  const bool follows =
      written_ ? header.height == Next(written_->first) && header.parent == written_->second
               : header.height == Height(0);
  if (!follows) {
    return Fail(StatusCode::kInvalid,
                "block " + std::to_string(header.height.value()) + " (" + block.id.hex() +
                    ") does not follow the committed head");
  }
  batch_.Clear();
  PutLists(block, batch_);
  PutTransactionIds(block, database_, batch_);
  PutState(block, batch_);
  PutHead(block, final_block.evidence, batch_);
  database_.Write(batch_, durability);
  written_ = {header.height, block.id};
  return {};
}

void StateStore::Publish(std::span<const FinalBlock> run) {
  if (run.empty()) {
    return;
  }
  const LayerPtr& newest = run.back().layer;
  auto base = std::make_shared<Layer::Base>();
  base->view = database_.Snapshot();
  base->head = newest->height();
  base->cache = cache_;
  SetHead(std::make_shared<Layer>(std::move(base), Blocks{newest->blocks().back()}));
}

Result<void, Status> StateStore::Commit(const LayerPtr& layer, const CommitEvidence& evidence) {
  const FinalBlock block{.layer = layer, .evidence = evidence};
  HENG_CHECK_OK(Write({&block, 1}));
  Publish({&block, 1});
  return {};
}

ChainReader StateStore::Chain() const {
  if (const LayerPtr top = head()) {
    return ChainReader(top->base()->view, top->height(), leaves_);
  }
  return ChainReader(database_.Snapshot(), std::nullopt);
}

Result<std::unique_ptr<KvReader>, Status> StateStore::ReaderAt(Height height) const {
  const LayerPtr top = head();
  if (top == nullptr || height > top->height()) {
    return Fail(StatusCode::kNotFound,
                "height " + std::to_string(height.value()) + " is not committed yet");
  }
  return height == top->height() ? ReaderOfHead(top->base()->view)
                                 : ReaderOfHeight(top->base()->view, height);
}

void StateStore::Warm(const std::function<bool()>& may_go_on) const {
  const LayerPtr top = head();
  if (top != nullptr && top->block().tree.root) {
    // A head reads through the cache.
    const auto read_row = [this](ByteView key) { static_cast<void>(head()->Get(key)); };
    WarmNodes(*top->base()->view, *top->block().tree.root, *cache_, read_row, may_go_on);
  }
}

Result<std::size_t, Status> StateStore::PruneTree(Height floor, std::size_t limit) {
  const LayerPtr top = head();
  if (top == nullptr || floor > top->height()) {
    return Fail(StatusCode::kInvalid,
                "the floor " + std::to_string(floor.value()) + " is above the committed head");
  }
  // A node replaced by version s is needed by the versions below s only.
  WriteBatch batch;
  std::size_t count = 0;
  const KeyRange up_to_floor{.from = {}, .until = HeightKey(Next(floor))};
  database_.Scan(ColumnFamily::kStaleNodes, up_to_floor, [&](ByteView row, ByteView keys) {
    if (count == limit || row.size() != 8) {
      return false;
    }
    while (count < limit && !keys.empty()) {
      const std::size_t size = NodeKey::SizeOf(keys);
      batch.Erase(ColumnFamily::kTreeNodes, Bytes(keys.substr(0, size)));
      keys.remove_prefix(size);
      ++count;
    }
    if (keys.empty()) {
      batch.Erase(ColumnFamily::kStaleNodes, Bytes(row));
    } else {
      batch.Put(ColumnFamily::kStaleNodes, row, keys);
    }
    return true;
  });
  const auto before = database_.Get(ColumnFamily::kMeta, kMetaTreeFloor);
  if (!before || Height(ReadBe64(*before)) < floor) {
    batch.Put(ColumnFamily::kMeta, kMetaTreeFloor, HeightKey(floor));
  }
  database_.Write(batch, Durability::kBuffered);
  return count;
}

}  // namespace heng::storage
