// SPDX-License-Identifier: Apache-2.0
// V2 and 1.7: the view is given up when it took too long, its proposal can never be voted for or
// executed, its leader gave it up itself, or nobody expects that leader to speak.
#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

bool LeaderGaveUp(const Engine& engine) {
  const VoteSet* votes = engine.votes.Find(engine.current);
  return votes != nullptr && votes->Find(VoteType::kNullify, engine.leader()) != nullptr;
}

bool ProposalIsBad(const Engine& engine) {
  if (!engine.view.accepted) {
    return false;
  }
  const Block* block = engine.tree.Find(*engine.view.accepted);
  return block != nullptr && block->certify == CertifyState::kBad;
}

// A leader that is catching up does not keep the others waiting.
bool CannotLead(const Engine& engine) {
  return engine.IsSelf(engine.leader()) && !engine.view.accepted && IsSyncing(engine);
}

}  // namespace

bool NullifyView(Engine& engine) {
  const CurrentView& view = engine.view;
  if (engine.safety.HasNullified(engine.current) || engine.safety.HasFinalized(engine.current) ||
      !(view.late || view.rejected || view.skipped || LeaderGaveUp(engine) ||
        ProposalIsBad(engine) || CannotLead(engine))) {
    return false;
  }
  const auto content = engine.safety.Nullify({.current = engine.current, .view = engine.current});
  if (!content) {
    return false;
  }
  engine.pacemaker.StopWaitingForProposal(engine.effects);
  engine.Emit(Broadcast{engine.CastVote(*content)});
  return true;
}

}  // namespace heng::consensus
