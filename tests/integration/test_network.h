// SPDX-License-Identifier: Apache-2.0
// A network of real hengd processes on loopback for one test suite: made as `heng dev up` makes
// it, in a directory of its own, and gone with all its processes when the object dies.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/network/profile.h"
#include "core/crypto/signature.h"
#include "node/development/free_ports.h"
#include "sdk/cpp/client.h"
#include "sdk/cpp/transaction_builder.h"
#include "tests/unit/node/temporary_directory.h"

namespace heng::testing {

inline constexpr auto kPatience = std::chrono::seconds(60);

// True as soon as `condition` is; false when patience is over.
[[nodiscard]] bool Eventually(const std::function<bool()>& condition,
                              std::chrono::milliseconds patience = kPatience);

struct TestNetworkOptions {
  std::uint32_t nodes = 4;
  std::uint64_t idle_interval_ms = 1'000;
  std::set<std::size_t> not_started;  // left for the test to start, or to play itself
  std::function<void(const cli::NodeEndpoint&)> prepare;  // see below
};

class TestNetwork {
 public:
  // `prepare` sees each node's files before any node starts.
  explicit TestNetwork(std::uint32_t nodes,
                       const std::function<void(const cli::NodeEndpoint&)>& prepare = {})
      : TestNetwork(TestNetworkOptions{.nodes = nodes, .not_started = {}, .prepare = prepare}) {}
  explicit TestNetwork(const TestNetworkOptions& options);
  ~TestNetwork();
  TestNetwork(const TestNetwork&) = delete;
  TestNetwork& operator=(const TestNetwork&) = delete;

  [[nodiscard]] const cli::NetworkProfile& profile() const { return profile_; }
  [[nodiscard]] const cli::NodeEndpoint& node(std::size_t index) const {
    return profile_.nodes.at(index);
  }

  void Start(std::size_t node);
  void Kill(std::size_t node);    // SIGKILL
  void Pause(std::size_t node);   // SIGSTOP: it holds its links and does nothing
  void Resume(std::size_t node);  // SIGCONT
  [[nodiscard]] bool IsRunning(std::size_t node) const { return !killed_.contains(node); }
  // Whether every node that runs says so within a minute.
  [[nodiscard]] bool AwaitReady();

  // A connection of its own to the client or operator port of a node.
  [[nodiscard]] std::unique_ptr<sdk::Client> Connect(
      std::size_t node,
      const std::string& person,
      std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;
  [[nodiscard]] std::unique_ptr<sdk::Client> Operate(std::size_t node) const;

  // A page of the metrics port; empty when nobody answers.
  [[nodiscard]] std::string Page(std::size_t node, const std::string& path) const;
  // The value of a series on the page of metrics, 0 when it is not there: `series` is its name
  // with its labels.
  [[nodiscard]] double Metric(std::size_t node, const std::string& series) const;
  // All lines of the node's log so far.
  [[nodiscard]] std::string Log(std::size_t node) const;

  // The development key of a person.
  [[nodiscard]] KeyPair KeyOf(const std::string& name) const;
  // Registers a person of that id for the registrar; the author is reg.maker.
  [[nodiscard]] sdk::Draft RegisterPerson(const std::string& id, std::uint64_t sequence) const {
    return RegisterPerson(id, sequence, ValidUntil());
  }
  [[nodiscard]] sdk::Draft RegisterPerson(const std::string& id,
                                          std::uint64_t sequence,
                                          BlockTime valid_until) const;
  // Signed by its author and reg.checker.
  [[nodiscard]] sdk::TransactionBuilder Signed(const sdk::Draft& draft) const;

  // The chain's time as node 0 has it, plus an hour.
  [[nodiscard]] BlockTime ValidUntil() const;
  // The state root of a block, as this node has it; empty when it has no such block.
  [[nodiscard]] Bytes StateRootAt(std::size_t node, std::uint64_t height) const;
  [[nodiscard]] v1::GetChainResponse Chain(std::size_t node) const;

 private:
  TemporaryDirectory directory_;
  cli::NetworkProfile profile_;
  std::shared_ptr<node::PortClaim> ports_;  // of nodes that are down too
  std::set<std::size_t> killed_;
};

}  // namespace heng::testing
