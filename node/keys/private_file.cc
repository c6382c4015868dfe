// SPDX-License-Identifier: Apache-2.0
#include "node/keys/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace heng::node {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      close(number_);
    }
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::unexpected<Status> SystemFailure(const std::string& what, const std::string& path) {
  const int code = errno;
  return Fail(code == ENOENT ? StatusCode::kNotFound : StatusCode::kIo,
              "cannot " + what + " " + path + ": " + std::generic_category().message(code));
}

std::string Octal(mode_t mode) {
  char text[8];
  std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode & 07777));
  return text;
}

Result<void, Status> CheckPrivate(const struct stat& facts, const std::string& path) {
  if (!S_ISREG(facts.st_mode)) {
    return Fail(StatusCode::kDenied, path + " is not a regular file; secrets are read from one");
  }
  if (facts.st_uid != geteuid()) {
    return Fail(StatusCode::kDenied,
                path + " belongs to user " + std::to_string(facts.st_uid) +
                    " and the node runs as " + std::to_string(geteuid()) + "; run: chown " +
                    std::to_string(geteuid()) + " " + path);
  }
  if ((facts.st_mode & 07777) != 0600 && (facts.st_mode & 07777) != 0400) {
    return Fail(StatusCode::kDenied,
                path + " has mode " + Octal(facts.st_mode) +
                    " and others may have read it; if they cannot have, run: chmod 0600 " + path);
  }
  return {};
}

Result<void, Status> WriteAll(int descriptor, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return SystemFailure("write", path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void, Status> SyncDirectoryOf(const std::string& path) {
  const auto slash = path.find_last_of('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || fsync(opened.number()) != 0) {
    return SystemFailure("sync the directory", directory);
  }
  return {};
}

}  // namespace

Result<Bytes, Status> ReadPrivateFile(const std::string& path, std::size_t bytes_max) {
  // O_NONBLOCK: a pipe in the place of the file is refused below instead of waited for.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat facts{};
  if (file.number() < 0 || fstat(file.number(), &facts) != 0) {
    return SystemFailure("open", path);
  }
  HENG_CHECK_OK(CheckPrivate(facts, path));
  if (facts.st_size < 0 || static_cast<std::uint64_t>(facts.st_size) > bytes_max) {
    return Fail(StatusCode::kLimit,
                path + " holds more than " + std::to_string(bytes_max) +
                    " bytes; it is not the file that was expected");
  }
  Bytes bytes(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return SystemFailure("read", path);
    }
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

Result<void, Status> CreatePrivateFile(const std::string& path, ByteView bytes) {
  const Descriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.number() < 0) {
    return SystemFailure("create", path);
  }
  HENG_CHECK_OK(WriteAll(file.number(), bytes, path));
  if (fsync(file.number()) != 0) {
    return SystemFailure("sync", path);
  }
  return SyncDirectoryOf(path);
}

}  // namespace heng::node
