// SPDX-License-Identifier: Apache-2.0
// KvStore over RocksDB; rocks_kv.cc is the only file that includes it. A read or write that the
// disk refuses ends the process (storage/end_process.h).
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "storage/kv_store.h"

namespace heng::storage {

struct RocksOptions {
  std::size_t block_cache_bytes = 64 << 20;
  std::size_t write_buffer_bytes = 64 << 20;  // of all column families together
  int background_threads = 3;                 // one writes memory out, the others merge files
  // What a merge of files must leave of the room that SetRoom tells.
  std::uint64_t merge_reserve_bytes = 0;
};

class RocksKv final : public KvStore {
 public:
  // Opens the database of that directory, creating it when there is none. Fails when another
  // process has it open or its files are damaged; the sentence says what to do.
  [[nodiscard]] static Result<std::unique_ptr<RocksKv>, Status> Open(
      const std::string& directory, const RocksOptions& options = {});
  ~RocksKv() override;

  [[nodiscard]] std::optional<Bytes> Get(ColumnFamily family, ByteView key) const override;
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindBefore(ColumnFamily family,
                                                                  ByteView bound) const override;
  void Scan(ColumnFamily family,
            const KeyRange& range,
            const std::function<bool(ByteView key, ByteView value)>& visit) const override;
  void Write(const WriteBatch& batch, Durability durability) override;
  [[nodiscard]] std::shared_ptr<const KvView> Snapshot() const override;

  // Ends what is written in the background and starts nothing more until ContinueBackground; waits
  // for what is under way. Reads go on; a batch that needs room in memory would wait.
  void PauseBackground();
  void ContinueBackground();

  // What the file system has left now; unlimited before the first call. A merge of table files,
  // which writes as much as it reads before it removes that, is not begun when it might not fit.
  void SetRoom(std::uint64_t bytes);

  // A consistent copy of the database in a directory that does not exist yet, by hard links where
  // the file system allows.
  [[nodiscard]] Result<void, Status> Checkpoint(const std::string& directory) const;

 private:
  class Database;
  class View;
  explicit RocksKv(std::shared_ptr<Database> database);

  std::shared_ptr<Database> database_;  // shared with snapshots, which must release into it
};

}  // namespace heng::storage
