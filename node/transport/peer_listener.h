// SPDX-License-Identifier: Apache-2.0
// Accepts the streams of peers that the gate admits and hands what they send to the handler. Of two
// streams of one peer the newer stands: the older is one that it has lost.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "node/metrics/metrics.h"
#include "node/transport/limits.h"
#include "node/transport/peer_gate.h"
#include "node/transport/peer_handler.h"
#include "node/transport/tls.h"

namespace grpc {
class CallbackServerContext;
class Server;
}  // namespace grpc

namespace heng::node {

class PeerListener {
 public:
  struct Options {
    ChainId chain_id;
    std::string self;
    std::string address;
    std::vector<Peer> peers;
    PeerLimits limits;
    std::function<void(PeerIndex)> on_stream;  // a peer's stream was accepted; on threads of gRPC
  };

  PeerListener(Options options, PeerHandler& handler, Log& log, Metrics& metrics);
  ~PeerListener();

  [[nodiscard]] Result<void, Status> Start(const TlsIdentity& identity);
  // Cancels every stream; returns when none is left.
  void Stop();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool receiving(PeerIndex peer) const;

 private:
  class Service;
  class Stream;
  class Refusal;

  // What this listener keeps of one peer.
  struct Slot {
    std::shared_ptr<ReceiveAccount> account;  // shared with the credits of messages in use
    Stream* newest = nullptr;
    Counter received_bytes;
    Counter received_messages;
    Gauge open_streams;
  };

  void Enter(Stream* stream);
  void Leave(Stream* stream);

  const Options options_;
  PeerHandler& handler_;
  // Shared with the credentials: a handshake may outlive the server by a moment.
  const std::shared_ptr<const PeerGate> gate_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::uint16_t port_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::vector<Slot> slots_;               // by PeerIndex; `newest` guarded by mutex_
  std::map<Stream*, PeerIndex> streams_;  // guarded by mutex_
  bool stopping_ = false;                 // guarded by mutex_
};

}  // namespace heng::node
