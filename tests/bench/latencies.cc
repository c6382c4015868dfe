// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/latencies.h"

#include <algorithm>

namespace heng::bench {

void Latencies::Add(const Latencies& other) {
  micros_.insert(micros_.end(), other.micros_.begin(), other.micros_.end());
}

std::uint64_t Latencies::Percentile(std::uint64_t permille) const {
  if (micros_.empty()) {
    return 0;
  }
  const std::uint64_t rank = std::max<std::uint64_t>(1, (micros_.size() * permille + 999) / 1'000);
  const std::size_t index = std::min<std::size_t>(rank, micros_.size()) - 1;
  std::vector<std::uint64_t> sorted = micros_;
  std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(index));
  return sorted[index];
}

double AsMillis(std::uint64_t micros) {
  const std::uint64_t tenths = (micros + 50) / 100;
  return static_cast<double>(tenths) / 10;
}

}  // namespace heng::bench
