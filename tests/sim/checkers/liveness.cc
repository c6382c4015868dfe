// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checkers/liveness.h"

#include <algorithm>

#include "tests/sim/sim_node.h"

namespace heng::sim {
namespace {

constexpr std::uint64_t kBlocksToCommit = 10;
// P + V + C of consensus/config.h: a view may take as long beside the delays.
constexpr std::uint64_t kBudgetsMs = 1'000;

}  // namespace

void LivenessWatch::Begin(std::uint64_t now_us, const std::vector<const SimNode*>& honest) {
  began_us_ = now_us;
  Height highest;
  for (const SimNode* node : honest) {
    highest = std::max(highest, node->store().head()->height());
  }
  goal_ = highest + HeightDelta(kBlocksToCommit);
}

void LivenessWatch::CheckStay(std::uint64_t now_us, const SimNode& node) {
  const consensus::ReplicaStatus status = node.driver().status().replica;
  Stay& stay = stays_[node.index()];
  if (stay.since_us == 0 || stay.view != status.view) {
    stay = {.view = status.view, .since_us = now_us, .backoff = 0};
  }
  stay.backoff = std::max(stay.backoff, status.backoff);
  const std::uint64_t view_ms = 3 * (bounds_.delta_ms << stay.backoff) + kBudgetsMs;
  const std::uint64_t stayed_ms = (now_us - stay.since_us) / 1000;
  if (stayed_ms > 4 * view_ms + bounds_.idle_interval_ms) {
    report_("L2: " + node.name() + " has stayed in view " + std::to_string(stay.view.value()) +
            " for " + std::to_string(stayed_ms) + " ms");
    stay.since_us = now_us;
  }
}

std::optional<std::string> LivenessWatch::Missing(const std::vector<const SimNode*>& honest) const {
  for (const SimNode* node : honest) {
    const Height height = node->store().head()->height();
    if (height < goal_) {
      return "L1, L4: " + node->name() + " is at height " + std::to_string(height.value()) +
             ", not at " + std::to_string(goal_.value());
    }
    if (const auto backoff = node->driver().status().replica.backoff; backoff > 1) {
      return "L6: the back-off of " + node->name() + " is still " + std::to_string(backoff);
    }
    for (const auto& [id, where] : expected_) {
      if (where == node->index() && !node->store().Chain().Find(id)) {
        return "L5: a transaction that " + node->name() + " accepted is not final";
      }
    }
  }
  return std::nullopt;
}

bool LivenessWatch::Tick(std::uint64_t now_us, const std::vector<const SimNode*>& honest) {
  for (const SimNode* node : honest) {
    if (node->role().seat) {
      CheckStay(now_us, *node);
    }
  }
  const auto missing = Missing(honest);
  if (missing && (now_us - began_us_) / 1000 > bounds_.all_ms) {
    report_(*missing + ", " + std::to_string(bounds_.all_ms) + " ms after all faults ended");
    return true;
  }
  return !missing;
}

}  // namespace heng::sim
