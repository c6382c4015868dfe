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
#include "core/kv.h"
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

  // Visits the rows whose keys are in the range, ascending, until `visit` returns false.
  virtual void Scan(ColumnFamily family,
                    const KeyRange& range,
                    const std::function<bool(ByteView key, ByteView value)>& visit) const = 0;
};

// Changes that become visible and durable together or not at all. A block has thousands: their
// bytes lie one after the other in one piece of memory.
class WriteBatch {
 public:
  // Borrowed from the batch, until it is changed.
  struct Entry {
    ColumnFamily family;
    ByteView key;
    std::optional<ByteView> value;  // nothing erases the row
  };

  void Put(ColumnFamily family, ByteView key, ByteView value) {
    Append(family, key, value, /*erases=*/false);
  }
  void Erase(ColumnFamily family, ByteView key) { Append(family, key, {}, /*erases=*/true); }

  // Forgets the rows and keeps the memory for the next ones, unless it is much.
  void Clear() {
    constexpr std::size_t kKeptBytesMax = 4 << 20;
    if (bytes_.capacity() > kKeptBytesMax) {
      *this = WriteBatch();
    }
    bytes_.clear();
    rows_.clear();
  }

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] Entry operator[](std::size_t index) const {
    const Row& row = rows_[index];
    const ByteView bytes = ByteView(bytes_).substr(row.begin);
    return {.family = row.family,
            .key = bytes.substr(0, row.key_size),
            .value = row.erases ? std::nullopt
                                : std::optional(bytes.substr(row.key_size, row.value_size))};
  }

 private:
  struct Row {
    ColumnFamily family;
    bool erases;
    std::size_t begin;
    std::size_t key_size;
    std::size_t value_size;
  };

  void Append(ColumnFamily family, ByteView key, ByteView value, bool erases) {
    rows_.push_back({.family = family,
                     .erases = erases,
                     .begin = bytes_.size(),
                     .key_size = key.size(),
                     .value_size = value.size()});
    bytes_.append(key).append(value);
  }

  Bytes bytes_;
  std::vector<Row> rows_;
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
