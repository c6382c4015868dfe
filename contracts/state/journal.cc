// SPDX-License-Identifier: Apache-2.0
#include "contracts/state/journal.h"

namespace heng::contracts {
namespace {

Bytes FrontierKey(const Bytes& record_key) {
  return Bytes(tables::kFrontierIndex) + record_key;
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

const std::optional<Bytes>& Journal::ReadParent(ByteView key) const {
  const auto found = parent_reads_.find(key);
  if (found != parent_reads_.end()) {
    return found->second;
  }
  return parent_reads_.emplace(Bytes(key), parent_.Get(key)).first->second;
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
  const auto written = result_.changes.find(key);
  return written != result_.changes.end() ? written->second : ReadParent(key);
}

void Journal::Scan(ByteView prefix,
                   ByteView from,
                   const std::function<bool(ByteView, ByteView)>& visit) const {
  const ByteView start = from < prefix ? prefix : from;
  auto own = result_.changes.lower_bound(start);
  bool stopped = false;
  const auto visit_own_before = [&](const ByteView* bound) {
    while (!stopped && own != result_.changes.end() && ByteView(own->first).starts_with(prefix) &&
           (bound == nullptr || ByteView(own->first) < *bound)) {
      stopped = own->second && !visit(own->first, *own->second);
      ++own;
    }
  };
  parent_.Scan(prefix, start, [&](ByteView key, ByteView value) {
    visit_own_before(&key);
    if (stopped) {
      return false;
    }
    if (own != result_.changes.end() && ByteView(own->first) == key) {
      stopped = own->second && !visit(key, *own->second);
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
  for (auto own = result_.changes.upper_bound(at); own != result_.changes.begin();) {
    --own;
    if (!ByteView(own->first).starts_with(prefix)) {
      break;
    }
    if (own->second) {
      best.emplace(own->first, *own->second);
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
    const auto own = result_.changes.find(candidate->first);
    if (own == result_.changes.end()) {
      return candidate;
    }
    HENG_ASSERT(!own->second);
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

void Journal::Write(const Bytes& key, std::optional<Bytes> value) {
  const auto written = result_.changes.find(key);
  if (!undo_.contains(key)) {
    undo_.emplace(key,
                  written == result_.changes.end()
                      ? std::nullopt
                      : std::optional<std::optional<Bytes>>(written->second));
  }
  result_.changes.insert_or_assign(key, std::move(value));
}

merkle::LogFrontier Journal::FrontierOf(const Bytes& key) const {
  const std::optional<Bytes> stored = Read(FrontierKey(key));
  if (!stored) {
    return {};
  }
  HENG_ASSERT(stored->size() >= 8);
  auto frontier = merkle::LogFrontier::FromBytes(ReadBe64(*stored), ByteView(*stored).substr(8));
  HENG_ASSERT(frontier.has_value());
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
  std::vector<merkle::LogFrontier> frontiers;
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
    frontiers.push_back(FrontierOf(subject.key));
    event.subjects.push_back(EventSubject{
        .key = subject.key,
        .seq = frontiers.back().count(),
        .post_core_hash = CoreHash(subject.core),
    });
  }
  Bytes bytes = Encode(event);
  const Hash leaf = merkle::LeafHash(bytes);
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    result_.record_events.push_back(RecordEvent{
        .record_key = subjects_[i].key,
        .seq = frontiers[i].count(),
        .event_index = event.event_index,
    });
    frontiers[i].Append(leaf);
    Bytes edge;
    AppendBe64(edge, frontiers[i].count());
    edge.append(frontiers[i].ToBytes());
    Write(FrontierKey(subjects_[i].key), std::move(edge));
    Write(subjects_[i].key, WithLog(subjects_[i].core, frontiers[i]));
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
  undo_.clear();
  events_at_begin_ = result_.events.size();
  record_events_at_begin_ = result_.record_events.size();
}

void Journal::Commit() {
  HENG_ASSERT(subjects_.empty());
  undo_.clear();
}

void Journal::Rollback() {
  for (auto& [key, previous] : undo_) {
    if (previous) {
      result_.changes.insert_or_assign(key, std::move(*previous));
    } else {
      result_.changes.erase(key);
    }
  }
  undo_.clear();
  subjects_.clear();
  result_.events.resize(events_at_begin_);
  result_.record_events.resize(record_events_at_begin_);
}

std::vector<Change> Journal::Changes() const {
  std::vector<Change> changes;
  changes.reserve(undo_.size());
  for (const auto& [key, previous] : undo_) {
    changes.push_back(Change{
        .key = key,
        .before = previous ? *previous : ReadParent(key),
        .after = result_.changes.find(key)->second,
    });
  }
  return changes;
}

std::vector<Change> Journal::BlockChanges() const {
  std::vector<Change> changes;
  changes.reserve(result_.changes.size());
  for (const auto& [key, value] : result_.changes) {
    changes.push_back(Change{.key = key, .before = ReadParent(key), .after = value});
  }
  return changes;
}

ExecutedBlock Journal::Take() {
  HENG_ASSERT(subjects_.empty());
  return std::move(result_);
}

}  // namespace heng::contracts
