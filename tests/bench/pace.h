// SPDX-License-Identifier: Apache-2.0
// The arithmetic of a run with fixed arrivals: when each transaction is due, whether the network
// kept up, and which rate to try next. Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace heng::bench {

// When the transaction of that index is due, from the start of the run.
[[nodiscard]] std::uint64_t DueNs(std::uint64_t index, std::uint64_t rate_per_s);
// How many are due by then: the first is due at once.
[[nodiscard]] std::uint64_t DueBy(std::uint64_t elapsed_ns, std::uint64_t rate_per_s);

// What is sent and not yet final may be worth this much time of arrivals, at the end of a run.
inline constexpr std::uint64_t kBacklogMsMax = 500;

// Whether a backlog at the end of the arrivals says that the network kept up with the rate.
[[nodiscard]] bool KeptUp(std::uint64_t backlog, std::uint64_t rate_per_s);

// Looks for the highest rate that a network keeps up with: up by a quarter while it does, then by
// halves between the highest that held and the lowest that did not, until they are 5 % apart.
class RateSearch {
 public:
  explicit RateSearch(std::uint64_t first_rate) : next_(first_rate) {}

  [[nodiscard]] std::uint64_t next() const { return next_; }
  [[nodiscard]] bool done() const;
  void Report(bool kept_up);
  // The highest rate that held; zero when none did.
  [[nodiscard]] std::uint64_t best() const { return held_; }

 private:
  std::uint64_t next_;
  std::uint64_t held_ = 0;
  std::optional<std::uint64_t> failed_;
};

}  // namespace heng::bench
