// SPDX-License-Identifier: Apache-2.0
// The event loop of a node without its world: it feeds the replica, does what the replica wants,
// and keeps the order that safety rests on. No clock, socket or thread inside; the node and the
// simulator run this very code.
//
// The caller puts in what happened (On..., SubmitTransaction) and then calls Turn while HasWork(),
// and again when NextDeadline() is reached. One turn steps the replica through everything that
// waits, syncs the payload log and the journal at most once each, and only then lets out what the
// replica wants others to see. Every effect but the visible ones is done as soon as it is wanted.
//
// While the disk is full (DiskStage::kStop) the driver stands still between two steps: what it has
// done is synced, nothing is begun, and messages are dropped as a broken link would drop them, but
// for questions that it can answer without writing. It goes on by itself.
//
// One thread. Ports must not call back into the driver.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "consensus/replica.h"
#include "core/result.h"
#include "node/driver/config.h"
#include "node/driver/ports.h"

namespace heng::node {

struct DriverStatus {
  consensus::ReplicaStatus replica;
  std::uint64_t pool_transactions = 0;
  std::uint64_t pool_bytes = 0;
  std::uint64_t open_payloads = 0;
  std::uint64_t journal_bytes = 0;
  std::uint64_t payload_log_bytes = 0;
  std::uint64_t messages_malformed = 0;   // dropped: no message at all
  std::uint64_t messages_over_quota = 0;  // dropped: the peer sends too much
  std::uint64_t transactions_dropped = 0;
  std::uint64_t transactions_refused = 0;
  std::optional<std::string> amnesia;  // why this node must not vote
  std::optional<std::string> halted;   // why it does nothing any more
};

class Driver {
 public:
  // Recovers from the disk, or begins with genesis. Fails when the disk does, and when it holds
  // another chain.
  [[nodiscard]] static Result<std::unique_ptr<Driver>, Status> Start(const DriverConfig& config,
                                                                     const Ports& ports);
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  ~Driver();

  void OnPeerConnected(consensus::PeerId peer);
  void OnPeerDisconnected(consensus::PeerId peer);
  // Each message as EncodeMessage wrote it. Garbage, and what is over the peer's quota, is dropped
  // and counted.
  void OnPeerMessages(consensus::PeerId from, std::span<const Bytes> messages);
  void OnVerified(const std::vector<Verdict>& verdicts);
  // The BlockWriter has done what it was given, in so many milliseconds. The next Turn fails when
  // it failed.
  void OnWritten(Result<void, Status> written, std::uint64_t elapsed_ms);
  // The transaction must have been verified with its signatures.
  [[nodiscard]] Admission SubmitTransaction(VerifiedTransaction transaction);

  [[nodiscard]] bool HasWork() const;
  // Uptime in milliseconds at which Turn is needed next even if nothing happens.
  [[nodiscard]] std::optional<std::uint64_t> NextDeadline() const;
  // An error means that the disk failed: nothing may be sent or promised any more, and the caller
  // must end the process.
  [[nodiscard]] Result<void, Status> Turn();

  [[nodiscard]] DriverStatus status() const;

 private:
  struct State;
  explicit Driver(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace heng::node
