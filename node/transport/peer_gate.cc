// SPDX-License-Identifier: Apache-2.0
#include "node/transport/peer_gate.h"

#include <utility>

#include "node/log/log.h"
#include "node/metrics/metrics.h"

namespace heng::node {
namespace {

std::string Quoted(const std::string& text) {
  return "\"" + text + "\"";
}

}  // namespace

PeerGate::PeerGate(
    ChainId chain_id, std::string self, const std::vector<Peer>& peers, Log& log, Metrics& metrics)
    : chain_id_(std::move(chain_id)), self_(std::move(self)), log_(log), metrics_(metrics) {
  for (PeerIndex i = 0; i < peers.size(); ++i) {
    by_key_.emplace(peers[i].tls_key, i);
    names_.push_back(peers[i].name);
  }
}

Result<PeerIndex, Status> PeerGate::PeerOf(const CertificateFacts& facts) const {
  const auto found = by_key_.find(facts.key);
  if (found == by_key_.end()) {
    return Fail(StatusCode::kDenied,
                Quoted(self_) + " knows no validator with the tls key " + facts.key.hex() +
                    " of certificate " + Quoted(facts.common_name));
  }
  return found->second;
}

Result<PeerIndex, Status> PeerGate::AdmitKey(const CertificateFacts& facts) const {
  auto peer = PeerOf(facts);
  if (!peer) {
    Refuse("key", peer.error(), "handshake");
  }
  return peer;
}

Result<PeerIndex, Status> PeerGate::AdmitStream(const CertificateFacts& facts,
                                                const Claim& claim,
                                                std::string_view from) const {
  const auto refuse = [&](std::string_view reason, Status status) -> Result<PeerIndex, Status> {
    Refuse(reason, status, from);
    return std::unexpected(std::move(status));
  };
  const auto peer = PeerOf(facts);
  if (!peer) {
    return refuse("key", peer.error());
  }
  const std::string& name = names_[*peer];
  if (claim.caller != name) {
    return refuse("name",
                  {StatusCode::kDenied,
                   "the caller says that it is " + Quoted(claim.caller) +
                       " and has the tls key of " + Quoted(name)});
  }
  if (claim.chain_id != chain_id_.value()) {
    return refuse("chain",
                  {StatusCode::kInvalid,
                   Quoted(name) + " is on chain " + Quoted(claim.chain_id) + " and " +
                       Quoted(self_) + " on chain " + Quoted(chain_id_.value())});
  }
  if (claim.listener != self_) {
    return refuse("target",
                  {StatusCode::kInvalid,
                   Quoted(name) + " looks for " + Quoted(claim.listener) + " here and finds " +
                       Quoted(self_) + "; one of them has a wrong address"});
  }
  return *peer;
}

void PeerGate::Refuse(std::string_view reason, const Status& status, std::string_view from) const {
  metrics_
      .AddCounter("heng_peer_refused_streams_total",
                  "Connections and streams of peers that were refused, by reason.",
                  {{"reason", std::string(reason)}})
      .Add();
  log_.Warn("peer.refused", status.context, {{"reason", reason}, {"from", from}});
}

}  // namespace heng::node
