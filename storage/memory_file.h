// SPDX-License-Identifier: Apache-2.0
// Files in memory that can lose power, for the simulator and tests. A file remembers every write
// since its last Sync; Crash decides which of them reached the disk. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "storage/file.h"

namespace heng::storage {

// What a crash leaves of the bytes that were written and not synced.
struct TornWrites {
  enum class Kind {
    kNone,    // nothing
    kPrefix,  // the first `bytes` of them, in the order written
    kSubset,  // each 512-byte sector of each write, or not, as `seed` says
    kAll,     // everything: the process died, the machine did not
  };
  Kind kind = Kind::kNone;
  std::uint64_t bytes = 0;
  std::uint64_t seed = 0;
};

class MemoryDirectory final : public Directory {
 public:
  // Called before each Sync of a file (its name) or the directory (""). Returning an error makes
  // the Sync fail and nothing durable; a simulator counts its delay here.
  using SyncHook = std::function<Result<void, Status>(const std::string& name)>;

  MemoryDirectory();
  ~MemoryDirectory() override;

  [[nodiscard]] bool Exists(const std::string& name) const override;
  [[nodiscard]] Result<std::unique_ptr<File>, Status> Open(const std::string& name) override;
  [[nodiscard]] Result<std::unique_ptr<File>, Status> Create(const std::string& name) override;
  [[nodiscard]] Result<void, Status> Rename(const std::string& from,
                                            const std::string& to) override;
  [[nodiscard]] Result<void, Status> Remove(const std::string& name) override;
  [[nodiscard]] Result<void, Status> Sync() override;

  void OnSync(SyncHook hook);

  // Power fails. Files opened before must be closed; names that were not synced are gone or old.
  void Crash(const TornWrites& torn = {});

  // Bytes written and not synced, over all files: how far TornWrites::bytes reaches.
  [[nodiscard]] std::uint64_t UnsyncedBytes() const;

  // The bytes of a file, for tests that flip some.
  [[nodiscard]] Bytes ContentOf(const std::string& name) const;
  // What of it a crash without any luck would leave, now. Valid until the next change.
  [[nodiscard]] ByteView DurableContentOf(const std::string& name) const;
  void Overwrite(const std::string& name, Bytes content);

 private:
  struct Inode;
  class OpenFile;

  std::map<std::string, std::shared_ptr<Inode>> names_;    // shared with open files
  std::map<std::string, std::shared_ptr<Inode>> durable_;  // as of the last Sync
  std::shared_ptr<SyncHook> hook_;                         // shared with open files
};

}  // namespace heng::storage
