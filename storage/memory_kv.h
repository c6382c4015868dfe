// SPDX-License-Identifier: Apache-2.0
// A database in memory, for the simulator and tests. It keeps what was written but not synced
// apart, so that Crash() can take it away: what remains is what a disk would hold.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "storage/kv_store.h"

namespace heng::storage {

class MemoryKv final : public KvStore {
 public:
  MemoryKv();
  ~MemoryKv() override;

  [[nodiscard]] std::optional<Bytes> Get(ColumnFamily family, ByteView key) const override;
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindBefore(ColumnFamily family,
                                                                  ByteView bound) const override;
  void Scan(ColumnFamily family,
            const KeyRange& range,
            const std::function<bool(ByteView key, ByteView value)>& visit) const override;
  void Write(const WriteBatch& batch, Durability durability) override;
  [[nodiscard]] std::shared_ptr<const KvView> Snapshot() const override;

  // The machine loses power: every batch after the last synced one is gone. Snapshots taken before
  // must be gone too.
  void Crash();

  // Called with the number of the batch (from 1) before it is applied. When it returns false the
  // batch is lost, as when power fails just before the write reaches the disk.
  void OnWrite(std::function<bool(std::uint64_t batch)> hook);

  // Bytes of all rows, for tests of memory use and for comparing two stores.
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  struct Rows;
  class View;

  std::shared_ptr<Rows> rows_;             // shared with snapshots
  std::vector<WriteBatch> unsynced_undo_;  // newest last: what restores the synced state
  std::function<bool(std::uint64_t)> on_write_;
  std::uint64_t batches_ = 0;
};

}  // namespace heng::storage
