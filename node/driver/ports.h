// SPDX-License-Identifier: Apache-2.0
// What the driver needs of the world, as interfaces: the node implements them with clocks, sockets
// and threads, the simulator with a seed. Every call comes from the driver's own thread, inside one
// of its functions, and must not call back into the driver.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "consensus/effect.h"
#include "consensus/event.h"
#include "core/result.h"
#include "core/transaction.h"
#include "storage/final_block.h"
#include "storage/layer.h"

namespace heng::node {

// Shared: the pool, open payloads and gossip own a checked transaction together, and copying one
// may cost a megabyte.
using TransactionPtr = std::shared_ptr<const VerifiedTransaction>;

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  // The wall clock may jump; a development chain's may be moved by its operator. The uptime never
  // goes back.
  [[nodiscard]] virtual consensus::Instant Now() const = 0;
};

// Links that are up. What is sent to a peer without a link is lost. Must not block. What is sent
// may be kept together until Flush, which is called before long work and at the end of a turn.
class PeerNetwork {
 public:
  PeerNetwork() = default;
  PeerNetwork(const PeerNetwork&) = delete;
  PeerNetwork& operator=(const PeerNetwork&) = delete;
  virtual ~PeerNetwork() = default;

  virtual void Send(consensus::PeerId to, Bytes message) = 0;
  virtual void Broadcast(Bytes message) = 0;  // to every connected peer
  // The same of what is stale by the time at which a lost link is back, so that not even a network
  // that keeps some messages for it should keep this one.
  virtual void Gossip(Bytes message) { Broadcast(std::move(message)); }
  virtual void Flush() {}
};

// What became of signed bytes that were to be checked.
struct Verdict {
  TransactionDigest digest;
  Result<TransactionPtr, Status> transaction;
};

// Checks transactions that peers sent (VerifyTransaction with signatures), away from the loop. The
// answer comes later, through Driver::OnVerified, in any order; nothing may be left unanswered.
class TransactionVerifier {
 public:
  TransactionVerifier() = default;
  TransactionVerifier(const TransactionVerifier&) = delete;
  TransactionVerifier& operator=(const TransactionVerifier&) = delete;
  virtual ~TransactionVerifier() = default;

  virtual void Verify(std::vector<Bytes> transactions) = 0;
};

// Writes final blocks beside the loop, which executes the next ones meanwhile. One run at a time:
// Driver::OnWritten answers before the next, on the loop.
class BlockWriter {
 public:
  BlockWriter() = default;
  BlockWriter(const BlockWriter&) = delete;
  BlockWriter& operator=(const BlockWriter&) = delete;
  virtual ~BlockWriter() = default;

  // To be done with StateStore::Write.
  virtual void Write(std::vector<storage::FinalBlock> run) = 0;
};

// What the room left on the disk allows, from best to worst.
enum class DiskStage : std::uint8_t {
  kPlenty,
  kLow,     // somebody should look; nothing changes
  kRefuse,  // clients are refused
  kStop,    // nothing may be written
};

// Asked before every step, so that nothing is begun that the disk could not hold.
class DiskSpace {
 public:
  DiskSpace() = default;
  DiskSpace(const DiskSpace&) = delete;
  DiskSpace& operator=(const DiskSpace&) = delete;
  virtual ~DiskSpace() = default;

  [[nodiscard]] virtual DiskStage Stage() = 0;
};

// What became of a transaction that asked to be ordered.
enum class Admission {
  kAccepted,
  kDuplicate,   // held already: it will be ordered once
  kCommitted,   // in the chain already: its receipt is final
  kExpired,     // valid until a time that the chain has passed
  kAuthorFull,  // its author has as many waiting as one may have
  kPoolFull,    // the node has: try again later
  kDiskFull,    // the node's disk is nearly full: try again later, or another node
};

// Transactions that wait to be ordered, each fully checked. node/mempool implements it.
class TransactionPool {
 public:
  // What a block may still hold, and which transactions its ancestors hold.
  struct Selection {
    std::uint64_t transactions_max = 0;
    std::uint64_t bytes_max = 0;
    // Where to stop before: only the first transaction may go beyond.
    std::uint64_t bytes_wanted = std::numeric_limits<std::uint64_t>::max();
    std::function<bool(const TransactionId&)> is_taken;
  };

  TransactionPool() = default;
  TransactionPool(const TransactionPool&) = delete;
  TransactionPool& operator=(const TransactionPool&) = delete;
  virtual ~TransactionPool() = default;

  // `gossip`: it came from a client, and the peers should hear of it.
  [[nodiscard]] virtual Admission Add(TransactionPtr transaction, bool gossip) = 0;

  [[nodiscard]] virtual bool Contains(const TransactionId& id) const = 0;
  [[nodiscard]] virtual TransactionPtr Find(const TransactionDigest& digest) const = 0;
  [[nodiscard]] virtual std::vector<TransactionPtr> Choose(const Selection& selection) const = 0;
  // The oldest, up to that many bytes: for a peer that has just connected.
  [[nodiscard]] virtual std::vector<TransactionPtr> Oldest(std::uint64_t bytes_max) const = 0;
  // Admitted with `gossip` since the last call.
  [[nodiscard]] virtual std::vector<TransactionPtr> TakeUngossiped() = 0;
  [[nodiscard]] virtual bool HasUngossiped() const = 0;

  // Takes out what a block ordered, and what can no longer be ordered at `time`; returns the
  // latter.
  virtual std::vector<TransactionId> Advance(std::span<const TransactionId> committed,
                                             BlockTime time) = 0;

  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes() const = 0;
  // How many were ever accepted: tells whether there is anything new.
  [[nodiscard]] virtual std::uint64_t accepted() const = 0;
};

// What a validator did that an honest and healthy one does not do. Append only.
enum class PeerFault : std::uint32_t {
  kMalformed,     // bytes that are no message
  kOverQuota,     // more than a peer may send: dropped unread
  kWrongMessage,  // a message that no honest node sends
  kWrongPayload,  // an answer without what was asked for
  kUnanswered,    // no answer in time
  kMaxValue = kUnanswered,
};

// Who wants to know what happened. A block is durable when OnCommitted is called.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  // Header, transactions, receipts and events are in the layer. Genesis too, once.
  virtual void OnCommitted(const storage::LayerPtr& block) = 0;
  // They left the pool unordered: their time is over.
  virtual void OnExpired(std::span<const TransactionId> transactions) = 0;
  virtual void OnEvidence(const consensus::Evidence& evidence) = 0;
  virtual void OnAlarm(const consensus::Alarm& alarm) = 0;
  // A byte on the disk is not what was written there: which, and what is done about it.
  virtual void OnDamage(const std::string& what) = 0;
  // The driver stopped for good, and why; it does nothing any more.
  virtual void OnHalted(const std::string& reason) = 0;
  virtual void OnPeerFault(consensus::PeerId /*peer*/, PeerFault /*fault*/) {}
  // At least kFarBehind views are known to be final beyond the tip; and, with 0, when no longer any
  // are.
  static constexpr std::uint64_t kFarBehind = 64;
  virtual void OnFarBehind(Height /*tip*/, std::uint64_t /*views*/) {}
  // The leader of a new view gave its clock's time; later by the way of the message than now.
  virtual void OnLeaderTime(consensus::PeerId /*leader*/, BlockTime /*time*/) {}
};

}  // namespace heng::node
