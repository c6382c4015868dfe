// SPDX-License-Identifier: Apache-2.0
// R1: in a view that does not end, what was said is said again, because a link may have dropped it.
// A node without a vote to repeat asks instead.
#include <algorithm>

#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

void Say(Engine& engine, std::optional<PeerId> only, Message message) {
  if (only) {
    engine.Emit(Send{*only, std::move(message)});
  } else {
    engine.Emit(Broadcast{std::move(message)});
  }
}

// An own vote is in the pool only when it is synced.
void RepeatVotesOf(Engine& engine, std::optional<PeerId> only, View view) {
  const VoteSet* votes = engine.votes.Find(view);
  if (votes == nullptr) {
    return;
  }
  for (const VoteType type : {VoteType::kNotarize, VoteType::kNullify, VoteType::kFinalize}) {
    const Vote* vote = votes->Find(type, *engine.config.self);
    if (vote != nullptr) {
      Vote repeated = *vote;
      repeated.hi_final = engine.HighestFinalView();
      Say(engine, only, repeated);
    }
  }
}

}  // namespace

void RepeatOwnVotes(Engine& engine, std::optional<PeerId> only) {
  if (!engine.config.self || !engine.safety.MayVote()) {
    return;
  }
  const std::uint64_t from = std::max(
      engine.HighestFinalView().value() + 1,
      engine.current.value() > kRetryViewsMax ? engine.current.value() - kRetryViewsMax : 1);
  for (std::uint64_t view = from; view <= engine.current.value(); ++view) {
    RepeatVotesOf(engine, only, View(view));
  }
  const VoteSet* votes = engine.votes.Find(engine.current);
  const bool proposal_synced =
      votes != nullptr && votes->Find(VoteType::kNotarize, *engine.config.self) != nullptr;
  if (engine.view.own_proposal && proposal_synced) {
    Say(engine, only, *engine.view.own_proposal);
  }
}

void RetryView(Engine& engine) {
  engine.pacemaker.RestartRetry(engine.effects);
  const bool stuck =
      engine.pacemaker.armed() || engine.current.value() > engine.HighestFinalView().value() + 1;
  if (stuck) {
    RepeatOwnVotes(engine, std::nullopt);
    if (engine.entry) {
      engine.Emit(Broadcast{*engine.entry});
    }
  }
  if (!stuck && engine.safety.MayVote()) {
    return;
  }
  const auto peer = engine.peers.Next(std::nullopt, engine.current.value() + engine.now.uptime_ms);
  if (!peer) {
    return;
  }
  for (const VoteType type : {VoteType::kFinalize, VoteType::kNullify, VoteType::kNotarize}) {
    engine.Emit(Send{*peer,
                     FetchCertificates{.epoch = engine.config.epoch,
                                       .type = type,
                                       .first = engine.current,
                                       .last = engine.current}});
  }
}

}  // namespace heng::consensus
