// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_kv.h"

#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_manager.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <limits>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/check.h"
#include "storage/end_process.h"
#include "storage/keys.h"

namespace heng::storage {
namespace {

rocksdb::Slice ToSlice(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}
ByteView ToView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// What the database says about itself, in the file LOG of its directory, with the file before it
// beside it. RocksDB's own writer of that file asserts that a write never fails twice, and so ends
// the process on a full disk for the sake of a line of its log; this one drops the line.
class DatabaseLog final : public rocksdb::Logger {
 public:
  explicit DatabaseLog(std::string directory)
      : rocksdb::Logger(rocksdb::InfoLogLevel::INFO_LEVEL), path_(std::move(directory) + "/LOG") {
    StartFile();
  }
  ~DatabaseLog() override { ::close(descriptor_); }
  DatabaseLog(const DatabaseLog&) = delete;
  DatabaseLog& operator=(const DatabaseLog&) = delete;

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    std::array<char, kLineBytesMax> line;
    timeval now{};
    ::gettimeofday(&now, nullptr);
    tm parts{};
    ::gmtime_r(&now.tv_sec, &parts);
    std::size_t size = std::strftime(line.data(), line.size(), "%Y-%m-%dT%H:%M:%SZ ", &parts);
    const int said = std::vsnprintf(line.data() + size, line.size() - size - 1, format, arguments);
    size = std::min(size + static_cast<std::size_t>(std::max(said, 0)), line.size() - 2);
    if (line[size - 1] != '\n') {
      line[size++] = '\n';
    }
    const std::scoped_lock lock(mutex_);
    if (bytes_ + size > kFileBytesMax) {
      StartFile();
    }
    if (::write(descriptor_, line.data(), size) == static_cast<ssize_t>(size)) {
      bytes_ += size;
    }
  }
  std::size_t GetLogFileSize() const override {
    const std::scoped_lock lock(mutex_);
    return bytes_;
  }

 private:
  static constexpr std::size_t kLineBytesMax = 16 << 10;
  static constexpr std::size_t kFileBytesMax = 16 << 20;

  void StartFile() {
    ::close(descriptor_);
    // There is nobody to tell when it fails, and nothing is lost but these lines.
    static_cast<void>(std::rename(path_.c_str(), (path_ + ".old").c_str()));
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    bytes_ = 0;
  }

  const std::string path_;
  mutable std::mutex mutex_;
  int descriptor_ = -1;    // guarded by mutex_
  std::size_t bytes_ = 0;  // guarded by mutex_
};

rocksdb::DBOptions DatabaseOptions(const RocksOptions& options,
                                   std::shared_ptr<rocksdb::Logger> log,
                                   std::shared_ptr<rocksdb::SstFileManager> files) {
  rocksdb::DBOptions db;
  db.info_log = std::move(log);
  db.sst_file_manager = std::move(files);
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  // All memtables together, so that a rarely written family does not hold a buffer of its own.
  db.db_write_buffer_size = options.write_buffer_bytes;
  // What a restart has to replay. Beyond it every family is written out, however little it holds:
  // were it as small as the buffers, a family with a row a block would get a file of a few
  // kilobytes each time.
  db.max_total_wal_size = 4 * options.write_buffer_bytes;
  db.max_background_jobs = options.background_threads;
  db.max_open_files = 512;
  // A torn last record was never acknowledged; damage before it is an error, not a shorter ledger.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.paranoid_checks = true;
  return db;
}

// Much, and in the order of its keys: its files never overlap and need no merging.
bool IsALongList(ColumnFamily family) {
  return family == ColumnFamily::kEvents || family == ColumnFamily::kTreeNodes;
}

// Random keys, and a row stays what it is: there is nothing to gain from merging all of it.
bool OnlyGrows(ColumnFamily family) {
  return family == ColumnFamily::kHistory || family == ColumnFamily::kTransactionIds;
}

rocksdb::ColumnFamilyOptions FamilyOptions(ColumnFamily family,
                                           const RocksOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // In pieces: whole, the index and the filter of a file of 32 MiB are 100 to 200 KiB each, and the
  // cache of a ledger that outgrew it would read them again for every row.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.format_version = 5;
  table.block_size = 8 << 10;
  // Random reads of keys that may be absent. The rest is read in order, or known to be there and,
  // like a tree node, in one file of each level at most.
  if (family == ColumnFamily::kLatest || family == ColumnFamily::kTransactionIds) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  }
  rocksdb::ColumnFamilyOptions column;
  column.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Rows of tree nodes are hashes for nine tenths, and those do not get smaller.
  column.compression =
      family == ColumnFamily::kTreeNodes ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
  // And half of what is looked for in memory is not there: a new record, the edge of its log, the
  // id of a new transaction.
  if (family == ColumnFamily::kLatest || family == ColumnFamily::kTransactionIds) {
    column.memtable_whole_key_filtering = true;
    column.memtable_prefix_bloom_size_ratio = 0.05;
  }
  column.write_buffer_size = options.write_buffer_bytes / 2;
  // Every family with a row in memory holds at least one of these. With the library's own size, a
  // mebibyte, all families together pass db_write_buffer_size at once and are written out for ever.
  column.arena_block_size = 64 << 10;
  column.target_file_size_base = 32 << 20;
  // Files of like size are merged. Levels would write the whole level below anew each time where
  // keys come in any order (state, history), and move every file down as it is, as small as it is,
  // for ever, where they come in theirs: hundreds of files, of which only so many may be open. And
  // what they have moved they write once more as soon as no reader's snapshot is older.
  column.compaction_style = rocksdb::kCompactionStyleUniversal;
  column.compaction_options_universal.allow_trivial_move = IsALongList(family);
  if (OnlyGrows(family)) {
    column.compaction_options_universal.max_size_amplification_percent =
        std::numeric_limits<unsigned>::max();
  }
  // Memory is written out in small files. Twice the usual number of them before they are merged;
  // the filters keep reads from searching them all.
  column.level0_file_num_compaction_trigger = 8;
  column.level0_slowdown_writes_trigger = 32;
  column.level0_stop_writes_trigger = 48;
  return column;
}

}  // namespace

// Owns the database and its handles; snapshots keep it alive until they are released.
class RocksKv::Database {
 public:
  Database(std::string directory,
           std::shared_ptr<rocksdb::SstFileManager> files,
           std::unique_ptr<rocksdb::DB> db,
           std::vector<rocksdb::ColumnFamilyHandle*> handles)
      : directory_(std::move(directory)),
        files_(std::move(files)),
        db_(std::move(db)),
        handles_(std::move(handles)) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  ~Database() {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      db_->DestroyColumnFamilyHandle(handle);
    }
    // The end of the process is not a reason to lose what was acknowledged; Close syncs nothing
    // that Write did not.
    db_->Close().PermitUncheckedError();
  }

  std::optional<Bytes> Get(ColumnFamily family,
                           ByteView key,
                           const rocksdb::ReadOptions& options) const {
    Bytes value;
    const auto status = db_->Get(options, HandleOf(family), ToSlice(key), &value);
    if (status.IsNotFound()) {
      return std::nullopt;
    }
    EndUnless(status, "reading a row", family);
    return value;
  }

  std::optional<std::pair<Bytes, Bytes>> FindBefore(ColumnFamily family,
                                                    ByteView bound,
                                                    const rocksdb::ReadOptions& options) const {
    const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options, HandleOf(family)));
    rows->SeekForPrev(ToSlice(bound));
    if (rows->Valid() && ToView(rows->key()) == bound) {
      rows->Prev();
    }
    std::optional<std::pair<Bytes, Bytes>> found;
    if (rows->Valid()) {
      found.emplace(ToView(rows->key()), ToView(rows->value()));
    }
    EndUnless(rows->status(), "searching backwards", family);
    return found;
  }

  void Scan(ColumnFamily family,
            const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit,
            rocksdb::ReadOptions options) const {
    const rocksdb::Slice until = ToSlice(range.until);
    if (!until.empty()) {
      options.iterate_upper_bound = &until;
    }
    const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options, HandleOf(family)));
    for (rows->Seek(ToSlice(range.from)); rows->Valid(); rows->Next()) {
      if (!visit(ToView(rows->key()), ToView(rows->value()))) {
        break;
      }
    }
    EndUnless(rows->status(), "scanning rows", family);
  }

  void Write(const WriteBatch& batch, Durability durability) {
    const std::scoped_lock lock(write_mutex_);
    constexpr std::size_t kKeptBytesMax = 4 << 20;
    if (rows_.Data().capacity() > kKeptBytesMax) {
      rows_ = rocksdb::WriteBatch();
    }
    rows_.Clear();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const WriteBatch::Entry entry = batch[i];
      rocksdb::ColumnFamilyHandle* handle = HandleOf(entry.family);
      const auto status = entry.value ? rows_.Put(handle, ToSlice(entry.key), ToSlice(*entry.value))
                                      : rows_.Delete(handle, ToSlice(entry.key));
      HENG_ASSERT(status.ok());  // only a batch past 4 GiB is refused here
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::kSynced;
    const auto status = db_->Write(options, &rows_);
    if (!status.ok()) {
      EndProcess("writing a batch", directory_, status.ToString());
    }
  }

  const rocksdb::Snapshot* TakeSnapshot() { return db_->GetSnapshot(); }
  void ReleaseSnapshot(const rocksdb::Snapshot* snapshot) { db_->ReleaseSnapshot(snapshot); }

  void SetBackground(bool works) {
    const auto status = works ? db_->ContinueBackgroundWork() : db_->PauseBackgroundWork();
    HENG_ASSERT(status.ok());  // only work that was not paused cannot be continued
  }

  void SetRoom(std::uint64_t bytes) {
    files_->SetMaxAllowedSpaceUsage(files_->GetTotalSize() + bytes);
  }

  Result<void, Status> Checkpoint(const std::string& directory) const {
    rocksdb::Checkpoint* raw = nullptr;
    auto status = rocksdb::Checkpoint::Create(db_.get(), &raw);
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
    if (status.ok()) {
      status = checkpoint->CreateCheckpoint(directory);
    }
    if (!status.ok()) {
      return Fail(StatusCode::kIo,
                  "copying the database " + directory_ + " to " + directory +
                      " failed: " + status.ToString());
    }
    return {};
  }

 private:
  rocksdb::ColumnFamilyHandle* HandleOf(ColumnFamily family) const {
    return handles_[IndexOf(family)];
  }

  void EndUnless(const rocksdb::Status& status, std::string_view doing, ColumnFamily family) const {
    if (!status.ok()) {
      EndProcess(doing, directory_ + ", " + std::string(NameOf(family)), status.ToString());
    }
  }

  std::string directory_;
  const std::shared_ptr<rocksdb::SstFileManager> files_;  // shared with db_
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // owned; in the order of ColumnFamily
  std::mutex write_mutex_;
  // Of a write; its memory is kept from one to the next. Guarded by write_mutex_.
  rocksdb::WriteBatch rows_;
};

class RocksKv::View final : public KvView {
 public:
  explicit View(std::shared_ptr<Database> database)
      : database_(std::move(database)), snapshot_(database_->TakeSnapshot()) {
    options_.snapshot = snapshot_;
  }
  ~View() override { database_->ReleaseSnapshot(snapshot_); }

  std::optional<Bytes> Get(ColumnFamily family, ByteView key) const override {
    return database_->Get(family, key, options_);
  }
  std::optional<std::pair<Bytes, Bytes>> FindBefore(ColumnFamily family,
                                                    ByteView bound) const override {
    return database_->FindBefore(family, bound, options_);
  }
  void Scan(ColumnFamily family,
            const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override {
    database_->Scan(family, range, visit, options_);
  }

 private:
  std::shared_ptr<Database> database_;
  const rocksdb::Snapshot* snapshot_;
  rocksdb::ReadOptions options_;
};

Result<std::unique_ptr<RocksKv>, Status> RocksKv::Open(const std::string& directory,
                                                       const RocksOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return Fail(StatusCode::kIo,
                "creating the directory " + directory + " failed: " + error.message());
  }
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (std::size_t i = 0; i < kColumnFamilyCount; ++i) {
    families.emplace_back(std::string(kColumnFamilyNames[i]),
                          FamilyOptions(static_cast<ColumnFamily>(i), options, cache));
  }
  // RocksDB insists on a family of this name; nothing is kept in it.
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const auto log = std::make_shared<DatabaseLog>(directory);
  const std::shared_ptr<rocksdb::SstFileManager> files(
      rocksdb::NewSstFileManager(rocksdb::Env::Default(), log));
  files->SetCompactionBufferSize(options.merge_reserve_bytes);
  const auto status =
      rocksdb::DB::Open(DatabaseOptions(options, log, files), directory, families, &handles, &raw);
  if (!status.ok()) {
    const bool held = status.IsIOError() && status.ToString().find("lock") != std::string::npos;
    const bool foreign = status.IsInvalidArgument();  // families that this format does not have
    return Fail(
        held ? StatusCode::kUnavailable : StatusCode::kIo,
        "opening the database " + directory + " failed: " + status.ToString() +
            (held      ? "; another process has it open, stop that one first"
             : foreign ? "; it was written in another format than " + std::string(kFormatVersion) +
                             ": use the program that wrote it, or remove it and let the "
                             "node catch up"
                       : "; restore it from a backup, or remove it and let the node catch "
                         "up"));
  }
  // Merging files can wait while blocks are made, which it would otherwise stop for seconds on a
  // machine of few processors. The threads are of the process; where the system has no such thing
  // it stays as it was.
  rocksdb::Env::Default()
      ->LowerThreadPoolCPUPriority(rocksdb::Env::Priority::LOW, rocksdb::CpuPriority::kLow)
      .PermitUncheckedError();
  return std::unique_ptr<RocksKv>(new RocksKv(std::make_shared<Database>(
      directory, files, std::unique_ptr<rocksdb::DB>(raw), std::move(handles))));
}

RocksKv::RocksKv(std::shared_ptr<Database> database) : database_(std::move(database)) {}

RocksKv::~RocksKv() = default;

std::optional<Bytes> RocksKv::Get(ColumnFamily family, ByteView key) const {
  return database_->Get(family, key, {});
}

std::optional<std::pair<Bytes, Bytes>> RocksKv::FindBefore(ColumnFamily family,
                                                           ByteView bound) const {
  return database_->FindBefore(family, bound, {});
}

void RocksKv::Scan(ColumnFamily family,
                   const KeyRange& range,
                   const std::function<bool(ByteView key, ByteView value)>& visit) const {
  database_->Scan(family, range, visit, {});
}

void RocksKv::Write(const WriteBatch& batch, Durability durability) {
  database_->Write(batch, durability);
}

std::shared_ptr<const KvView> RocksKv::Snapshot() const {
  return std::make_shared<View>(database_);
}

void RocksKv::PauseBackground() {
  database_->SetBackground(false);
}

void RocksKv::ContinueBackground() {
  database_->SetBackground(true);
}

void RocksKv::SetRoom(std::uint64_t bytes) {
  database_->SetRoom(bytes);
}

Result<void, Status> RocksKv::Checkpoint(const std::string& directory) const {
  return database_->Checkpoint(directory);
}

}  // namespace heng::storage
