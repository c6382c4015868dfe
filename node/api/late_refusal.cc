// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <limits>
#include <utility>

#include "node/api/call.h"

namespace heng::node {
namespace {

constexpr std::chrono::milliseconds kRefusalHeld{250};
// With more calls waiting for anything at this node, refusals are not held.
constexpr std::size_t kHeldCallsMax = 8'192;

}  // namespace

void RefuseLate(const ApiPorts& ports, const ApiError& error, std::function<void()> finish) {
  const bool by_budget =
      error.reason == ErrorReason::kRateLimited || error.reason == ErrorReason::kStreamLimit;
  if (!by_budget || ports.commits.waiting() >= kHeldCallsMax) {
    finish();
    return;
  }
  // No block is above the greatest height, so the time alone wakes it, or the end of the node.
  ports.commits.Await(Height(std::numeric_limits<std::uint64_t>::max()),
                      std::chrono::steady_clock::now() + kRefusalHeld,
                      [finish = std::move(finish)](CommitFeed::Wake) { finish(); });
}

}  // namespace heng::node
