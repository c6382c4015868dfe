// SPDX-License-Identifier: Apache-2.0
// One validator's (or follower's) part in the protocol, as a state machine without clock, socket,
// disk or thread: the same events give the same effects. README.md is the protocol, event.h and
// effect.h the contract with the driver. Dispatch only: what an event records is in handlers/, what
// follows from it in rules/, and whether a vote may be cast in safety_rules.h.
// One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "consensus/config.h"
#include "consensus/durable_state.h"
#include "consensus/effect.h"
#include "consensus/event.h"

namespace heng::consensus {

struct Engine;

// What one validator has been heard to vote.
struct HeardVotes {
  bool notarize = false;  // in the current view
  bool nullify = false;
  bool finalize = false;
  View newest;  // the highest view in which it voted at all; 0: none
};

// For metrics and `heng node status`; decides nothing.
struct ReplicaStatus {
  Epoch epoch;
  View view;
  ValidatorIndex leader;
  FinalizedTip tip;           // the last block for which Commit was emitted
  View finalized_view_seen;   // highest Fin held; above tip.view while catching up
  std::uint32_t backoff = 0;  // k: delta is delta_ms * 2^k
  std::uint32_t active_validators = 0;
  std::size_t blocks_uncommitted = 0;
  bool voting = false;  // false for a follower, in amnesia, and after divergence
  std::uint64_t messages_refused = 0;
  std::vector<HeardVotes> heard;  // by validator index
};

class Replica {
 public:
  // Rebuilds the state. Nothing is emitted before the event Started.
  Replica(Config config, RecoveredState recovered);
  Replica(Replica&&) noexcept;
  Replica& operator=(Replica&&) noexcept;
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;
  ~Replica();

  [[nodiscard]] Effects Step(const Event& event);

  [[nodiscard]] ReplicaStatus status() const;
  // Views between the tip and the newest that is known to be final.
  [[nodiscard]] std::uint64_t views_behind() const;
  // Messages that no honest node sends, since the start.
  [[nodiscard]] std::uint64_t messages_wrong() const;

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace heng::consensus
