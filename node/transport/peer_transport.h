// SPDX-License-Identifier: Apache-2.0
// The streams between this validator and all others. It listens, dials every peer, proves and
// checks identities (tls.h), and dials again when a stream ends. This node sends on the streams
// that it dialed and receives on those that it accepted, so either direction works, fails and is
// reported by itself, and no two nodes have to agree who dials.
//
// Delivery is in order within a stream and at most once; a broken stream loses what was under way.
// Nothing here waits for a peer: a slow or absent one costs its bounded queue and nothing else.
// Any thread may call, also while Start runs; Start and Stop are called once each, from one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"
#include "node/transport/limits.h"
#include "node/transport/peer_handler.h"
#include "node/transport/tls.h"

namespace heng::node {

class Log;
class Metrics;
class PeerListener;
class PeerSender;

struct PeerTransportOptions {
  ChainId chain_id;
  std::string self;            // this validator's name
  std::string listen_address;  // "0.0.0.0:7070"; port 0: any free one
  std::vector<Peer> peers;     // the others
  PeerLimits limits;
  DialTimes times;
};

// For status and diagnosis.
struct PeerStatus {
  std::string name;
  bool sending = false;    // the peer accepted our stream
  bool receiving = false;  // we accepted a stream of the peer
  std::uint64_t queued_bytes = 0;
  std::uint64_t dropped_messages = 0;
  std::string last_failure;  // why our last stream ended or was not accepted
};

class PeerTransport {
 public:
  // The log, the metrics and the handler must outlive it. All senders exist from here on, so that
  // any thread may send while Start runs; what is sent before waits or is dropped, as without a
  // link.
  PeerTransport(PeerTransportOptions options,
                TlsIdentity identity,
                PeerHandler& handler,
                Log& log,
                Metrics& metrics);
  ~PeerTransport();
  PeerTransport(const PeerTransport&) = delete;
  PeerTransport& operator=(const PeerTransport&) = delete;

  // Listens, then dials. Fails when the address cannot be had.
  [[nodiscard]] Result<void, Status> Start();
  // Ends every stream and returns when no callback runs or will run.
  void Stop();

  // Queues; Flush hands what is queued to the streams, packed. Call it once at the end of a turn.
  // Fails when the message is larger than the limit.
  [[nodiscard]] Result<void, Status> Send(PeerIndex peer, Bytes message);
  [[nodiscard]] Result<void, Status> Broadcast(Bytes message);
  // To the peers whose stream is open; nothing waits for the others.
  [[nodiscard]] Result<void, Status> Gossip(Bytes message);
  void Flush();

  [[nodiscard]] std::vector<PeerStatus> Snapshot() const;
  // Of the listener, after Start.
  [[nodiscard]] std::uint16_t port() const;

 private:
  [[nodiscard]] Result<void, Status> CheckSize(const Bytes& message) const;

  const PeerTransportOptions options_;
  const TlsIdentity identity_;
  PeerHandler& handler_;
  Log& log_;
  Metrics& metrics_;
  std::unique_ptr<PeerListener> listener_;
  std::vector<std::unique_ptr<PeerSender>> senders_;  // by PeerIndex
};

}  // namespace heng::node
