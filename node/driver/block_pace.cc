// SPDX-License-Identifier: Apache-2.0
#include "node/driver/block_pace.h"

#include <algorithm>
#include <limits>

namespace heng::node {
namespace {

// Sums are halved when they have seen this much: the last few seconds of work count.
constexpr std::uint64_t kRememberedMs = 2'000;
constexpr std::uint64_t kRememberedBytes = std::uint64_t{1} << 32;

}  // namespace

void BlockPace::Executed(std::uint64_t bytes, std::uint64_t elapsed_ms) {
  bytes_ += bytes;
  elapsed_ms_ += elapsed_ms;
  while (elapsed_ms_ > kRememberedMs || bytes_ > kRememberedBytes) {
    bytes_ /= 2;
    elapsed_ms_ /= 2;
  }
}

void BlockPace::Committed(std::uint64_t elapsed_ms) {
  Executed(0, elapsed_ms);
}

std::uint64_t BlockPace::BytesWanted() const {
  if (bytes_ == 0) {
    return kFirstBytes;
  }
  if (elapsed_ms_ == 0) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  return std::max(bytes_ * kTargetMs / elapsed_ms_, kLeastBytes);
}

}  // namespace heng::node
