// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_file.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/check.h"

namespace heng::storage {
namespace {

constexpr std::size_t kSectorBytes = 512;

// splitmix64: enough to choose which sectors a power failure keeps, equal on every machine.
std::uint64_t NextRandom(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

void WriteInto(Bytes& content, std::uint64_t offset, ByteView bytes) {
  const auto begin = static_cast<std::size_t>(offset);
  if (content.size() < begin + bytes.size()) {
    content.resize(begin + bytes.size(), '\0');
  }
  content.replace(begin, bytes.size(), bytes);
}

}  // namespace

struct MemoryDirectory::Inode {
  // A write, or a new size when `bytes` is nothing.
  struct Change {
    std::uint64_t offset = 0;
    std::optional<Bytes> bytes;
  };

  std::string name;
  Bytes content;  // as the process sees it
  Bytes durable;
  std::vector<Change> unsynced;

  static void Apply(Bytes& to, const Change& change) {
    if (change.bytes) {
      WriteInto(to, change.offset, *change.bytes);
    } else {
      to.resize(static_cast<std::size_t>(change.offset), '\0');
    }
  }

  // Puts on disk what the crash kept of the unsynced changes.
  void Settle(TornWrites::Kind kind, std::uint64_t& bytes, std::uint64_t& random) {
    for (const Change& change : unsynced) {
      if (kind == TornWrites::Kind::kAll) {
        Apply(durable, change);
      } else if (kind == TornWrites::Kind::kPrefix) {
        KeepPrefix(change, bytes);
      } else if (kind == TornWrites::Kind::kSubset) {
        KeepSectors(change, random);
      }
    }
    unsynced.clear();
    content = durable;
  }

 private:
  void KeepPrefix(const Change& change, std::uint64_t& bytes) {
    if (bytes == 0) {
      return;
    }
    if (!change.bytes) {
      Apply(durable, change);
      return;
    }
    const auto kept = std::min<std::uint64_t>(bytes, change.bytes->size());
    WriteInto(durable, change.offset, ByteView(*change.bytes).substr(0, kept));
    bytes -= kept;
  }

  void KeepSectors(const Change& change, std::uint64_t& random) {
    if (!change.bytes) {
      if ((NextRandom(random) & 1) != 0) {
        Apply(durable, change);
      }
      return;
    }
    // Sectors are those of the disk, not of the write.
    const std::uint64_t end = change.offset + change.bytes->size();
    for (std::uint64_t at = change.offset; at < end;) {
      const std::uint64_t next = std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
      if ((NextRandom(random) & 1) != 0) {
        WriteInto(durable, at, ByteView(*change.bytes).substr(at - change.offset, next - at));
      }
      at = next;
    }
  }
};

class MemoryDirectory::OpenFile final : public File {
 public:
  OpenFile(std::shared_ptr<Inode> inode, std::shared_ptr<SyncHook> hook)
      : inode_(std::move(inode)), hook_(std::move(hook)) {}

  std::uint64_t Size() const override { return inode_->content.size(); }

  Result<Bytes, Status> Read(std::uint64_t offset, std::size_t size) const override {
    if (offset >= inode_->content.size()) {
      return Bytes();
    }
    return inode_->content.substr(static_cast<std::size_t>(offset), size);
  }

  Result<void, Status> Write(std::uint64_t offset, ByteView bytes) override {
    Add({.offset = offset, .bytes = Bytes(bytes)});
    return {};
  }

  Result<void, Status> Truncate(std::uint64_t size) override {
    Add({.offset = size, .bytes = std::nullopt});
    return {};
  }

  Result<void, Status> Sync() override {
    if (*hook_) {
      HENG_CHECK_OK((*hook_)(inode_->name));
    }
    for (const Inode::Change& change : inode_->unsynced) {
      Inode::Apply(inode_->durable, change);
    }
    inode_->unsynced.clear();
    return {};
  }

 private:
  void Add(Inode::Change change) {
    Inode::Apply(inode_->content, change);
    inode_->unsynced.push_back(std::move(change));
  }

  std::shared_ptr<Inode> inode_;
  std::shared_ptr<SyncHook> hook_;
};

MemoryDirectory::MemoryDirectory() : hook_(std::make_shared<SyncHook>()) {}
MemoryDirectory::~MemoryDirectory() = default;

bool MemoryDirectory::Exists(const std::string& name) const {
  return names_.contains(name);
}

Result<std::unique_ptr<File>, Status> MemoryDirectory::Open(const std::string& name) {
  const auto found = names_.find(name);
  if (found == names_.end()) {
    return Fail(StatusCode::kNotFound, "there is no file '" + name + "'");
  }
  return std::make_unique<OpenFile>(found->second, hook_);
}

Result<std::unique_ptr<File>, Status> MemoryDirectory::Create(const std::string& name) {
  auto inode = std::make_shared<Inode>();
  inode->name = name;
  names_[name] = inode;
  return std::make_unique<OpenFile>(std::move(inode), hook_);
}

Result<void, Status> MemoryDirectory::Rename(const std::string& from, const std::string& to) {
  const auto found = names_.find(from);
  if (found == names_.end()) {
    return Fail(StatusCode::kNotFound, "there is no file '" + from + "'");
  }
  auto inode = std::move(found->second);
  names_.erase(found);
  inode->name = to;
  names_[to] = std::move(inode);
  return {};
}

Result<void, Status> MemoryDirectory::Remove(const std::string& name) {
  if (names_.erase(name) == 0) {
    return Fail(StatusCode::kNotFound, "there is no file '" + name + "'");
  }
  return {};
}

Result<void, Status> MemoryDirectory::Sync() {
  if (*hook_) {
    HENG_CHECK_OK((*hook_)(std::string()));
  }
  durable_ = names_;
  return {};
}

void MemoryDirectory::OnSync(SyncHook hook) {
  *hook_ = std::move(hook);
}

void MemoryDirectory::Crash(const TornWrites& torn) {
  std::uint64_t bytes = torn.bytes;
  std::uint64_t random = torn.seed;
  // Names are journalled by the file system as a whole: all of the changes since the last sync, or
  // none of them.
  const bool keep_names = torn.kind == TornWrites::Kind::kAll ||
                          (torn.kind == TornWrites::Kind::kSubset && (NextRandom(random) & 1) != 0);
  if (keep_names) {
    durable_ = names_;
  }
  names_ = durable_;
  for (auto& [name, inode] : names_) {
    HENG_ASSERT(inode.use_count() == 2);  // no file may be open: names_ and durable_ only
    inode->name = name;
    inode->Settle(torn.kind, bytes, random);
  }
}

std::uint64_t MemoryDirectory::UnsyncedBytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, inode] : names_) {
    for (const Inode::Change& change : inode->unsynced) {
      bytes += change.bytes ? change.bytes->size() : 0;
    }
  }
  return bytes;
}

Bytes MemoryDirectory::ContentOf(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? Bytes() : found->second->content;
}

ByteView MemoryDirectory::DurableContentOf(const std::string& name) const {
  const auto found = durable_.find(name);
  return found == durable_.end() ? ByteView() : ByteView(found->second->durable);
}

void MemoryDirectory::Overwrite(const std::string& name, Bytes content) {
  const auto found = names_.find(name);
  HENG_ASSERT(found != names_.end());
  found->second->content = content;
  found->second->durable = std::move(content);
  found->second->unsynced.clear();
}

}  // namespace heng::storage
