// SPDX-License-Identifier: Apache-2.0
// Real hengd processes on loopback, made as `heng dev up` makes them, in a directory that the
// caller names. They are ended when the object dies, or the process by SIGINT or SIGTERM; the
// directory stays. One network a process.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/network/profile.h"
#include "core/result.h"
#include "node/development/free_ports.h"
#include "sdk/cpp/client.h"
#include "tests/bench/market.h"

namespace heng::bench {

// What a process has used so far, as the system counts it.
struct Usage {
  std::uint64_t cpu_us = 0;
  std::uint64_t rss_kib = 0;
  // Of the threads that live, added up by name.
  std::map<std::string, std::uint64_t> cpu_us_by_thread = {};
};
[[nodiscard]] Result<Usage, Status> UsageOf(int pid);
// Adds what each kind of thread used between the two.
void AddByThread(const Usage& before,
                 const Usage& after,
                 std::map<std::string, std::uint64_t>& cpu_us_by_thread);

// Bytes that the files below a directory take on the disk.
[[nodiscard]] std::uint64_t BytesBelow(const std::string& directory);

class BenchNetwork {
 public:
  // `directory` must be absolute and not hold files; `hengd` is the program, or empty for the one
  // beside this program. Returns when every node is ready.
  [[nodiscard]] static Result<std::unique_ptr<BenchNetwork>, Status> Make(
      const std::string& directory, std::uint32_t nodes, const std::string& hengd);
  ~BenchNetwork();
  BenchNetwork(const BenchNetwork&) = delete;
  BenchNetwork& operator=(const BenchNetwork&) = delete;

  [[nodiscard]] const cli::NetworkProfile& profile() const { return profile_; }
  [[nodiscard]] std::size_t size() const { return profile_.nodes.size(); }

  // As another program than the network's, when one is named.
  [[nodiscard]] Result<void, Status> Start(std::size_t node, const std::string& hengd = "");
  [[nodiscard]] Result<void, Status> Kill(std::size_t node);  // SIGKILL
  // Waits until the node says that it is ready.
  [[nodiscard]] Result<void, Status> AwaitReady(std::size_t node,
                                                std::chrono::milliseconds patience) const;

  [[nodiscard]] Result<std::unique_ptr<sdk::Client>, Status> Connect(
      std::size_t node, const std::string& person) const;
  // Where the node says that it stands.
  [[nodiscard]] Result<v1::GetStatusResponse, Status> StatusOf(std::size_t node) const;
  [[nodiscard]] Result<int, Status> PidOf(std::size_t node) const;
  [[nodiscard]] Result<Usage, Status> UsageOfNode(std::size_t node) const;
  [[nodiscard]] std::string DataDirectory(std::size_t node) const;

  // A market for this chain, on the day of its clock.
  [[nodiscard]] MarketShape NewMarket() const;

 private:
  BenchNetwork() = default;

  cli::NetworkProfile profile_;
  std::shared_ptr<node::PortClaim> ports_;  // of nodes that are down too
  std::string hengd_;
  std::vector<std::unique_ptr<sdk::Client>> operators_;
};

}  // namespace heng::bench
