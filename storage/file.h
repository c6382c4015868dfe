// SPDX-License-Identifier: Apache-2.0
// Files of one directory, for what must be on disk before a vote leaves. Two implementations:
// posix_file.h for a node and memory_file.h for the simulator, which can lose power.
//
// Nothing is durable before Sync returns, and no name before Directory::Sync does. A failed Sync
// must never be tried again: the caller ends the process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace heng::storage {

class File {
 public:
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  virtual ~File() = default;

  [[nodiscard]] virtual std::uint64_t Size() const = 0;

  // Up to `size` bytes from `offset`; fewer only where the file ends.
  [[nodiscard]] virtual Result<Bytes, Status> Read(std::uint64_t offset,
                                                   std::size_t size) const = 0;

  // Writes at `offset`, extending the file when it ends before; a hole reads as zero.
  [[nodiscard]] virtual Result<void, Status> Write(std::uint64_t offset, ByteView bytes) = 0;
  [[nodiscard]] Result<void, Status> Append(ByteView bytes) { return Write(Size(), bytes); }
  [[nodiscard]] virtual Result<void, Status> Truncate(std::uint64_t size) = 0;

  // Returns when every byte written so far is on disk.
  [[nodiscard]] virtual Result<void, Status> Sync() = 0;
};

class Directory {
 public:
  Directory() = default;
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  virtual ~Directory() = default;

  [[nodiscard]] virtual bool Exists(const std::string& name) const = 0;
  // Fails with kNotFound when there is no file of that name.
  [[nodiscard]] virtual Result<std::unique_ptr<File>, Status> Open(const std::string& name) = 0;
  // An empty file of that name, replacing one that is there.
  [[nodiscard]] virtual Result<std::unique_ptr<File>, Status> Create(const std::string& name) = 0;
  // Gives the file `from` the name `to` in one step, replacing what was there.
  [[nodiscard]] virtual Result<void, Status> Rename(const std::string& from,
                                                    const std::string& to) = 0;
  [[nodiscard]] virtual Result<void, Status> Remove(const std::string& name) = 0;
  // Returns when the names created, renamed and removed so far are on disk.
  [[nodiscard]] virtual Result<void, Status> Sync() = 0;
};

}  // namespace heng::storage
