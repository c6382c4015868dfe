// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/process_samples.h"

#include <filesystem>
#include <fstream>

namespace heng::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSamplesMin = 10;
constexpr std::int64_t kHourS = 3'600;

}  // namespace

ProcessSample SampleProcess(pid_t pid, std::uint64_t at_ms) {
  ProcessSample sample{.at_ms = at_ms, .pid = pid};
  const std::string directory = "/proc/" + std::to_string(pid);
  std::ifstream status(directory + "/status");
  std::string word;
  while (status >> word) {
    if (word == "VmRSS:") {
      status >> sample.memory_kib;
    } else if (word == "Threads:") {
      status >> sample.threads;
    }
  }
  std::error_code error;
  for (fs::directory_iterator it(directory + "/fd", error), end; !error && it != end;
       it.increment(error)) {
    ++sample.descriptors;
  }
  return sample;
}

std::uint64_t DirectoryBytes(const std::string& path) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code gone;  // a file may vanish between its name and its size
    const std::uint64_t size = it->is_regular_file(gone) ? it->file_size(gone) : 0;
    bytes += gone ? 0 : size;
  }
  return bytes;
}

std::int64_t MemorySlopeKibPerHour(const std::vector<ProcessSample>& samples) {
  std::vector<ProcessSample> life;
  for (const ProcessSample& sample : samples) {
    if (sample.pid == samples.back().pid && sample.memory_kib > 0) {
      life.push_back(sample);
    }
  }
  life.erase(life.begin(), life.begin() + static_cast<std::ptrdiff_t>(life.size() / 2));
  if (life.size() < kSamplesMin) {
    return 0;
  }
  // Seconds and kibibytes from the first sample on, so that the sums stay small.
  std::int64_t n = 0;
  std::int64_t sum_x = 0;
  std::int64_t sum_y = 0;
  std::int64_t sum_xx = 0;
  std::int64_t sum_xy = 0;
  for (const ProcessSample& sample : life) {
    const auto x = static_cast<std::int64_t>((sample.at_ms - life.front().at_ms) / 1'000);
    const auto y = static_cast<std::int64_t>(sample.memory_kib) -
                   static_cast<std::int64_t>(life.front().memory_kib);
    ++n;
    sum_x += x;
    sum_y += y;
    sum_xx += x * x;
    sum_xy += x * y;
  }
  const std::int64_t spread = n * sum_xx - sum_x * sum_x;
  return spread == 0 ? 0 : (n * sum_xy - sum_x * sum_y) * kHourS / spread;
}

}  // namespace heng::testing
