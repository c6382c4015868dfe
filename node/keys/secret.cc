// SPDX-License-Identifier: Apache-2.0
#include "node/keys/secret.h"

#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/check.h"
#include "node/keys/private_file.h"

namespace heng::node {
namespace {

Result<Secret, Status> CheckPassphrase(Bytes bytes, const std::string& source) {
  if (bytes.ends_with('\n')) {
    bytes.pop_back();
  }
  if (bytes.ends_with('\r')) {
    bytes.pop_back();
  }
  Secret passphrase(std::move(bytes));
  if (passphrase.size() < kPassphraseBytesMin || passphrase.size() > kPassphraseBytesMax) {
    return Fail(StatusCode::kInvalid,
                "the passphrase in " + source + " has " + std::to_string(passphrase.size()) +
                    " bytes; it must have " + std::to_string(kPassphraseBytesMin) + " to " +
                    std::to_string(kPassphraseBytesMax));
  }
  return passphrase;
}

}  // namespace

Secret::Secret(Bytes&& bytes) : bytes_(std::move(bytes)) {
  // A short string is copied by its move, so the source must be wiped as well.
  sodium_memzero(bytes.data(), bytes.capacity());
  bytes.clear();
}

Secret Secret::Random(std::size_t size) {
  HENG_ASSERT(sodium_init() >= 0);
  Bytes bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return Secret(std::move(bytes));
}

Secret::Secret(Secret&& other) noexcept : bytes_(other.bytes_) {
  other.Wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe();
    bytes_ = other.bytes_;
    other.Wipe();
  }
  return *this;
}

Secret::~Secret() {
  Wipe();
}

void Secret::Wipe() {
  sodium_memzero(bytes_.data(), bytes_.size());
  bytes_.clear();
}

Result<Secret, Status> ReadPassphraseFile(const std::string& path) {
  HENG_TRY(Bytes bytes, ReadPrivateFile(path, kPassphraseBytesMax + 2));
  return CheckPassphrase(std::move(bytes), path);
}

Result<Secret, Status> ReadPassphraseDescriptor(int descriptor) {
  const std::string source = "file descriptor " + std::to_string(descriptor);
  Bytes bytes(kPassphraseBytesMax + 3, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return Fail(StatusCode::kIo,
                  "cannot read the passphrase from " + source + ": " +
                      std::generic_category().message(errno));
    }
    if (count == 0) {
      break;
    }
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return CheckPassphrase(std::move(bytes), source);
}

}  // namespace heng::node
