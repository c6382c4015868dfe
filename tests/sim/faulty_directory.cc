// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/faulty_directory.h"

#include <utility>

namespace heng::sim {

class LyingDirectory::LyingFile final : public storage::File {
 public:
  LyingFile(std::unique_ptr<storage::File> below, const bool& lies)
      : below_(std::move(below)), lies_(lies) {}

  [[nodiscard]] std::uint64_t Size() const override { return below_->Size(); }
  [[nodiscard]] Result<Bytes, Status> Read(std::uint64_t offset, std::size_t size) const override {
    return below_->Read(offset, size);
  }
  [[nodiscard]] Result<void, Status> Write(std::uint64_t offset, ByteView bytes) override {
    return below_->Write(offset, bytes);
  }
  [[nodiscard]] Result<void, Status> Truncate(std::uint64_t size) override {
    return below_->Truncate(size);
  }
  [[nodiscard]] Result<void, Status> Sync() override {
    return lies_ ? Result<void, Status>() : below_->Sync();
  }

 private:
  std::unique_ptr<storage::File> below_;
  const bool& lies_;
};

bool LyingDirectory::Exists(const std::string& name) const {
  return below_.Exists(name);
}

Result<std::unique_ptr<storage::File>, Status> LyingDirectory::Open(const std::string& name) {
  HENG_TRY(auto file, below_.Open(name));
  return std::make_unique<LyingFile>(std::move(file), lies_);
}

Result<std::unique_ptr<storage::File>, Status> LyingDirectory::Create(const std::string& name) {
  HENG_TRY(auto file, below_.Create(name));
  return std::make_unique<LyingFile>(std::move(file), lies_);
}

Result<void, Status> LyingDirectory::Rename(const std::string& from, const std::string& to) {
  return below_.Rename(from, to);
}

Result<void, Status> LyingDirectory::Remove(const std::string& name) {
  return below_.Remove(name);
}

Result<void, Status> LyingDirectory::Sync() {
  return below_.Sync();
}

}  // namespace heng::sim
