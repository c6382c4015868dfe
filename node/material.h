// SPDX-License-Identifier: Apache-2.0
// What the files that a configuration names say: the genesis and this node's place in it, its keys
// and its certificates; and who the others are.
#pragma once

#include <vector>

#include "consensus/types.h"
#include "contracts/genesis.h"
#include "core/result.h"
#include "node/config/config.h"
#include "node/keys/keystore.h"
#include "node/keys/secret.h"
#include "node/transport/peer_handler.h"
#include "node/transport/tls.h"

namespace heng::node {

struct Material {
  contracts::Genesis genesis;
  NodeKeys keys;
  Validator self;
  TlsIdentity peer_identity;
  TlsIdentity client_identity;
};

// Fails with the file that cannot be read, or that does not fit the others.
[[nodiscard]] Result<Material, Status> LoadMaterial(const Config& config, const Secret& passphrase);

// The other validators, in the order of the genesis; an address that the configuration gives takes
// the place of the genesis's.
[[nodiscard]] std::vector<Peer> PeersOf(const Config& config, const contracts::Genesis& genesis);
// How consensus names them, in the same order.
[[nodiscard]] std::vector<consensus::PeerId> PeerIdsOf(const Config& config,
                                                       const contracts::Genesis& genesis);

}  // namespace heng::node
