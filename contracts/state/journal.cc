// SPDX-License-Identifier: Apache-2.0
#include "contracts/state/journal.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace heng::contracts {
namespace {

constexpr std::size_t kCountBytes = 8;

Bytes EdgeKey(const Bytes& record_key) {
  return Bytes(tables::kFrontierIndex) + record_key;
}

// A log of 1, 2, 4, 8 ... leaves is one perfect tree: its right edge is its root, which the record
// holds. Most logs are that short, and so most records need no row for the edge.
bool HasEdgeRow(std::uint64_t count) {
  return count != 0 && !std::has_single_bit(count);
}

// A stored record is its core followed by its event log, whose fields have the highest numbers.
Bytes WithLog(const Bytes& core, const merkle::LogFrontier& frontier) {
  Bytes value = core;
  if (frontier.count() != 0) {
    EncodeTo(value, EventLog{.count = frontier.count(), .root = frontier.Root()});
  }
  return value;
}

}  // namespace

Journal::Journal(const BlockContext& block, const KvReader& parent)
    : block_(block), parent_(parent) {}

Journal::Slots::value_type& Journal::SlotOf(ByteView key) const {
  const auto at = slots_.lower_bound(key);
  if (at != slots_.end() && at->first == key) {
    return *at;
  }
  return *slots_.emplace_hint(at, Bytes(key), Slot{});
}

const std::optional<Bytes>& Journal::ParentOf(Slots::value_type& entry) const {
  Slot& slot = entry.second;
  if (!slot.read) {
    slot.parent = parent_.Get(entry.first);
    slot.read = true;
  }
  return slot.parent;
}

const std::optional<Bytes>& Journal::ValueOf(ByteView key) const {
  Slots::value_type& entry = SlotOf(key);
  return entry.second.written ? entry.second.now : ParentOf(entry);
}

const std::optional<std::pair<Bytes, Bytes>>& Journal::FindLastInParent(ByteView prefix,
                                                                        ByteView at) const {
  std::pair<Bytes, Bytes> wanted{prefix, at};
  const auto found = parent_finds_.find(wanted);
  if (found != parent_finds_.end()) {
    return found->second;
  }
  return parent_finds_.emplace(std::move(wanted), parent_.FindLast(prefix, at)).first->second;
}

std::optional<Bytes> Journal::Read(ByteView key) const {
  return ValueOf(key);
}

std::optional<ByteView> Journal::Borrow(ByteView key, Bytes& /*room*/) const {
  const std::optional<Bytes>& value = ValueOf(key);
  return value ? std::optional<ByteView>(*value) : std::nullopt;
}

void Journal::Scan(const KeyRange& range,
                   const std::function<bool(ByteView, ByteView)>& visit) const {
  auto own = slots_.lower_bound(range.from);
  bool stopped = false;
  // Visits what the block wrote below `bound`. `visit` may read, and so add slots, but not write.
  const auto visit_own_before = [&](const ByteView* bound) {
    for (; !stopped && own != slots_.end() && range.Holds(own->first) &&
           (bound == nullptr || ByteView(own->first) < *bound);
         ++own) {
      stopped = own->second.written && own->second.now && !visit(own->first, *own->second.now);
    }
  };
  parent_.Scan(range, [&](ByteView key, ByteView value) {
    visit_own_before(&key);
    if (stopped) {
      return false;
    }
    if (own != slots_.end() && ByteView(own->first) == key && own->second.written) {
      stopped = own->second.now && !visit(key, *own->second.now);
      ++own;
    } else {
      stopped = !visit(key, value);
    }
    return !stopped;
  });
  visit_own_before(nullptr);
}

std::optional<std::pair<Bytes, Bytes>> Journal::FindLast(ByteView prefix, ByteView at) const {
  std::optional<std::pair<Bytes, Bytes>> best;
  for (auto own = slots_.upper_bound(at); own != slots_.begin();) {
    --own;
    if (!ByteView(own->first).starts_with(prefix)) {
      break;
    }
    if (own->second.written && own->second.now) {
      best.emplace(own->first, *own->second.now);
      break;
    }
  }
  // The parent's candidate counts unless this block erased it; then the one before it does.
  Bytes bound(at);
  while (true) {
    const auto& candidate = FindLastInParent(prefix, bound);
    if (!candidate || (best && candidate->first <= best->first)) {
      return best;
    }
    const auto own = slots_.find(candidate->first);
    if (own == slots_.end() || !own->second.written) {
      return candidate;
    }
    HENG_ASSERT(!own->second.now);
    bound = candidate->first;
    if (bound.empty()) {
      return best;
    }
    // The greatest text below `bound` that matters: keys are shorter than 1 KiB of text.
    if (bound.back() == '\0') {
      bound.pop_back();
    } else {
      bound.back() = static_cast<char>(static_cast<unsigned char>(bound.back()) - 1);
      bound.append(64, '\xff');
    }
  }
}

std::optional<ByteView> Journal::BorrowLastKnown(ByteView prefix, ByteView at) const {
  for (auto own = slots_.upper_bound(at); own != slots_.begin();) {
    --own;
    if (!ByteView(own->first).starts_with(prefix)) {
      return std::nullopt;
    }
    const Slot& slot = own->second;
    if (const auto& value = slot.written ? slot.now : slot.parent) {
      return *value;
    }
  }
  return std::nullopt;
}

void Journal::Write(ByteView key, std::optional<Bytes> value) {
  Slots::value_type& entry = SlotOf(key);
  Slot& slot = entry.second;
  if (!slot.touched) {
    slot.touched = true;
    slot.at_begin = std::move(slot.now);
    slot.written_at_begin = slot.written;
    slot.log_at_begin = slot.log;
    touched_.push_back(&entry);
  }
  slot.now = std::move(value);
  slot.written = true;
}

merkle::LogFrontier Journal::LogInParent(Slots::value_type& record) const {
  const std::optional<Bytes>& stored = ParentOf(record);
  const EventLog log = stored ? LogIn(*stored) : EventLog{};
  if (log.count == 0) {
    return {};
  }
  Bytes hashes(log.root.view());
  if (HasEdgeRow(log.count)) {
    const auto row = parent_.Get(EdgeKey(record.first));
    HENG_ASSERT(row && row->size() > kCountBytes && ReadBe64(*row) == log.count);
    hashes = row->substr(kCountBytes);
  }
  auto frontier = merkle::LogFrontier::FromBytes(log.count, hashes);
  HENG_ASSERT(frontier.has_value() && frontier->Root() == log.root);
  return *std::move(frontier);
}

void Journal::PutCore(const Bytes& key, Bytes core) {
  HENG_ASSERT(!IsIndexKey(key));
  // The event that is owed brings the log along; until then nobody asks for it.
  Write(key, core);
  for (Subject& subject : subjects_) {
    if (subject.key == key) {
      subject.core = std::move(core);
      return;
    }
  }
  subjects_.push_back(Subject{.key = key, .core = std::move(core)});
}

void Journal::Emit(EventDraft draft) {
  HENG_ASSERT(!subjects_.empty());
  std::vector<Slot*> records;
  Event event{
      .chain_id = block_.chain_id,
      .height = block_.height,
      .transaction_index = transaction_index_,
      .event_index = event_count(),
      .transaction_id = transaction_id_,
      .time = block_.time,
      .type = draft.type,
      .subjects = {},
      .batch = std::move(draft.batch),
      .first = draft.first,
      .last = draft.last,
      .from = std::move(draft.from),
      .to = std::move(draft.to),
      .references = std::move(draft.references),
  };
  for (const Subject& subject : subjects_) {
    Slots::value_type& record = SlotOf(subject.key);
    if (!record.second.log) {
      record.second.log = LogInParent(record);
    }
    records.push_back(&record.second);
    event.subjects.push_back(EventSubject{
        .key = subject.key,
        .seq = record.second.log->count(),
        .post_core_hash = CoreHash(subject.core),
    });
  }
  Bytes bytes = Encode(event);
  const Hash leaf = merkle::LeafHash(bytes);
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    result_.record_events.push_back(RecordEvent{
        .record_key = subjects_[i].key,
        .seq = records[i]->log->count(),
        .event_index = event.event_index,
    });
    records[i]->log->Append(leaf);
    records[i]->now = WithLog(subjects_[i].core, *records[i]->log);
  }
  result_.events.push_back(std::move(bytes));
  subjects_.clear();
}

void Journal::PutUnlogged(const Bytes& key, Bytes value) {
  HENG_ASSERT(!IsIndexKey(key));
  Write(key, std::move(value));
}

void Journal::PutIndex(const Bytes& key, Bytes value) {
  HENG_ASSERT(IsIndexKey(key));
  Write(key, std::move(value));
}

void Journal::EraseIndex(const Bytes& key) {
  HENG_ASSERT(IsIndexKey(key));
  Write(key, std::nullopt);
}

void Journal::Begin(std::uint32_t transaction_index, const TransactionId& id) {
  HENG_ASSERT(subjects_.empty());
  transaction_index_ = transaction_index;
  transaction_id_ = id;
  HENG_ASSERT(touched_.empty());
  events_at_begin_ = result_.events.size();
  record_events_at_begin_ = result_.record_events.size();
}

void Journal::Commit() {
  HENG_ASSERT(subjects_.empty());
  for (Slots::value_type* entry : touched_) {
    entry->second.touched = false;
    entry->second.at_begin.reset();
    entry->second.log_at_begin.reset();
  }
  touched_.clear();
}

void Journal::Rollback() {
  for (Slots::value_type* entry : touched_) {
    Slot& slot = entry->second;
    slot.now = std::exchange(slot.at_begin, std::nullopt);
    slot.written = slot.written_at_begin;
    slot.log = std::exchange(slot.log_at_begin, std::nullopt);
    slot.touched = false;
  }
  touched_.clear();
  subjects_.clear();
  result_.events.resize(events_at_begin_);
  result_.record_events.resize(record_events_at_begin_);
}

std::vector<Change> Journal::Changes() const {
  std::vector<Slots::value_type*> in_order;
  std::ranges::copy_if(touched_, std::back_inserter(in_order), [](const auto* entry) {
    return !IsIndexKey(entry->first);
  });
  std::ranges::sort(in_order, {}, [](const auto* entry) { return ByteView(entry->first); });
  std::vector<Change> changes;
  changes.reserve(in_order.size());
  for (Slots::value_type* entry : in_order) {
    const Slot& slot = entry->second;
    changes.push_back(Change{
        .key = entry->first,
        .before = slot.written_at_begin ? slot.at_begin : ParentOf(*entry),
        .after = slot.now,
    });
  }
  return changes;
}

std::vector<Change> Journal::BlockChanges() const {
  std::vector<Change> changes;
  for (Slots::value_type& entry : slots_) {
    if (entry.second.written && !IsIndexKey(entry.first)) {
      changes.push_back(
          Change{.key = entry.first, .before = ParentOf(entry), .after = entry.second.now});
    }
  }
  return changes;
}

void Journal::PutEdges() {
  for (Slots::value_type& record : slots_) {
    Slot& slot = record.second;
    if (!slot.written || !slot.log) {
      continue;
    }
    const bool had = slot.parent && HasEdgeRow(LogIn(*slot.parent).count);
    if (HasEdgeRow(slot.log->count())) {
      Bytes row;
      AppendBe64(row, slot.log->count());
      row.append(slot.log->ToBytes());
      result_.changes.emplace(EdgeKey(record.first), std::move(row));
    } else if (had) {
      result_.changes.emplace(EdgeKey(record.first), std::nullopt);
    }
  }
}

ExecutedBlock Journal::Take() {
  HENG_ASSERT(subjects_.empty() && touched_.empty());
  PutEdges();
  ChangeSet& changes = result_.changes;
  while (!slots_.empty()) {
    auto node = slots_.extract(slots_.begin());
    if (node.mapped().written) {
      changes.emplace(std::move(node.key()), std::move(node.mapped().now));
    }
  }
  return std::move(result_);
}

}  // namespace heng::contracts
