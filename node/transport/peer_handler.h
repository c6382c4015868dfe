// SPDX-License-Identifier: Apache-2.0
// What a network of peers tells its owner, and how its owner names the peers. All are called on
// threads of gRPC and must not block: post to your own loop.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/ids.h"
#include "node/transport/receive_account.h"

namespace heng::node {

// Position in PeerTransportOptions::peers.
using PeerIndex = std::size_t;

struct Peer {
  std::string name;     // of the Validator record
  std::string address;  // "host:port" to dial
  PublicKey tls_key;    // the only key that its certificate may have
};

class PeerHandler {
 public:
  virtual ~PeerHandler() = default;

  // Messages in the order that the peer sent them on one stream. They count against the peer's
  // memory until the credit dies.
  virtual void OnMessages(PeerIndex peer, std::vector<Bytes> messages, ReceiveCredit credit) = 0;

  // The peer has accepted our stream: what is sent from now on reaches it, unless the stream
  // breaks. Whatever was sent before may have been lost.
  virtual void OnAccepted(PeerIndex peer) = 0;

  // Our stream to a peer that had accepted it ended. It is dialed again.
  virtual void OnLost(PeerIndex /*peer*/) {}
};

}  // namespace heng::node
