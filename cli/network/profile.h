// SPDX-License-Identifier: Apache-2.0
// Where a network is and as whom to speak to it: the file network.json in a directory that also
// holds the authority's certificate and one certificate and key a person. `heng dev up` writes
// one; for another network an operator writes it by hand (docs/formats/network-profile.md).
#pragma once

#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "sdk/cpp/client.h"

namespace heng::cli {

struct NodeEndpoint {
  std::string name;
  std::string client;     // "host:port"
  std::string operators;  // the same; empty: not reachable from here
  // Of a development network, whose processes are on this machine.
  std::string directory;
  std::string config_file;
  std::string metrics;
};

struct NetworkProfile {
  std::string directory;
  ChainId chain_id;
  bool development = false;
  std::string person;  // who connects when nobody is named
  std::string authority_file;
  std::string clients_directory;  // <person>.crt, <person>.key
  std::vector<NodeEndpoint> nodes;
};

// $HENG_NETWORK, or heng/dev under $XDG_DATA_HOME or ~/.local/share.
[[nodiscard]] std::string DefaultNetworkDirectory();

[[nodiscard]] std::string ProfileFile(const std::string& directory);
[[nodiscard]] Result<NetworkProfile, Status> LoadProfile(const std::string& directory);
// Replaces the file of profile.directory.
[[nodiscard]] Result<void, Status> SaveProfile(const NetworkProfile& profile);

// The certificate and key of a person; empty: the profile's own.
[[nodiscard]] Result<sdk::ClientIdentity, Status> LoadIdentity(const NetworkProfile& profile,
                                                               const std::string& person);

// The node of that name, or an error that lists the names.
[[nodiscard]] Result<NodeEndpoint, Status> FindNode(const NetworkProfile& profile,
                                                    const std::string& name);

}  // namespace heng::cli
