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
#include "sdk/cpp/client.h"
#include "sdk/cpp/transaction_builder.h"
#include "tests/unit/node/temporary_directory.h"

namespace heng::testing {

inline constexpr auto kPatience = std::chrono::seconds(60);

// True as soon as `condition` is; false when patience is over.
[[nodiscard]] bool Eventually(const std::function<bool()>& condition,
                              std::chrono::milliseconds patience = kPatience);

class TestNetwork {
 public:
  // `prepare` sees each node's files before any node starts.
  explicit TestNetwork(std::uint32_t nodes,
                       const std::function<void(const cli::NodeEndpoint&)>& prepare = {});
  ~TestNetwork();
  TestNetwork(const TestNetwork&) = delete;
  TestNetwork& operator=(const TestNetwork&) = delete;

  [[nodiscard]] const cli::NetworkProfile& profile() const { return profile_; }
  [[nodiscard]] const cli::NodeEndpoint& node(std::size_t index) const {
    return profile_.nodes.at(index);
  }

  void Start(std::size_t node);
  void Kill(std::size_t node);  // SIGKILL
  // Whether every node that runs says so within a minute.
  [[nodiscard]] bool AwaitReady();

  // A connection of its own to the client or operator port of a node.
  [[nodiscard]] std::unique_ptr<sdk::Client> Connect(std::size_t node,
                                                     const std::string& person) const;
  [[nodiscard]] std::unique_ptr<sdk::Client> Operate(std::size_t node) const;

  // The development key of a person.
  [[nodiscard]] KeyPair KeyOf(const std::string& name) const;
  // Registers a person of that id for the registrar; the author is reg.maker.
  [[nodiscard]] sdk::Draft RegisterPerson(const std::string& id, std::uint64_t sequence) const;
  // Signed by reg.maker and reg.checker.
  [[nodiscard]] sdk::TransactionBuilder Signed(const sdk::Draft& draft) const;

  // The chain's time as node 0 has it, plus an hour.
  [[nodiscard]] BlockTime ValidUntil() const;
  // The state root of a block, as this node has it; empty when it has no such block.
  [[nodiscard]] Bytes StateRootAt(std::size_t node, std::uint64_t height) const;
  [[nodiscard]] v1::GetChainResponse Chain(std::size_t node) const;

 private:
  TemporaryDirectory directory_;
  cli::NetworkProfile profile_;
  std::set<std::size_t> killed_;
};

}  // namespace heng::testing
