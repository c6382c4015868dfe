// SPDX-License-Identifier: Apache-2.0
// The committed chain as of one head: blocks, where transactions are, events of a record, and
// proofs. Cheap to make, any thread; keep it for one request. What does not exist yet is kNotFound,
// what this node has dropped is kPruned, and what does not fit its own hashes is kCorrupt.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/block.h"
#include "core/height.h"
#include "core/merkle/sparse.h"
#include "core/receipt.h"
#include "storage/kv_store.h"
#include "storage/leaf_cache.h"

namespace heng::storage {

struct TransactionLocation {
  Height height;
  std::uint32_t index = 0;

  friend bool operator==(const TransactionLocation&, const TransactionLocation&) = default;
};

// Event `seq` of a record's own log.
struct RecordEventEntry {
  std::uint64_t seq = 0;
  Height height;
  std::uint32_t event_index = 0;  // in the block
  Bytes event;                    // encoded Event

  friend bool operator==(const RecordEventEntry&, const RecordEventEntry&) = default;
};

// An element of one of a block's trees, or a header of the header log.
struct InclusionProof {
  Bytes data;  // the leaf's bytes
  std::uint64_t index = 0;
  std::uint64_t size = 0;  // leaves of the tree
  std::vector<Hash> path;  // leaf to root
};

class ChainReader {
 public:
  // `view` must be of one moment: a snapshot, or a database nobody writes to. `head` is nothing
  // before genesis is committed. Without a cache every single element costs a reading of its list.
  ChainReader(std::shared_ptr<const KvView> view,
              std::optional<Height> head,
              std::shared_ptr<LeafCache> leaves = nullptr);

  [[nodiscard]] std::optional<Height> head() const { return head_; }

  // Header and id, checked against each other: each is in a row of its own.
  [[nodiscard]] Result<Bytes, Status> HeaderBytes(Height height) const;
  [[nodiscard]] Result<BlockHeader, Status> Header(Height height) const;
  [[nodiscard]] Result<BlockId, Status> IdAt(Height height) const;

  // Whole lists, checked against the header's root and count.
  [[nodiscard]] Result<std::vector<Bytes>, Status> Transactions(Height height) const;
  [[nodiscard]] Result<std::vector<Receipt>, Status> Receipts(Height height) const;
  [[nodiscard]] Result<std::vector<Bytes>, Status> Events(Height height) const;
  // One element, checked as a leaf of its list.
  [[nodiscard]] Result<Bytes, Status> Transaction(Height height, std::uint32_t index) const;
  [[nodiscard]] Result<Receipt, Status> ReceiptOf(Height height, std::uint32_t index) const;
  [[nodiscard]] Result<Bytes, Status> Event(Height height, std::uint32_t index) const;

  // As committed; empty when the block had none.
  [[nodiscard]] Result<Bytes, Status> Certificate(Height height) const;
  [[nodiscard]] Result<Bytes, Status> Proposal(Height height) const;
  // The consensus metadata of the last commit; empty before the first.
  [[nodiscard]] Bytes ConsensusMetadata() const;

  // Where the transaction was applied, or, if it never was, where it was first refused.
  [[nodiscard]] std::optional<TransactionLocation> Find(const TransactionId& id) const;

  // Events `first` .. of the record's log, at most `limit`; fewer only where the log ends. Each
  // says itself that it is that event of that record; the rest of its bytes is unchecked here: the
  // root of the whole log is in the record.
  [[nodiscard]] Result<std::vector<RecordEventEntry>, Status> RecordEvents(ByteView record_key,
                                                                           std::uint64_t first,
                                                                           std::size_t limit) const;

  // The record as it was right after `height`; nothing when it was not there. Unchecked.
  [[nodiscard]] Result<std::optional<Bytes>, Status> Record(ByteView key, Height height) const;
  // Whether that is what the state tree of the height says about the key. kCorrupt when it is not,
  // kPruned when nobody here can tell any more.
  [[nodiscard]] Result<void, Status> CheckRecord(ByteView key,
                                                 const std::optional<ByteView>& value,
                                                 Height height) const;

  // Proofs under header.transaction_root, receipt_root and event_root of the block.
  [[nodiscard]] Result<InclusionProof, Status> ProveTransaction(Height height,
                                                                std::uint32_t index) const;
  [[nodiscard]] Result<InclusionProof, Status> ProveReceipt(Height height,
                                                            std::uint32_t index) const;
  [[nodiscard]] Result<InclusionProof, Status> ProveEvent(Height height, std::uint32_t index) const;

  // That header `height` is in the chain whose head is header `head`: under header(head).log_root,
  // which covers the headers below it. kInvalid unless height < head.
  [[nodiscard]] Result<InclusionProof, Status> ProveHeader(Height height, Height head) const;
  // That the log of `old_size` headers is a prefix of the log of `new_size`.
  [[nodiscard]] Result<std::vector<Hash>, Status> ProveHeaderConsistency(
      std::uint64_t old_size, std::uint64_t new_size) const;
  // Root of the log of the first `size` headers, checked against the header that covers them.
  // size <= head + 1.
  [[nodiscard]] Result<Hash, Status> HeaderLogRoot(std::uint64_t size) const;

  // What header(height).state_root says about the key: its value, or that it is absent.
  // kPruned when that version of the tree is gone, which is not the same as absent.
  [[nodiscard]] Result<merkle::CommitmentProof, Status> ProveRecord(ByteView key,
                                                                    Height height) const;
  // The absence form that shows no neighbour. kInvalid when the key is there.
  [[nodiscard]] Result<merkle::CompactAbsenceProof, Status> ProveAbsent(ByteView key,
                                                                        Height height) const;

 private:
  [[nodiscard]] Result<void, Status> CheckCommitted(Height height) const;
  [[nodiscard]] Result<LeafList, Status> LeavesOf(ColumnFamily family, Height height) const;
  [[nodiscard]] Result<Bytes, Status> Element(ColumnFamily family,
                                              Height height,
                                              std::uint32_t index) const;

  std::shared_ptr<const KvView> view_;  // shared with the layer of the head
  std::optional<Height> head_;
  std::shared_ptr<LeafCache> leaves_;  // shared by the readers of one store; may be null
};

}  // namespace heng::storage
