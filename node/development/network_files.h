// SPDX-License-Identifier: Apache-2.0
// A development network as files: a genesis, and for each validator its keys, certificates,
// configuration and data directory, plus the certificates of the persons who may connect. Every
// address is on loopback and every key of a person is public on purpose (core/crypto/
// development_key.h). It speaks words of core only, so that the command line may include this
// header. Nothing is overwritten; a directory that failed half way is to be removed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"

namespace heng::node {

class PortClaim;

struct DevelopmentNetworkOptions {
  std::string directory;  // absolute
  ChainId chain_id = ChainId("heng-dev");
  BlockTime time;  // of block 0, and where every clock starts; zero: 2024-01-01 00:00
  std::uint32_t nodes = 4;
  std::uint64_t idle_interval_ms = 1'000;  // an idle chain makes an empty block this often
};

struct DevelopmentNode {
  std::string name;
  std::string directory;
  std::string config_file;
  std::string client;     // "127.0.0.1:20003"
  std::string operators;  // the same, of the operator port
  std::string metrics;
};

struct DevelopmentNetwork {
  ChainId chain_id;
  Hash genesis;  // fingerprint
  std::vector<DevelopmentNode> nodes;
  std::string authority_file;  // whom clients believe, PEM
  std::string clients_directory;
  // While it lives, no other network of this user gets these ports, not even those of a node that
  // is down. A network that outlives it has only what its nodes listen on.
  std::shared_ptr<PortClaim> ports;
};

[[nodiscard]] Result<DevelopmentNetwork, Status> CreateDevelopmentNetwork(
    const DevelopmentNetworkOptions& options);

// Writes clients/<person>.crt and clients/<person>.key for the key that `key_name` gives; empty:
// "<person>/tls", which register-person enters when it names none.
[[nodiscard]] Result<void, Status> CreateDevelopmentIdentity(const std::string& directory,
                                                             const ChainId& chain_id,
                                                             const std::string& person,
                                                             const std::string& key_name = {});

// Gives a node that starts the clock of the network: the furthest of all nodes' offsets.
[[nodiscard]] Result<void, Status> CatchUpDevelopmentClock(const std::string& node_directory,
                                                           const std::vector<std::string>& others);

}  // namespace heng::node
