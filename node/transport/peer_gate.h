// SPDX-License-Identifier: Apache-2.0
// Who may come in. A caller is the peer whose pinned key its certificate has, whatever it claims;
// a claim that differs is refused too, since one of the two sides is wired wrongly. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "node/keys/certificate.h"
#include "node/transport/peer_handler.h"

namespace heng::node {

class Log;
class Metrics;

class PeerGate {
 public:
  // What a caller says in the metadata of its stream.
  struct Claim {
    std::string chain_id;
    std::string caller;
    std::string listener;
  };

  PeerGate(ChainId chain_id,
           std::string self,
           const std::vector<Peer>& peers,
           Log& log,
           Metrics& metrics);

  // Within the handshake: is this key of any peer? A refusal is logged and counted.
  [[nodiscard]] Result<PeerIndex, Status> AdmitKey(const CertificateFacts& facts) const;
  // For every stream. A refusal is logged and counted.
  [[nodiscard]] Result<PeerIndex, Status> AdmitStream(const CertificateFacts& facts,
                                                      const Claim& claim,
                                                      std::string_view from) const;
  // Logs and counts the end of a stream that broke the rules.
  void Refuse(std::string_view reason, const Status& status, std::string_view from) const;

  [[nodiscard]] const std::string& name(PeerIndex peer) const { return names_.at(peer); }

 private:
  [[nodiscard]] Result<PeerIndex, Status> PeerOf(const CertificateFacts& facts) const;

  const ChainId chain_id_;
  const std::string self_;
  std::map<PublicKey, PeerIndex> by_key_;
  std::vector<std::string> names_;
  Log& log_;
  Metrics& metrics_;
};

}  // namespace heng::node
