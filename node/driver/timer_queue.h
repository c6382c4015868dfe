// SPDX-License-Identifier: Apache-2.0
// The timers of a replica: at most one of each kind. Times are uptime milliseconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "consensus/event.h"

namespace heng::node {

class TimerQueue {
 public:
  void Set(consensus::TimerKind kind, View view, std::uint64_t deadline_ms);
  void Cancel(consensus::TimerKind kind);

  [[nodiscard]] std::optional<std::uint64_t> NextDeadline() const;
  // Takes out the timers that have run out, earliest first; of the same deadline, in order of kind.
  [[nodiscard]] std::vector<consensus::TimerFired> TakeDue(std::uint64_t now_ms);

 private:
  struct Timer {
    std::uint64_t deadline_ms = 0;
    View view;
  };

  std::map<consensus::TimerKind, Timer> timers_;
};

}  // namespace heng::node
