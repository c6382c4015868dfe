// SPDX-License-Identifier: Apache-2.0
// Files of a real directory. Sync is fdatasync; names are synced by fsync of the directory.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "storage/file.h"

namespace heng::storage {

class PosixDirectory final : public Directory {
 public:
  // Called before each Sync; benchmarks wait here to imitate a slower disk.
  using SyncHook = std::function<void()>;

  // The directory at `path`, created (with its parents) when there is none.
  [[nodiscard]] static Result<std::unique_ptr<PosixDirectory>, Status> At(std::string path,
                                                                          SyncHook hook = {});
  ~PosixDirectory() override;

  [[nodiscard]] bool Exists(const std::string& name) const override;
  [[nodiscard]] Result<std::unique_ptr<File>, Status> Open(const std::string& name) override;
  [[nodiscard]] Result<std::unique_ptr<File>, Status> Create(const std::string& name) override;
  [[nodiscard]] Result<void, Status> Rename(const std::string& from,
                                            const std::string& to) override;
  [[nodiscard]] Result<void, Status> Remove(const std::string& name) override;
  [[nodiscard]] Result<void, Status> Sync() override;

 private:
  PosixDirectory(std::string path, int descriptor, SyncHook hook);
  [[nodiscard]] Result<std::unique_ptr<File>, Status> OpenWith(const std::string& name, int flags);

  std::string path_;
  int descriptor_;
  SyncHook hook_;
};

}  // namespace heng::storage
