// SPDX-License-Identifier: Apache-2.0
// Everything that a replica knows, and the effects of the Step that is running. Handlers record
// what an event says; rules look at all of it and act. No file but safety_rules decides about
// votes. Private to consensus/.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "consensus/activity.h"
#include "consensus/block_tree.h"
#include "consensus/catch_up.h"
#include "consensus/certificate_pool.h"
#include "consensus/config.h"
#include "consensus/durable_state.h"
#include "consensus/effect.h"
#include "consensus/event.h"
#include "consensus/leader_schedule.h"
#include "consensus/live_journal.h"
#include "consensus/pacemaker.h"
#include "consensus/payload_limit.h"
#include "consensus/peer_book.h"
#include "consensus/reject.h"
#include "consensus/safety_rules.h"
#include "consensus/vote_pool.h"
#include "consensus/vote_verifier.h"

namespace heng::consensus {

// Where the leader of the current view is with its own proposal.
enum class ProposeStage {
  kWaiting,   // for work, or for the idle interval to pass
  kWanted,    // to be built as soon as there is a parent to build on
  kBuilding,  // BuildPayload is out
  kProposed,
};

// What is known about the current view only; begins anew with every entry.
struct CurrentView {
  std::optional<ProposalId> accepted;  // the first proposal of its leader
  BlockTime accepted_at;               // local wall clock then, for the block time rule
  bool rejected = false;               // the proposal can never be voted for
  bool late = false;                   // tl or ta ran out
  bool skipped = false;                // its leader was inactive on entry
  bool idle_over = false;              // idle_interval passed
  bool block_time_timer = false;

  ProposeStage stage = ProposeStage::kWaiting;
  ProposalId build_parent;       // of the payload that is being built
  bool unfinished_work = false;  // nothing new to order, but something is not yet final
  bool gathering = false;        // the leader waits for more work before it proposes
  bool more_work = false;        // arrived while the payload was being built
  bool may_be_empty = false;     // enough waited: an empty proposal will finish it
  std::optional<ProposalMessage> own_proposal;  // kept to be sent again
};

struct Engine {
  Engine(Config config, RecoveredState recovered);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Config config;
  LeaderSchedule leaders;
  VoteVerifier verifier;

  LiveJournal journal;
  SafetyRules safety;
  CertificatePool certificates;
  VotePool votes;
  BlockTree tree;
  Activity activity;
  Pacemaker pacemaker;
  PayloadLimit payload_limit;
  PeerBook peers;
  CatchUp catch_up;
  std::map<ValidatorIndex, Evidence> evidence;  // at most one a validator and epoch
  std::set<ValidatorIndex> evidence_committed;  // seen in a committed proposal

  View current;
  CurrentView view;
  std::optional<Certificate> entry;         // by which `current` was entered
  std::optional<ProposalMessage> buffered;  // of a later view
  bool started = false;
  bool work_pending = false;
  bool work_ample = false;  // the next block is full already

  std::deque<std::pair<std::uint64_t, Vote>> unsynced_votes;  // own, by Persist number
  std::map<Height, View> unconfirmed_commits;                 // Commit emitted, Committed awaited
  std::optional<View> results_differ_view;                    // of the last kResultsDiffer alarm
  std::optional<View> diverged_view;                          // of the Fin that stopped us

  std::uint64_t finality_checked = 0;  // version of tree and certificates

  Instant now;
  Effects effects;
  std::uint64_t messages_refused = 0;
  std::uint64_t messages_wrong = 0;  // of these, what no honest node sends

  void Emit(Effect effect) { effects.push_back(std::move(effect)); }
  // Emits Persist and returns its number.
  std::uint64_t PersistRecord(JournalRecord record);
  // Signs and persists a vote that SafetyRules gave out. It is counted when it is synced.
  Vote CastVote(const VoteContent& content);

  [[nodiscard]] bool IsSelf(ValidatorIndex index) const { return config.self == index; }
  [[nodiscard]] ValidatorIndex leader() const { return leaders.LeaderOf(current); }
  [[nodiscard]] View HighestFinalView() const;
  // The lowest view whose votes are still heard.
  [[nodiscard]] View VoteFloor() const;
  void StopVoting(VotingMode mode, const Alarm& alarm);
};

}  // namespace heng::consensus
