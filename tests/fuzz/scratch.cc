// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/scratch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "core/check.h"

namespace heng::fuzz {
namespace {

class Scratch {
 public:
  Scratch() : path_((std::filesystem::temp_directory_path() / "heng-fuzz-XXXXXX").string()) {
    HENG_ASSERT(mkdtemp(path_.data()) != nullptr);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

const std::string& ScratchDirectory() {
  static const Scratch kScratch;
  return kScratch.path();
}

std::string WriteScratch(const std::string& name, ByteView bytes) {
  std::string path = ScratchDirectory() + "/" + name;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  HENG_ASSERT(file >= 0);
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    HENG_ASSERT(written > 0);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  HENG_ASSERT(close(file) == 0);
  return path;
}

}  // namespace heng::fuzz
