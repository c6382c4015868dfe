// SPDX-License-Identifier: Apache-2.0
// Several authors who keep a network busy the way careful clients do: each has a few transactions
// under way, waits for the receipt of every one, and when a node does not answer sends the same
// bytes to the next until the outcome is known. Every receipt that a client has seen is written
// down, to be looked for afterwards.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/integration/test_network.h"

namespace heng::testing {

// What a client was told is final.
struct Acknowledged {
  TransactionId id;
  std::uint64_t height = 0;
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  Bytes receipt;  // heng.v1.Receipt, serialized
};

struct SteadyLoadOptions {
  std::size_t authors = 3;
  std::size_t under_way = 8;           // of each author
  std::uint64_t refused_each = 8;      // every so many is one that the contracts refuse; 0: none
  std::chrono::milliseconds pause{0};  // of an author, after each round
};

class SteadyLoad {
 public:
  using Clock = std::chrono::steady_clock;

  // Registers the authors. The network must be ready and outlive the load.
  SteadyLoad(const TestNetwork& network, const SteadyLoadOptions& options);
  ~SteadyLoad();
  SteadyLoad(const SteadyLoad&) = delete;
  SteadyLoad& operator=(const SteadyLoad&) = delete;

  void Start();
  // Lets the authors settle what is under way, and ends them. False when that takes longer than
  // `patience`; what has no outcome by then was not acknowledged.
  [[nodiscard]] bool Stop(std::chrono::milliseconds patience = kPatience);

  [[nodiscard]] std::size_t acknowledged() const;
  [[nodiscard]] std::vector<Acknowledged> receipts() const;
  [[nodiscard]] std::size_t refused() const;
  // The longest time without a receipt for any author, up to now; and it begins anew.
  [[nodiscard]] std::chrono::milliseconds TakeLongestGap();

 private:
  struct Author;

  void Run(std::size_t author);
  [[nodiscard]] bool Settle(Author& author, const std::vector<sdk::TransactionBuilder>& round);
  void Note(const TransactionId& id, const v1::WaitResponse& response);

  const TestNetwork& network_;
  const SteadyLoadOptions options_;
  const BlockTime valid_until_;
  std::atomic<bool> stopping_{false};
  std::atomic<Clock::rep> give_up_{0};  // when nothing is asked any more; 0: not yet known
  std::vector<std::thread> threads_;

  mutable std::mutex mutex_;
  std::vector<Acknowledged> receipts_;        // guarded by mutex_
  std::size_t unsettled_ = 0;                 // guarded by mutex_
  Clock::time_point last_;                    // guarded by mutex_; the newest receipt
  std::chrono::milliseconds longest_gap_{0};  // guarded by mutex_
};

}  // namespace heng::testing
