// SPDX-License-Identifier: Apache-2.0
// The writable state of a block being executed: an overlay over the parent's state that can be
// rolled back to the start of the current transaction.
//
// No record changes without an event. Put() writes records; Emit() writes the one event that
// describes all records put since the last Emit(): they become its subjects, and the event becomes
// the next leaf of each one's log. A transaction that ends with records put and no event emitted
// is a bug of the operation and is refused as a broken invariant.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "contracts/state/view.h"
#include "core/event.h"
#include "core/execution.h"
#include "core/height.h"
#include "core/merkle/log.h"
#include "core/time.h"

namespace heng::contracts {

// The block that is being executed. Time is the block's, never a clock's.
struct BlockContext {
  ChainId chain_id;
  Height height;
  BlockTime time;
};

// What an operation says of what it did; the journal fills in the rest of the event.
struct EventDraft {
  EventType type = EventType::kRecordSet;
  BatchId batch;
  Serial first;
  Serial last;
  AccountId from;
  AccountId to;
  std::vector<EventReference> references;
};

// One record before and after, for invariants. Borrowed: from the journal, until it is written to
// again.
struct Change {
  ByteView key;
  const std::optional<Bytes>& before;
  const std::optional<Bytes>& after;
};

class Journal final : public View {
 public:
  Journal(const BlockContext& block, const KvReader& parent);

  // Reading sees every write so far.
  [[nodiscard]] std::optional<Bytes> Read(ByteView key) const override;
  [[nodiscard]] std::optional<ByteView> Borrow(ByteView key, Bytes& room) const override;
  void Scan(const KeyRange& range,
            const std::function<bool(ByteView key, ByteView value)>& visit) const override;
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                ByteView at) const override;

  [[nodiscard]] std::optional<ByteView> BorrowLastKnown(ByteView prefix,
                                                        ByteView at) const override;

  // Writes a record with an event log. What `record.log` holds is ignored.
  template <Record R>
  void Put(const R& record) {
    R core = record;
    core.log = {};
    PutCore(record.Key(), Encode(core));
  }
  void Emit(EventDraft draft);

  // Writes a record without an event log: sequence windows, and nothing else.
  void PutUnlogged(const Bytes& key, Bytes value);
  // Index entries ("x/...").
  void PutIndex(const Bytes& key, Bytes value);
  void EraseIndex(const Bytes& key);

  [[nodiscard]] const BlockContext& block() const { return block_; }

  // One transaction at a time: Begin, then operations, then Commit or Rollback.
  void Begin(std::uint32_t transaction_index, const TransactionId& id);
  void Commit();
  void Rollback();
  // Records put and not yet described by an event.
  [[nodiscard]] bool HasUndescribedChanges() const { return !subjects_.empty(); }
  // Every record that the current transaction wrote, ascending. Borrowed, like those of the block.
  // Index entries are not among them: what they were before would cost a read of each.
  [[nodiscard]] std::vector<Change> Changes() const;
  // Every record that the block wrote so far.
  [[nodiscard]] std::vector<Change> BlockChanges() const;
  [[nodiscard]] std::uint32_t event_count() const {
    return static_cast<std::uint32_t>(result_.events.size());
  }

  // Ends the block and hands over its changes and events (without receipts).
  [[nodiscard]] ExecutedBlock Take();

 private:
  struct Subject {
    Bytes key;
    Bytes core;
  };
  // All that is known of one key: a record is read, changed, put and judged, and should be looked
  // up once for each of these.
  struct Slot {
    std::optional<Bytes> parent;  // when read
    bool read = false;
    std::optional<Bytes> now;  // when the block wrote it
    bool written = false;
    std::optional<Bytes> at_begin;  // `now` and `written` when the transaction began to write it
    bool written_at_begin = false;
    bool touched = false;  // by the transaction
    // The right edge of the record's log, from when it is first written to.
    std::optional<merkle::LogFrontier> log;
    std::optional<merkle::LogFrontier> log_at_begin;
  };
  // Ordered, for Scan and FindLast. A slot never moves.
  using Slots = std::map<Bytes, Slot, std::less<>>;

  void PutCore(const Bytes& key, Bytes core);
  void Write(ByteView key, std::optional<Bytes> value);
  [[nodiscard]] Slots::value_type& SlotOf(ByteView key) const;
  [[nodiscard]] const std::optional<Bytes>& ParentOf(Slots::value_type& entry) const;
  [[nodiscard]] const std::optional<Bytes>& ValueOf(ByteView key) const;
  [[nodiscard]] const std::optional<std::pair<Bytes, Bytes>>& FindLastInParent(ByteView prefix,
                                                                               ByteView at) const;
  [[nodiscard]] merkle::LogFrontier LogInParent(Slots::value_type& record) const;
  void PutEdges();

  const BlockContext block_;
  const KvReader& parent_;

  mutable Slots slots_;
  // Parameters are looked up by FindLast, the same few for every leg of a settlement file.
  mutable std::map<std::pair<Bytes, Bytes>, std::optional<std::pair<Bytes, Bytes>>> parent_finds_;
  ExecutedBlock result_;

  std::uint32_t transaction_index_ = 0;
  TransactionId transaction_id_;
  std::vector<Subject> subjects_;
  std::vector<Slots::value_type*> touched_;  // what this transaction wrote, as it wrote it
  std::size_t events_at_begin_ = 0;
  std::size_t record_events_at_begin_ = 0;
};

}  // namespace heng::contracts
