// SPDX-License-Identifier: Apache-2.0
// A device that says it has synced and has not. A planted defect: the checkers must see it.
#pragma once

#include <memory>
#include <string>

#include "storage/file.h"

namespace heng::sim {

class LyingDirectory final : public storage::Directory {
 public:
  // Lies about files once `lies` is set; `below` must outlive it.
  LyingDirectory(storage::Directory& below, const bool& lies) : below_(below), lies_(lies) {}

  [[nodiscard]] bool Exists(const std::string& name) const override;
  [[nodiscard]] Result<std::unique_ptr<storage::File>, Status> Open(
      const std::string& name) override;
  [[nodiscard]] Result<std::unique_ptr<storage::File>, Status> Create(
      const std::string& name) override;
  [[nodiscard]] Result<void, Status> Rename(const std::string& from,
                                            const std::string& to) override;
  [[nodiscard]] Result<void, Status> Remove(const std::string& name) override;
  [[nodiscard]] Result<void, Status> Sync() override;

 private:
  class LyingFile;

  storage::Directory& below_;
  const bool& lies_;
};

}  // namespace heng::sim
