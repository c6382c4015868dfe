// SPDX-License-Identifier: Apache-2.0
#include "node/driver/timer_queue.h"

#include <algorithm>
#include <utility>

namespace heng::node {

void TimerQueue::Set(consensus::TimerKind kind, View view, std::uint64_t deadline_ms) {
  timers_.insert_or_assign(kind, Timer{.deadline_ms = deadline_ms, .view = view});
}

void TimerQueue::Cancel(consensus::TimerKind kind) {
  timers_.erase(kind);
}

std::optional<std::uint64_t> TimerQueue::NextDeadline() const {
  std::optional<std::uint64_t> next;
  for (const auto& [kind, timer] : timers_) {
    next = std::min(next.value_or(timer.deadline_ms), timer.deadline_ms);
  }
  return next;
}

std::vector<consensus::TimerFired> TimerQueue::TakeDue(std::uint64_t now_ms) {
  std::vector<std::pair<std::uint64_t, consensus::TimerFired>> due;
  for (auto it = timers_.begin(); it != timers_.end();) {
    const auto& [kind, timer] = *it;
    if (timer.deadline_ms > now_ms) {
      ++it;
      continue;
    }
    due.emplace_back(timer.deadline_ms, consensus::TimerFired{.kind = kind, .view = timer.view});
    it = timers_.erase(it);
  }
  std::ranges::sort(
      due, {}, [](const auto& entry) { return std::pair(entry.first, entry.second.kind); });
  std::vector<consensus::TimerFired> fired;
  for (auto& [deadline_ms, timer] : due) {
    fired.push_back(timer);
  }
  return fired;
}

}  // namespace heng::node
