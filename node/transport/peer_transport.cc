// SPDX-License-Identifier: Apache-2.0
#include "node/transport/peer_transport.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <utility>

#include "node/log/log.h"
#include "node/transport/peer_listener.h"
#include "node/transport/peer_sender.h"

namespace heng::node {
namespace {

// gRPC has a back-off of its own for the connection below a stream. Ours is the one that counts, so
// that every attempt is seen, reported and spread; its own is kept shorter than our first.
grpc::ChannelArguments ArgumentsOf(const Peer& peer, const DialTimes& times) {
  grpc::ChannelArguments arguments;
  // Sent as the server name, so that the listener finds its certificate by it; the key is what
  // counts.
  arguments.SetSslTargetNameOverride(peer.name);
  const int pause_ms = static_cast<int>(std::max<std::int64_t>(times.retry_first.count() / 2, 1));
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, pause_ms);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, pause_ms);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, static_cast<int>(times.attempt.count()));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 5000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // Peers are reached directly; neither the environment nor DNS may reroute or configure them.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetMaxReceiveMessageSize(1024);
  arguments.SetMaxSendMessageSize(-1);
  return arguments;
}

CertificateCheck Only(const Peer& peer) {
  return [peer](const CertificateFacts& facts) -> Result<void, Status> {
    if (facts.key == peer.tls_key) {
      return {};
    }
    return Fail(StatusCode::kDenied,
                "\"" + peer.name + "\" at " + peer.address + " shows certificate \"" +
                    facts.common_name + "\" with the key " + facts.key.hex() +
                    "; the ledger has registered " + peer.tls_key.hex());
  };
}

}  // namespace

PeerTransport::PeerTransport(PeerTransportOptions options,
                             TlsIdentity identity,
                             PeerHandler& handler,
                             Log& log,
                             Metrics& metrics)
    : options_(std::move(options)),
      identity_(std::move(identity)),
      handler_(handler),
      log_(log),
      metrics_(metrics) {
  for (PeerIndex i = 0; i < options_.peers.size(); ++i) {
    const Peer& peer = options_.peers[i];
    auto channel = grpc::CreateCustomChannel(
        peer.address, DialCredentials(identity_, Only(peer)), ArgumentsOf(peer, options_.times));
    senders_.push_back(
        std::make_unique<PeerSender>(PeerSender::Options{.chain_id = options_.chain_id,
                                                         .self = options_.self,
                                                         .index = i,
                                                         .peer = peer,
                                                         .limits = options_.limits,
                                                         .times = options_.times},
                                     std::move(channel),
                                     handler,
                                     log,
                                     metrics));
  }
}

PeerTransport::~PeerTransport() {
  Stop();
}

Result<void, Status> PeerTransport::Start() {
  listener_ = std::make_unique<PeerListener>(
      PeerListener::Options{.chain_id = options_.chain_id,
                            .self = options_.self,
                            .address = options_.listen_address,
                            .peers = options_.peers,
                            .limits = options_.limits,
                            .on_stream = [this](PeerIndex peer) { senders_[peer]->DialNow(); }},
      handler_,
      log_,
      metrics_);
  HENG_CHECK_OK(listener_->Start(identity_));
  for (const auto& sender : senders_) {
    sender->Start();
  }
  log_.Info("peer.listening",
            "waiting for peers",
            {{"address", options_.listen_address},
             {"port", listener_->port()},
             {"peers", options_.peers.size()}});
  return {};
}

void PeerTransport::Stop() {
  for (const auto& sender : senders_) {
    sender->RequestStop();
  }
  if (listener_) {
    listener_->Stop();
  }
  for (const auto& sender : senders_) {
    sender->Join();
  }
}

Result<void, Status> PeerTransport::CheckSize(const Bytes& message) const {
  if (message.size() > options_.limits.message_bytes_max) {
    return Fail(StatusCode::kLimit,
                "a message of " + std::to_string(message.size()) + " bytes is larger than " +
                    std::to_string(options_.limits.message_bytes_max) + " and is not sent");
  }
  return {};
}

Result<void, Status> PeerTransport::Send(PeerIndex peer, Bytes message) {
  HENG_CHECK_OK(CheckSize(message));
  senders_.at(peer)->Push(std::make_shared<const Bytes>(std::move(message)));
  return {};
}

Result<void, Status> PeerTransport::Broadcast(Bytes message) {
  HENG_CHECK_OK(CheckSize(message));
  const auto shared = std::make_shared<const Bytes>(std::move(message));
  for (const auto& sender : senders_) {
    sender->Push(shared);
  }
  return {};
}

Result<void, Status> PeerTransport::Gossip(Bytes message) {
  HENG_CHECK_OK(CheckSize(message));
  const auto shared = std::make_shared<const Bytes>(std::move(message));
  for (const auto& sender : senders_) {
    sender->PushIfOpen(shared);
  }
  return {};
}

void PeerTransport::Flush() {
  for (const auto& sender : senders_) {
    sender->Flush();
  }
}

std::vector<PeerStatus> PeerTransport::Snapshot() const {
  std::vector<PeerStatus> all;
  for (PeerIndex i = 0; i < senders_.size(); ++i) {
    PeerSender::Snapshot sender = senders_[i]->Look();
    all.push_back({.name = options_.peers[i].name,
                   .sending = sender.accepted,
                   .receiving = listener_->receiving(i),
                   .queued_bytes = sender.queued_bytes,
                   .dropped_messages = sender.dropped_messages,
                   .last_failure = std::move(sender.last_failure)});
  }
  return all;
}

std::uint16_t PeerTransport::port() const {
  return listener_->port();
}

}  // namespace heng::node
