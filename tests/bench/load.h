// SPDX-License-Identifier: Apache-2.0
// One run of an open-loop load: prepared transactions leave at a fixed rate whatever the network
// answers, spread over the nodes, what came within 10 ms together, and every one is timed from the
// moment at which it was due (not from when it was sent: a slow network must not slow its own
// clock) until its receipt is in the hands of a client of the node that took it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "tests/bench/bench_network.h"
#include "tests/bench/latencies.h"
#include "tests/bench/market.h"

namespace heng::bench {

struct LoadShape {
  std::uint64_t rate_per_s = 100;
  std::uint32_t streams_per_node = 1;
  std::vector<std::size_t> nodes;  // to send to
  // How long to wait for what is still under way when the last one was sent.
  std::chrono::milliseconds patience{120'000};
};

struct LoadOutcome {
  std::uint64_t offered = 0;   // due, and all of them sent
  std::uint64_t accepted = 0;  // taken into a pool
  std::uint64_t turned_away = 0;
  std::uint64_t applied = 0;
  std::uint64_t refused = 0;      // final and refused: a mistake of the benchmark
  std::uint64_t unanswered = 0;   // not final when patience was over
  std::uint64_t sending_us = 0;   // from the first due moment to the last
  std::uint64_t whole_us = 0;     // until the last receipt
  std::uint64_t backlog = 0;      // sent and not final when the last was due
  std::uint64_t late_us_max = 0;  // how late the generator itself was, at worst
  std::uint64_t first_height = 0;
  std::uint64_t last_height = 0;
  Latencies finality;  // of the applied
  std::string first_refusal;

  [[nodiscard]] bool complete() const { return applied == offered; }
  // Applied a second, until the last receipt.
  [[nodiscard]] std::uint64_t applied_per_s() const {
    return whole_us == 0 ? 0 : applied * 1'000'000 / whole_us;
  }
};

[[nodiscard]] Result<LoadOutcome, Status> RunLoad(const BenchNetwork& network,
                                                  const std::vector<Prepared>& transactions,
                                                  const LoadShape& shape);

// Sends each, waits until it is final and applied, and then sends the next.
[[nodiscard]] Result<void, Status> ApplyInOrder(sdk::Client& client,
                                                const std::vector<Prepared>& transactions);
// Sends all, and waits until every one is final and applied.
[[nodiscard]] Result<void, Status> ApplyTogether(sdk::Client& client,
                                                 const std::vector<Prepared>& transactions);

}  // namespace heng::bench
