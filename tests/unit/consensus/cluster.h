// SPDX-License-Identifier: Apache-2.0
// Replicas over an in-memory network, each with a small driver: a journal whose unsynced records a
// crash loses, payloads, a pretended execution (the block id is a hash of proposal and parent), a
// block store and timers. Every message crosses the network as bytes. The cluster watches the wire
// and every commit, and reports a breach of safety at once.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "consensus/replica.h"
#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {

struct StoredBlock {
  ProposalId pid;
  BlockId block_id;
  Proposal proposal;
  std::optional<Certificate> certificate;
};

inline BlockId ExecutionResult(const ProposalId& pid, const BlockId& parent) {
  return As<BlockId>(Sha256({"executed", pid.view(), parent.view()}));
}
inline BlockId GenesisBlockId() {
  return As<BlockId>(Sha256("genesis"));
}
inline TransactionDigest TransactionNamed(std::uint64_t number) {
  return As<TransactionDigest>(Sha256("transaction " + std::to_string(number)));
}

// What survives a crash.
struct Disk {
  std::vector<Bytes> journal;
  std::vector<StoredBlock> blocks;  // height 1 is at index 0
  std::set<ProposalId> payloads;
  bool amnesia = false;
};

// How a node misbehaves or is slow, set by tests.
struct Faults {
  bool sync = true;            // false: Persists stay in memory until Sync is called
  bool ready = true;           // false: payloads never arrive
  bool executes = true;        // false: execution does not finish
  bool wrong_results = false;  // execution gives another block id than everybody's
  bool bad = false;            // execution finds every non-empty payload defective
  bool rejects = false;        // verification refuses every non-empty payload
};

struct Packet {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  Bytes bytes;
  Message message;
};

class Cluster;

class Node {
 public:
  Node(Cluster& cluster, std::uint32_t index, bool validator);

  void Start();
  void Crash();  // loses memory and everything unsynced
  void Step(EventBody body);
  void Sync();  // the fsync: releases what waited for it
  void FireTimers();
  void AddWork(std::uint64_t transaction);
  [[nodiscard]] std::optional<std::uint64_t> NextTimerMs() const;

  [[nodiscard]] bool up() const { return replica_ != nullptr; }
  [[nodiscard]] std::uint32_t index() const { return index_; }
  [[nodiscard]] ReplicaStatus status() const { return replica_->status(); }
  [[nodiscard]] const std::vector<Alarm>& alarms() const { return alarms_; }
  [[nodiscard]] const std::vector<Evidence>& reported() const { return reported_; }
  [[nodiscard]] const std::vector<RequestPayload>& requests() const { return requests_; }
  [[nodiscard]] std::size_t unsynced() const { return unsynced_.size(); }

  Disk disk;
  Faults faults;
  std::int64_t clock_offset_ms = 0;

 private:
  struct Runner;
  struct Timer {
    View view;
    std::uint64_t at_ms = 0;
  };

  void Drain();  // runs queued events and effects until nothing is left
  void Release(const Effect& effect);
  void Serve(const ServeAncestors& serve);
  void CommitBlock(const Commit& commit);
  [[nodiscard]] RecoveredState Recover() const;
  [[nodiscard]] BlockId ParentBlockId(const ProposalId& parent) const;

  Cluster& cluster_;
  std::uint32_t index_;
  bool validator_;
  KeyedCrypto crypto_;
  std::unique_ptr<Replica> replica_;
  std::deque<EventBody> events_;
  bool draining_ = false;
  std::deque<Effect> held_;  // visible effects behind an unsynced Persist
  std::vector<Persist> unsynced_;
  std::uint64_t synced_ = 0;  // the last synced Persist of this run
  std::map<TimerKind, Timer> timers_;
  std::map<ProposalId, BlockId> executed_;
  std::map<ProposalId, std::vector<TransactionDigest>> payloads_;
  std::map<ProposalId, Proposal> proposals_;
  std::set<TransactionDigest> pending_;
  std::vector<Alarm> alarms_;
  std::vector<Evidence> reported_;
  std::vector<RequestPayload> requests_;
};

class Cluster {
 public:
  // The first `validators` nodes have a seat, the others follow.
  explicit Cluster(std::uint32_t validators, std::uint32_t followers = 0);

  void StartAll();
  void Connect(std::uint32_t a, std::uint32_t b);
  void Restart(std::uint32_t index);  // starts it and links it to everybody that is up

  // Delivers one packet; which one, or that it is lost or doubled, is for the caller to say.
  [[nodiscard]] bool DeliverNext();
  void Deliver(std::size_t position);
  void DeliverAll();
  // Lets time pass, timer by timer, delivering everything in between.
  void Wait(std::uint64_t ms);
  void Advance(std::uint64_t ms);  // moves the clock and fires timers; delivers nothing

  void Post(std::uint32_t from, std::uint32_t to, const Message& message);
  void Inject(std::uint32_t from, std::uint32_t to, const Message& message);
  // True: the packet is lost.
  std::function<bool(const Packet&)> drop;
  // Nodes that a test plays itself: their keys may contradict themselves.
  std::set<std::uint32_t> byzantine;

  [[nodiscard]] Node& node(std::uint32_t index) { return *nodes_.at(index); }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  [[nodiscard]] const ValidatorSet& validators() const { return validators_; }
  [[nodiscard]] std::uint64_t now_ms() const { return now_ms_; }
  [[nodiscard]] std::deque<Packet>& packets() { return packets_; }
  [[nodiscard]] const std::vector<std::string>& breaches() const { return breaches_; }
  [[nodiscard]] const std::vector<Packet>& log() const { return log_; }
  bool keep_log = true;

  // What the omniscient observer knows: the votes on the wire by content.
  [[nodiscard]] const std::map<VoteContent, std::set<std::uint32_t>>& votes() const {
    return votes_;
  }
  [[nodiscard]] std::optional<Proposal> ProposalOf(const ProposalId& pid) const;

  void Observe(std::uint32_t from, const Message& message);
  void ObserveCommit(std::uint32_t node, const StoredBlock& block, Height height);
  void Breach(std::string what) { breaches_.push_back(std::move(what)); }

 private:
  void ObserveVote(std::uint32_t from, const Vote& vote);
  void CheckCertificates(const VoteContent& content);

  ValidatorSet validators_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::deque<Packet> packets_;
  std::vector<Packet> log_;
  std::uint64_t now_ms_ = 1'000'000;
  std::map<VoteContent, std::set<std::uint32_t>> votes_;
  std::map<View, std::set<VoteContent>> contents_;  // the keys of votes_, by view
  std::map<View, std::set<VoteContent>> certified_;
  std::map<Height, std::pair<ProposalId, BlockId>> chain_;
  std::map<ProposalId, Proposal> proposals_;
  std::vector<std::string> breaches_;
};

}  // namespace heng::consensus::testing
