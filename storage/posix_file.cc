// SPDX-License-Identifier: Apache-2.0
#include "storage/posix_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace heng::storage {
namespace {

std::unexpected<Status> Refused(const std::string& doing, const std::string& path, int error) {
  return Fail(error == ENOENT ? StatusCode::kNotFound : StatusCode::kIo,
              doing + " " + path + " failed: " + std::generic_category().message(error));
}

class PosixFile final : public File {
 public:
  PosixFile(std::string path, int descriptor, std::uint64_t size, PosixDirectory::SyncHook hook)
      : path_(std::move(path)), descriptor_(descriptor), size_(size), hook_(std::move(hook)) {}
  ~PosixFile() override { ::close(descriptor_); }

  std::uint64_t Size() const override { return size_; }

  Result<Bytes, Status> Read(std::uint64_t offset, std::size_t size) const override {
    if (offset >= size_) {
      return Bytes();
    }
    Bytes bytes(std::min<std::uint64_t>(size, size_ - offset), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = ::pread(
          descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) {
        continue;
      }
      if (count < 0) {
        return Refused("reading", path_, errno);
      }
      if (count == 0) {
        break;
      }
      done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
  }

  Result<void, Status> Write(std::uint64_t offset, ByteView bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = ::pwrite(
          descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) {
        continue;
      }
      if (count < 0) {
        return Refused("writing", path_, errno);
      }
      done += static_cast<std::size_t>(count);
    }
    size_ = std::max<std::uint64_t>(size_, offset + bytes.size());
    return {};
  }

  Result<void, Status> Truncate(std::uint64_t size) override {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
      return Refused("truncating", path_, errno);
    }
    size_ = size;
    return {};
  }

  Result<void, Status> Sync() override {
    if (hook_) {
      hook_();
    }
    // fdatasync also writes the size when the file has grown, which is all that a reader needs.
    if (::fdatasync(descriptor_) != 0) {
      return Refused("syncing", path_, errno);
    }
    return {};
  }

 private:
  std::string path_;
  int descriptor_;
  std::uint64_t size_;
  PosixDirectory::SyncHook hook_;
};

}  // namespace

Result<std::unique_ptr<PosixDirectory>, Status> PosixDirectory::At(std::string path,
                                                                   SyncHook hook) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return Fail(StatusCode::kIo, "creating the directory " + path + " failed: " + error.message());
  }
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return Refused("opening the directory", path, errno);
  }
  return std::unique_ptr<PosixDirectory>(
      new PosixDirectory(std::move(path), descriptor, std::move(hook)));
}

PosixDirectory::PosixDirectory(std::string path, int descriptor, SyncHook hook)
    : path_(std::move(path)), descriptor_(descriptor), hook_(std::move(hook)) {}

PosixDirectory::~PosixDirectory() {
  ::close(descriptor_);
}

bool PosixDirectory::Exists(const std::string& name) const {
  return ::faccessat(descriptor_, name.c_str(), F_OK, 0) == 0;
}

Result<std::unique_ptr<File>, Status> PosixDirectory::Open(const std::string& name) {
  return OpenWith(name, O_RDWR | O_CLOEXEC);
}

Result<std::unique_ptr<File>, Status> PosixDirectory::Create(const std::string& name) {
  return OpenWith(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC);
}

Result<std::unique_ptr<File>, Status> PosixDirectory::OpenWith(const std::string& name, int flags) {
  const std::string path = path_ + "/" + name;
  const int descriptor = ::openat(descriptor_, name.c_str(), flags, 0600);
  if (descriptor < 0) {
    return Refused("opening", path, errno);
  }
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) {
    const int error = errno;
    ::close(descriptor);
    return Refused("asking for the size of", path, error);
  }
  return std::make_unique<PosixFile>(
      path, descriptor, static_cast<std::uint64_t>(status.st_size), hook_);
}

Result<void, Status> PosixDirectory::Rename(const std::string& from, const std::string& to) {
  if (::renameat(descriptor_, from.c_str(), descriptor_, to.c_str()) != 0) {
    return Refused("renaming", path_ + "/" + from, errno);
  }
  return {};
}

Result<void, Status> PosixDirectory::Remove(const std::string& name) {
  if (::unlinkat(descriptor_, name.c_str(), 0) != 0) {
    return Refused("removing", path_ + "/" + name, errno);
  }
  return {};
}

Result<void, Status> PosixDirectory::Sync() {
  if (hook_) {
    hook_();
  }
  if (::fsync(descriptor_) != 0) {
    return Refused("syncing the directory", path_, errno);
  }
  return {};
}

}  // namespace heng::storage
