// SPDX-License-Identifier: Apache-2.0
// Bytes that must not outlive their use: wiped when the object dies or is moved from. Move only,
// and never printed.
#pragma once

#include "core/bytes.h"
#include "core/result.h"

namespace heng::node {

class Secret {
 public:
  Secret() = default;
  // Takes the bytes over; the caller's string is left empty.
  explicit Secret(Bytes&& bytes);
  // `size` bytes from the operating system's generator.
  [[nodiscard]] static Secret Random(std::size_t size);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] ByteView view() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  void Wipe();

  Bytes bytes_;
};

inline constexpr std::size_t kPassphraseBytesMin = 8;
inline constexpr std::size_t kPassphraseBytesMax = 1024;

// A passphrase comes from a file that only its owner can read, or from an open file descriptor;
// never from a flag or the environment, which other users of the machine can see. One line end at
// the end is not part of it.
[[nodiscard]] Result<Secret, Status> ReadPassphraseFile(const std::string& path);
[[nodiscard]] Result<Secret, Status> ReadPassphraseDescriptor(int descriptor);

}  // namespace heng::node
