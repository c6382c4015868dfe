// SPDX-License-Identifier: Apache-2.0
// What must come about once the network is whole, disks and clocks work, and only the traitors
// misbehave: L1 every honest node commits ten more blocks; L2 none stays in a view; L4 those that
// were behind catch up; L5 a transaction given to one honest node becomes final there; L6 the
// back-off decays. All within a bound of virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/height.h"
#include "core/ids.h"
#include "tests/sim/cast.h"

namespace heng::sim {

class SimNode;

class LivenessWatch {
 public:
  using Report = std::function<void(std::string)>;
  struct Bounds {
    std::uint64_t all_ms = 90'000;  // for everything
    std::uint64_t delta_ms = 40;
    std::uint64_t idle_interval_ms = 300;
  };

  LivenessWatch(const Bounds& bounds, Report report)
      : bounds_(bounds), report_(std::move(report)) {}

  // The faults are over.
  void Begin(std::uint64_t now_us, const std::vector<const SimNode*>& honest);
  // A transaction that `node` has accepted.
  void Expect(NodeIndex node, const TransactionId& id) { expected_.emplace(id, node); }
  // True when nothing is left to wait for. Reports what did not come about in time.
  [[nodiscard]] bool Tick(std::uint64_t now_us, const std::vector<const SimNode*>& honest);

 private:
  struct Stay {
    View view;
    std::uint64_t since_us = 0;
    std::uint32_t backoff = 0;  // the greatest while it lasts
  };

  void CheckStay(std::uint64_t now_us, const SimNode& node);
  // What is still to be waited for; nothing when all is well.
  [[nodiscard]] std::optional<std::string> Missing(const std::vector<const SimNode*>& honest) const;

  Bounds bounds_;
  Report report_;
  std::uint64_t began_us_ = 0;
  Height goal_;
  std::map<NodeIndex, Stay> stays_;
  std::map<TransactionId, NodeIndex> expected_;
};

}  // namespace heng::sim
