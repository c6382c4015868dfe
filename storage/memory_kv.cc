// SPDX-License-Identifier: Apache-2.0
// Each key keeps its versions, newest last, back to the oldest that a snapshot may still see. That
// makes a snapshot free, which the simulator takes thousands of times a second.
#include "storage/memory_kv.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/check.h"

namespace heng::storage {
namespace {

constexpr std::uint64_t kNewest = std::numeric_limits<std::uint64_t>::max();

struct Version {
  std::uint64_t batch = 0;  // that wrote it
  std::optional<Bytes> value;
};

// The value as of a batch, or null when the row was not there.
const Bytes* ValueAt(const std::vector<Version>& versions, std::uint64_t batch) {
  for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
    if (it->batch <= batch) {
      return it->value ? &*it->value : nullptr;
    }
  }
  return nullptr;
}

}  // namespace

struct MemoryKv::Rows {
  using Family = std::map<Bytes, std::vector<Version>, std::less<>>;

  mutable std::mutex mutex;
  std::array<Family, kColumnFamilyCount> families;
  std::uint64_t batch = 0;                 // newest applied
  std::multiset<std::uint64_t> snapshots;  // batches that snapshots still see

  std::optional<Bytes> Get(ColumnFamily family, ByteView key, std::uint64_t at) const {
    const std::scoped_lock lock(mutex);
    const Family& rows = families[IndexOf(family)];
    const auto row = rows.find(key);
    const Bytes* value = row == rows.end() ? nullptr : ValueAt(row->second, at);
    return value == nullptr ? std::nullopt : std::optional<Bytes>(*value);
  }

  // The next row at or above `from`, so that a visitor runs without the lock.
  std::optional<std::pair<Bytes, Bytes>> Next(ColumnFamily family,
                                              ByteView from,
                                              std::uint64_t at) const {
    const std::scoped_lock lock(mutex);
    const Family& rows = families[IndexOf(family)];
    for (auto row = rows.lower_bound(from); row != rows.end(); ++row) {
      if (const Bytes* value = ValueAt(row->second, at)) {
        return std::pair(row->first, *value);
      }
    }
    return std::nullopt;
  }

  std::optional<std::pair<Bytes, Bytes>> FindBefore(ColumnFamily family,
                                                    ByteView bound,
                                                    std::uint64_t at) const {
    const std::scoped_lock lock(mutex);
    const Family& rows = families[IndexOf(family)];
    for (auto row = rows.lower_bound(bound); row != rows.begin();) {
      --row;
      if (const Bytes* value = ValueAt(row->second, at)) {
        return std::pair(row->first, *value);
      }
    }
    return std::nullopt;
  }

  void Scan(ColumnFamily family,
            const KeyRange& range,
            std::uint64_t at,
            const std::function<bool(ByteView, ByteView)>& visit) const {
    Bytes next = range.from;
    while (const auto row = Next(family, next, at)) {
      if (!range.Holds(row->first) || !visit(row->first, row->second)) {
        return;
      }
      next = row->first;
      next.push_back('\0');
    }
  }

  // Adds a version and drops those that nobody can see any more.
  void Set(const WriteBatch::Entry& entry) {
    Family& rows = families[IndexOf(entry.family)];
    const auto value = entry.value ? std::optional(Bytes(*entry.value)) : std::nullopt;
    auto row = rows.find(entry.key);
    if (row == rows.end()) {
      row = rows.emplace(Bytes(entry.key), std::vector<Version>()).first;
    }
    std::vector<Version>& versions = row->second;
    if (!versions.empty() && versions.back().batch == batch) {
      versions.back().value = value;
    } else {
      versions.push_back({batch, value});
    }
    const std::uint64_t oldest = snapshots.empty() ? batch : *snapshots.begin();
    // The newest version not above `oldest` is the oldest that must stay.
    const auto needed = std::partition_point(
        versions.begin(), versions.end(), [&](const Version& v) { return v.batch <= oldest; });
    if (needed - versions.begin() > 1) {
      versions.erase(versions.begin(), needed - 1);
    }
    if (versions.size() == 1 && !versions.front().value) {
      rows.erase(row);
    }
  }
};

class MemoryKv::View final : public KvView {
 public:
  explicit View(std::shared_ptr<Rows> rows) : rows_(std::move(rows)) {
    const std::scoped_lock lock(rows_->mutex);
    batch_ = rows_->batch;
    rows_->snapshots.insert(batch_);
  }
  ~View() override {
    const std::scoped_lock lock(rows_->mutex);
    rows_->snapshots.erase(rows_->snapshots.find(batch_));
  }
  std::optional<Bytes> Get(ColumnFamily family, ByteView key) const override {
    return rows_->Get(family, key, batch_);
  }
  std::optional<std::pair<Bytes, Bytes>> FindBefore(ColumnFamily family,
                                                    ByteView bound) const override {
    return rows_->FindBefore(family, bound, batch_);
  }
  void Scan(ColumnFamily family,
            const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override {
    rows_->Scan(family, range, batch_, visit);
  }

 private:
  std::shared_ptr<Rows> rows_;
  std::uint64_t batch_ = 0;
};

MemoryKv::MemoryKv() : rows_(std::make_shared<Rows>()) {}
MemoryKv::~MemoryKv() = default;

std::optional<Bytes> MemoryKv::Get(ColumnFamily family, ByteView key) const {
  return rows_->Get(family, key, kNewest);
}

std::optional<std::pair<Bytes, Bytes>> MemoryKv::FindBefore(ColumnFamily family,
                                                            ByteView bound) const {
  return rows_->FindBefore(family, bound, kNewest);
}

void MemoryKv::Scan(ColumnFamily family,
                    const KeyRange& range,
                    const std::function<bool(ByteView key, ByteView value)>& visit) const {
  rows_->Scan(family, range, kNewest, visit);
}

void MemoryKv::Write(const WriteBatch& batch, Durability durability) {
  ++batches_;
  if (on_write_ && !on_write_(batches_)) {
    return;
  }
  const std::scoped_lock lock(rows_->mutex);
  WriteBatch undo;
  ++rows_->batch;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const WriteBatch::Entry entry = batch[i];
    if (durability == Durability::kBuffered) {
      const auto& rows = rows_->families[IndexOf(entry.family)];
      const auto row = rows.find(entry.key);
      const Bytes* before = row == rows.end() ? nullptr : ValueAt(row->second, kNewest);
      before == nullptr ? undo.Erase(entry.family, entry.key)
                        : undo.Put(entry.family, entry.key, *before);
    }
    rows_->Set(entry);
  }
  if (durability == Durability::kBuffered) {
    unsynced_undo_.push_back(std::move(undo));
  } else {
    unsynced_undo_.clear();  // one log: syncing a batch syncs those before it
  }
}

std::shared_ptr<const KvView> MemoryKv::Snapshot() const {
  return std::make_shared<View>(rows_);
}

void MemoryKv::Crash() {
  const std::scoped_lock lock(rows_->mutex);
  HENG_ASSERT(rows_->snapshots.empty());
  ++rows_->batch;
  for (auto undo = unsynced_undo_.rbegin(); undo != unsynced_undo_.rend(); ++undo) {
    for (std::size_t i = undo->size(); i-- > 0;) {
      rows_->Set((*undo)[i]);
    }
  }
  unsynced_undo_.clear();
}

void MemoryKv::OnWrite(std::function<bool(std::uint64_t batch)> hook) {
  on_write_ = std::move(hook);
}

std::size_t MemoryKv::size_bytes() const {
  const std::scoped_lock lock(rows_->mutex);
  std::size_t bytes = 0;
  for (const auto& family : rows_->families) {
    for (const auto& [key, versions] : family) {
      const Bytes* value = ValueAt(versions, kNewest);
      bytes += value == nullptr ? 0 : key.size() + value->size();
    }
  }
  return bytes;
}

}  // namespace heng::storage
