// SPDX-License-Identifier: Apache-2.0
// Brings the bytes of proposals together: from the log of an earlier life, from the pool, then by
// asking peers, one after the other, until everything is there; and answers peers that ask. Asked
// last are a peer that was not heard yet, because its own link may not be up and the answer has no
// way, and one whose answer was late or was something else. One that has the payload, because it
// proposed it or voted for it, and then says nothing for kPatienceRetries times as long is named:
// an honest one on a busy machine is late too. Speaks FetchPayload, Payload, FetchTransactions and
// Transactions of consensus/messages/fetch.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "consensus/effect.h"
#include "consensus/message.h"
#include "node/driver/config.h"
#include "node/driver/payload_log.h"
#include "node/driver/payloads.h"

namespace heng::node {

// All borrowed.
struct PayloadSources {
  Payloads& payloads;
  PayloadLog& log;
  TransactionPool& pool;
  PeerNetwork& network;
  const storage::StateStore& store;
  const std::set<consensus::PeerId>& connected;
  const std::set<consensus::PeerId>& heard;  // validators that said anything since they were linked
  Observer& observer;
};

class PayloadExchange {
 public:
  static constexpr std::uint64_t kPatienceRetries = 10;

  PayloadExchange(const PayloadSources& sources, std::uint64_t retry_ms)
      : at_(sources), retry_ms_(retry_ms) {}

  // Opens the payload and takes what is here already; what is missing is asked for when its time
  // comes. Fails when the disk does.
  [[nodiscard]] Result<void, Status> Request(const consensus::RequestPayload& request,
                                             std::uint64_t now_ms);
  void AskDue(std::uint64_t now_ms);
  [[nodiscard]] std::optional<std::uint64_t> NextDeadline() const;

  // Answers to what was asked. An answer that names nothing that is missing is ignored.
  void Take(consensus::PeerId from, const consensus::Payload& payload, std::uint64_t now_ms);

  // A peer that comes back has a clean sheet.
  void Forgive(consensus::PeerId peer);

  // Sends the answer, if there is one, and returns its bytes.
  std::uint64_t Answer(consensus::PeerId from, const consensus::FetchPayload& fetch);
  std::uint64_t Answer(consensus::PeerId from, const consensus::FetchTransactions& fetch);

 private:
  [[nodiscard]] Result<void, Status> TakeFromLog(const ProposalId& pid);
  void TakeFromPool(const ProposalId& pid);
  void Ask(const ProposalId& pid, OpenPayload& payload);
  // Questions that await an answer, and whether one more may be asked.
  [[nodiscard]] std::size_t Questions() const;
  [[nodiscard]] bool HasRoom(std::size_t questions) const;
  // The peer that was asked is asked last from now on.
  void CountFailure(consensus::PeerId peer);
  void NoteLate(const ProposalId& pid, OpenPayload& payload, std::uint64_t now_ms);
  void NameSilent(std::uint64_t now_ms);
  [[nodiscard]] std::uint32_t FailuresOf(consensus::PeerId peer) const;
  [[nodiscard]] std::optional<consensus::PeerId> NextSource(const OpenPayload& payload) const;
  [[nodiscard]] std::optional<consensus::Payload> Committed(
      const consensus::FetchPayload& fetch) const;
  std::uint64_t Send(consensus::PeerId to, const consensus::Message& message);

  PayloadSources at_;
  std::uint64_t retry_ms_;
  // A question whose answer is late. Only the first one of each peer, until it answers that one or
  // gives something else of use.
  struct Late {
    ProposalId pid;
    std::uint64_t named_at_ms = 0;
  };

  std::map<consensus::PeerId, std::uint32_t> failures_;  // in a row
  std::map<consensus::PeerId, Late> late_;
};

}  // namespace heng::node
