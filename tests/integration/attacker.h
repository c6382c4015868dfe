// SPDX-License-Identifier: Apache-2.0
// A registered client that does to every node at once all that a budget must bear: floods of
// transactions that are none, of long listings and of messages beyond the limit, event streams that
// are never read, and connections that say nothing. It asks again as soon as it is answered.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/test_network.h"

namespace heng::testing {

struct AttackOptions {
  bool garbage = true;      // streams of messages with a thousand transactions of noise
  bool listings = true;     // whole tables, several at once
  bool oversized = true;    // requests of 8 MiB, twice what one may have
  bool streams = true;      // a thousand event streams, none of them read
  bool connections = true;  // three hundred connections without a handshake
};

class Attacker {
 public:
  Attacker(const TestNetwork& network, const std::string& person, const AttackOptions& options);
  ~Attacker();
  Attacker(const Attacker&) = delete;
  Attacker& operator=(const Attacker&) = delete;

  // Answers that named the budget, and of them how many said when to come back.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::uint64_t refused_with_time() const { return refused_with_time_; }
  // What was answered as asked.
  [[nodiscard]] std::uint64_t served() const { return served_; }

 private:
  void SendGarbage(std::size_t node);
  void ListAll(std::size_t node);
  void SendOversized(std::size_t node);
  void HoldStreams(std::size_t node);
  void HoldConnections(std::size_t node);
  void Count(const sdk::ClientError& error);

  const TestNetwork& network_;
  const std::string person_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> refused_with_time_{0};
  std::atomic<std::uint64_t> served_{0};
  std::vector<std::thread> threads_;
};

}  // namespace heng::testing
