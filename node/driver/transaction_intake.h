// SPDX-License-Identifier: Apache-2.0
// The way of transactions into the pool and out to the peers. A client's come checked; a peer's
// are checked once, wherever they turn up, and never again.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "consensus/message.h"
#include "node/driver/config.h"
#include "node/driver/digest_hash.h"
#include "node/driver/payloads.h"
#include "node/driver/peer_quota.h"

namespace heng::node {

class TransactionIntake {
 public:
  // All borrowed.
  struct Desk {
    Payloads& payloads;
    TransactionPool& pool;
    TransactionVerifier& verifier;
    PeerNetwork& network;
    const storage::StateStore& store;
    PeerQuota& quota;
  };

  struct Counters {
    std::uint64_t gossip_dropped = 0;  // over a bound
    std::uint64_t refused = 0;         // wrong form or signature
  };

  TransactionIntake(const Desk& desk, std::uint64_t verifying_bytes_max)
      : at_(desk), verifying_bytes_max_(verifying_bytes_max) {}

  // From a client of this node. Without room, only what is known already has an answer.
  [[nodiscard]] Admission Submit(TransactionPtr transaction, bool room);
  // From a peer, asked for or not.
  void Take(consensus::PeerId from, consensus::Transactions message, std::uint64_t now_ms);
  // Has the signatures of a ready payload checked, where that was not done yet.
  void Check(const OpenPayload& payload);
  void OnVerified(const std::vector<Verdict>& verdicts);

  // Sends what clients brought. One that comes alone goes at once; after that they are gathered for
  // kGossipPauseMs, because a message costs two nodes more than a transaction in it.
  static constexpr std::uint64_t kGossipPauseMs = 20;
  void Gossip(std::uint64_t now_ms);
  // When there is something to send.
  [[nodiscard]] std::optional<std::uint64_t> NextDeadline() const;
  // Sends the oldest waiting transactions to a peer that has just come.
  void Welcome(consensus::PeerId peer);

  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  struct Verifying {
    std::optional<consensus::PeerId> from;  // nothing: only a payload needs it
    std::uint64_t bytes = 0;
  };

  [[nodiscard]] bool IsCommitted(const TransactionId& id) const;
  // Takes `bytes` along for the verifier, unless it has them already or it has too much.
  void Enqueue(const TransactionDigest& digest,
               const Bytes& bytes,
               std::optional<consensus::PeerId> from,
               std::vector<Bytes>& batch);
  void SendBatches(const std::vector<TransactionPtr>& transactions,
                   std::optional<consensus::PeerId> to);

  Desk at_;
  std::uint64_t verifying_bytes_max_;
  std::unordered_map<TransactionDigest, Verifying, DigestHash> verifying_;
  std::uint64_t verifying_bytes_ = 0;
  std::uint64_t gossip_from_ms_ = 0;  // not before
  Counters counters_;
};

}  // namespace heng::node
