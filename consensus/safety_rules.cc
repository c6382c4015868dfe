// SPDX-License-Identifier: Apache-2.0
#include "consensus/safety_rules.h"

#include "core/check.h"

namespace heng::consensus {

SafetyRules::SafetyRules(Epoch epoch, VotingMode mode, View floor)
    : epoch_(epoch), mode_(mode), floor_(floor) {}

const SafetyRules::OwnVotes* SafetyRules::Find(View view) const {
  const auto found = votes_.find(view);
  return found == votes_.end() ? nullptr : &found->second;
}

void SafetyRules::Replay(const Vote& vote) {
  if (vote.epoch != epoch_ || vote.view <= floor_) {
    return;
  }
  OwnVotes& own = votes_[vote.view];
  switch (vote.type) {
    case VoteType::kUnspecified:
      break;
    case VoteType::kNotarize:
      own.notarize = vote.content();
      break;
    case VoteType::kNullify:
      own.nullify = true;
      break;
    case VoteType::kFinalize:
      own.finalize = vote.content();
      break;
  }
}

std::optional<VoteContent> SafetyRules::Notarize(const NotarizeCase& facts) {
  if (!IsOpen(facts.view) || facts.view != facts.current || !facts.justified ||
      !facts.parent_certified || !facts.verified) {
    return std::nullopt;
  }
  OwnVotes& own = votes_[facts.view];
  if (own.notarize || own.nullify) {
    return std::nullopt;
  }
  own.notarize = VoteContent{VoteType::kNotarize, epoch_, facts.view, facts.pid, BlockId()};
  return own.notarize;
}

std::optional<VoteContent> SafetyRules::Nullify(const NullifyCase& facts) {
  if (!IsOpen(facts.view) || facts.view != facts.current) {
    return std::nullopt;
  }
  OwnVotes& own = votes_[facts.view];
  if (own.nullify || own.finalize) {
    return std::nullopt;
  }
  own.nullify = true;
  return VoteContent{VoteType::kNullify, epoch_, facts.view, ProposalId(), BlockId()};
}

std::optional<VoteContent> SafetyRules::Finalize(const FinalizeCase& facts) {
  if (!IsOpen(facts.view) || !facts.notarized || !facts.certified) {
    return std::nullopt;
  }
  OwnVotes& own = votes_[facts.view];
  if (own.finalize || own.nullify) {
    return std::nullopt;
  }
  own.finalize = VoteContent{VoteType::kFinalize, epoch_, facts.view, facts.pid, facts.block_id};
  return own.finalize;
}

bool SafetyRules::HasForgotten(const Vote& shown) const {
  if (shown.epoch != epoch_ || shown.view <= floor_) {
    return false;
  }
  const OwnVotes* own = Find(shown.view);
  if (own == nullptr) {
    return true;
  }
  switch (shown.type) {
    case VoteType::kUnspecified:
      return false;
    case VoteType::kNotarize:
      return own->notarize != shown.content();
    case VoteType::kNullify:
      return !own->nullify;
    case VoteType::kFinalize:
      return own->finalize != shown.content();
  }
  return false;
}

void SafetyRules::Stop(VotingMode mode) {
  HENG_ASSERT(mode != VotingMode::kVoting);
  // Amnesia is the stronger statement: it survives a restart, so nothing overrides it.
  if (mode_ != VotingMode::kAmnesia) {
    mode_ = mode;
  }
}

bool SafetyRules::HasNotarized(View view) const {
  const OwnVotes* own = Find(view);
  return own != nullptr && own->notarize.has_value();
}

bool SafetyRules::HasNullified(View view) const {
  const OwnVotes* own = Find(view);
  return own != nullptr && own->nullify;
}

bool SafetyRules::HasFinalized(View view) const {
  const OwnVotes* own = Find(view);
  return own != nullptr && own->finalize.has_value();
}

void SafetyRules::RaiseFloor(View floor) {
  if (floor > floor_) {
    floor_ = floor;
    votes_.erase(votes_.begin(), votes_.upper_bound(floor));
  }
}

}  // namespace heng::consensus
