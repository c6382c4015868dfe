// SPDX-License-Identifier: Apache-2.0
// What a node's process costs the machine, read from outside every few seconds, and how its memory
// grows: a slope by least squares, in whole numbers.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heng::testing {

// Whether the memory of a process is what the node uses. A sanitizer keeps freed blocks and notes
// of its own there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryIsTheNodes = false;
#else
inline constexpr bool kMemoryIsTheNodes = true;
#endif

struct ProcessSample {
  std::uint64_t at_ms = 0;
  pid_t pid = 0;
  std::uint64_t memory_kib = 0;
  std::uint64_t descriptors = 0;
  std::uint64_t threads = 0;
};

// All zero when there is no such process.
[[nodiscard]] ProcessSample SampleProcess(pid_t pid, std::uint64_t at_ms);
[[nodiscard]] std::uint64_t DirectoryBytes(const std::string& path);

// Kibibytes an hour over the last half of the samples of the newest process among them; 0 when they
// are too few.
[[nodiscard]] std::int64_t MemorySlopeKibPerHour(const std::vector<ProcessSample>& samples);

}  // namespace heng::testing
