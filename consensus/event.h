// SPDX-License-Identifier: Apache-2.0
// What happens to a replica. The driver makes an event of everything outside: messages, timers, a
// finished fsync, a finished execution. An event carries the time at which it happened, because the
// replica has no clock. Events may come in any order; an answer to an effect that the replica no
// longer cares about is ignored, so the driver never has to cancel work.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "consensus/message.h"
#include "consensus/types.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/time.h"

namespace heng::consensus {

// When an event happened, on the two clocks that a replica needs.
struct Instant {
  BlockTime wall;               // for the block time rule; may jump
  std::uint64_t uptime_ms = 0;  // for patience; never goes back while the process lives
};

enum class TimerKind : std::uint32_t {
  kPropose,    // tl: the leader's proposal should have come
  kView,       // ta: the view should have ended
  kRetry,      // tr: say again what may have been lost
  kIdle,       // idle_interval: a view without work has waited long enough
  kBatch,      // batch_delay: the leader has gathered long enough
  kBlockTime,  // the time of the proposal is no longer ahead of the local clock
  kFetch,      // an answer to a fetch should have come
};

// The first event, once. The replica arms its timers and repeats its recovered votes.
struct Started {};

// A decoded message on an authenticated link. The driver has enforced its byte quota for the peer.
struct MessageReceived {
  PeerId from;
  Message message;
};

// A link came up (again). The replica answers with a Hello.
struct PeerConnected {
  PeerId peer;
};

struct PeerDisconnected {
  PeerId peer;
};

// A timer that SetTimer armed ran out; `view` is the one given there.
struct TimerFired {
  TimerKind kind = TimerKind::kView;
  View view;
};

// The journal is synced up to and including the Persist with this number.
struct Persisted {
  std::uint64_t through = 0;
};

// Whether this node holds an admitted transaction that no committed block contains. To be sent when
// it changes, and again with `any` true whenever more were admitted (at most once a loop turn).
struct PendingWork {
  bool any = false;
  bool ample = false;  // more than goes into the next block: waiting would not fill it further
};

// Answer to BuildPayload. This node holds every transaction in full and has checked it.
struct PayloadBuilt {
  View view;
  std::vector<TransactionDigest> transactions;
};

// Answer to RequestPayload: every transaction of the proposal is here. Not necessarily durable.
struct PayloadReady {
  ProposalId pid;
};

// Answer to VerifyPayload. Not ok is permanent: a transaction of it can never be admitted. While
// the answer is not known there is no event.
struct PayloadVerified {
  ProposalId pid;
  bool ok = false;
};

// Answer to Execute: the payload is durable and was executed on the parent's state. Not ok means a
// deterministic defect of the bytes, the same on every honest node.
struct Executed {
  ProposalId pid;
  bool ok = false;
  BlockId block_id;  // of the header that came out; zero when not ok
};

// Answer to Commit: the batch that holds the block, its state and the new tip is durable.
struct Committed {
  Height height;
};

using EventBody = std::variant<Started,
                               MessageReceived,
                               PeerConnected,
                               PeerDisconnected,
                               TimerFired,
                               Persisted,
                               PendingWork,
                               PayloadBuilt,
                               PayloadReady,
                               PayloadVerified,
                               Executed,
                               Committed>;

struct Event {
  Instant at;
  EventBody body;
};

}  // namespace heng::consensus
