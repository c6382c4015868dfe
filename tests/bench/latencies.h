// SPDX-License-Identifier: Apache-2.0
// Durations of one run, kept one by one, so that every percentile is exact. Integers only.
#pragma once

#include <cstdint>
#include <vector>

namespace heng::bench {

class Latencies {
 public:
  void Add(std::uint64_t micros) { micros_.push_back(micros); }
  void Add(const Latencies& other);

  [[nodiscard]] std::size_t size() const { return micros_.size(); }
  // Nearest rank: the smallest duration that at least `permille` thousandths of all do not exceed.
  // Zero when there are none; `permille` of 1,000 is the longest.
  [[nodiscard]] std::uint64_t Percentile(std::uint64_t permille) const;

 private:
  std::vector<std::uint64_t> micros_;
};

// "12.3": hundred-microsecond steps, rounded half up.
[[nodiscard]] double AsMillis(std::uint64_t micros);

}  // namespace heng::bench
