// SPDX-License-Identifier: Apache-2.0
// The only place that may say "vote". It remembers every own vote above the committed tip, from the
// journal and from this run, and gives out a vote content only when no vote already given, in this
// life or an earlier one, forbids it:
//   one NOTARIZE a view, and none after NULLIFY of the view;
//   one FINALIZE a view, and none after NULLIFY of the view;
//   no NULLIFY after FINALIZE of the view, and one is enough;
//   nothing at or below the committed tip; nothing at all without a seat, in amnesia, when stopped.
// The caller must persist what it is given before anyone sees it; agreement rests on that and on
// this file alone.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "consensus/messages/vote.h"
#include "core/height.h"
#include "core/ids.h"

namespace heng::consensus {

enum class VotingMode {
  kVoting,
  kFollower,  // no seat in the set
  kAmnesia,   // the journal lost votes: this key never votes again
  kStopped,   // results diverged or certificates conflict: an operator must look
};

// V1: every field must be true or equal; they are what the rule demands besides the own votes.
struct NotarizeCase {
  View current;
  View view;
  ProposalId pid;
  bool justified = false;         // Not or Fin of the parent, Nul of every view between
  bool parent_certified = false;  // here, with the block id that the proposal names
  bool verified = false;          // payload and proposal checked, time acceptable
};

// V2. The reason (a timer, a rejection, a silent leader) is the caller's: it touches liveness only.
struct NullifyCase {
  View current;
  View view;
};

// V3.
struct FinalizeCase {
  View view;
  ProposalId pid;
  BlockId block_id;
  bool notarized = false;  // Not(view, pid) is held
  bool certified = false;  // durable and executed here, with this block id
};

class SafetyRules {
 public:
  SafetyRules(Epoch epoch, VotingMode mode, View floor);

  // A vote found in the journal. Votes at or below the floor are ignored.
  void Replay(const Vote& vote);

  // Each gives the content to sign, or nothing when the vote is forbidden or was given before.
  [[nodiscard]] std::optional<VoteContent> Notarize(const NotarizeCase& facts);
  [[nodiscard]] std::optional<VoteContent> Nullify(const NullifyCase& facts);
  [[nodiscard]] std::optional<VoteContent> Finalize(const FinalizeCase& facts);

  // True when the own vote shown by a peer is neither in memory nor below the floor: this node has
  // forgotten a vote. The signature must have been checked.
  [[nodiscard]] bool HasForgotten(const Vote& shown) const;

  // Never back to kVoting.
  void Stop(VotingMode mode);
  [[nodiscard]] VotingMode mode() const { return mode_; }
  [[nodiscard]] bool MayVote() const { return mode_ == VotingMode::kVoting; }

  // Own votes of a view: for the rules, to know what is left to say.
  [[nodiscard]] bool HasNotarized(View view) const;
  [[nodiscard]] bool HasNullified(View view) const;
  [[nodiscard]] bool HasFinalized(View view) const;

  // A block of `floor` is committed: no vote at or below it can be asked for any more.
  void RaiseFloor(View floor);
  [[nodiscard]] View floor() const { return floor_; }

 private:
  struct OwnVotes {
    std::optional<VoteContent> notarize;
    bool nullify = false;
    std::optional<VoteContent> finalize;
  };

  [[nodiscard]] const OwnVotes* Find(View view) const;
  [[nodiscard]] bool IsOpen(View view) const { return MayVote() && view > floor_; }

  Epoch epoch_;
  VotingMode mode_;
  View floor_;
  std::map<View, OwnVotes> votes_;
};

}  // namespace heng::consensus
