// SPDX-License-Identifier: Apache-2.0
// An ordered key-value store with column families: what the state store needs of a database, and
// no more. A read that the disk cannot answer ends the process (storage/end_process.h), because
// a node that guesses would diverge. Every function may be called from any thread; one thread
// writes at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "storage/column_families.h"

namespace heng::storage {

// The rows of one moment.
class KvView {
 public:
  KvView() = default;
  KvView(const KvView&) = delete;
  KvView& operator=(const KvView&) = delete;
  virtual ~KvView() = default;

  [[nodiscard]] virtual std::optional<Bytes> Get(ColumnFamily family, ByteView key) const = 0;

  // The last row whose key is below `bound`, with its key.
  [[nodiscard]] virtual std::optional<std::pair<Bytes, Bytes>> FindBefore(ColumnFamily family,
                                                                          ByteView bound) const = 0;

  // Visits the rows whose key is not below `from`, ascending, until `visit` returns false.
  virtual void Scan(ColumnFamily family,
                    ByteView from,
                    const std::function<bool(ByteView key, ByteView value)>& visit) const = 0;
};

// Changes that become visible and durable together or not at all.
class WriteBatch {
 public:
  struct Entry {
    ColumnFamily family;
    Bytes key;
    std::optional<Bytes> value;  // nothing erases the row
  };

  void Put(ColumnFamily family, Bytes key, Bytes value) {
    entries_.push_back({family, std::move(key), std::move(value)});
  }
  void Erase(ColumnFamily family, Bytes key) {
    entries_.push_back({family, std::move(key), std::nullopt});
  }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

enum class Durability {
  kSynced,    // on disk when Write returns
  kBuffered,  // survives the end of the process, but not of the machine
};

class KvStore : public KvView {
 public:
  virtual void Write(const WriteBatch& batch, Durability durability) = 0;

  // The rows as they are now, whatever is written later. Keep it for seconds, not hours: it keeps
  // the database from dropping what was overwritten. Must not outlive the store.
  [[nodiscard]] virtual std::shared_ptr<const KvView> Snapshot() const = 0;
};

}  // namespace heng::storage
