// SPDX-License-Identifier: Apache-2.0
// Links and greetings: the start of a run, a new link, and the Hello that may tell this node that
// it has forgotten a vote.
#include "consensus/handlers/handlers.h"
#include "consensus/learn.h"
#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

Hello HelloFor(const Engine& engine, PeerId peer) {
  Hello hello{.epoch = engine.config.epoch,
              .view = engine.current,
              .finality = std::nullopt,
              .echo = std::nullopt};
  if (const Certificate* final = engine.certificates.HighestFinalization(); final != nullptr) {
    hello.finality = *final;
  }
  const ValidatorIndex index(peer.value());
  if (engine.config.validators.Contains(index)) {
    if (const Vote* newest = engine.votes.NewestOf(index); newest != nullptr) {
      hello.echo = *newest;
    }
  }
  return hello;
}

// Amnesia: the echo bears our signature, and our journal does not know the vote.
Outcome CheckEcho(Engine& engine, const Vote& echo) {
  if (!engine.IsSelf(echo.signer)) {
    return Refuse(Reject::kMalformed);
  }
  if (engine.safety.HasForgotten(echo)) {
    HENG_CHECK_OK(engine.verifier.Check(echo));
    NoticeOwnVote(engine, echo);
  }
  return {};
}

}  // namespace

void HandleStarted(Engine& engine) {
  engine.started = true;
  engine.activity.Start(engine.now.uptime_ms);
  engine.view.accepted_at = engine.now.wall;
  engine.pacemaker.Enter(engine.current, engine.now.uptime_ms, engine.effects);
  RepeatOwnVotes(engine, std::nullopt);
}

void HandlePeerConnected(Engine& engine, PeerId peer) {
  engine.peers.Connected(peer);
  engine.Emit(Send{peer, HelloFor(engine, peer)});
  RepeatOwnVotes(engine, peer);
  if (engine.entry && engine.entry->type != VoteType::kFinalize) {
    engine.Emit(Send{peer, *engine.entry});
  }
}

Outcome HandleHello(Engine& engine, PeerId from, const Hello& hello) {
  if (hello.epoch != engine.config.epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  engine.peers.Greeted(from);
  if (hello.echo) {
    HENG_CHECK_OK(CheckEcho(engine, *hello.echo));
  }
  HelpPeer(engine, from, VoteType::kNullify, hello.view);
  if (hello.finality) {
    const Outcome outcome = LearnCertificate(engine, *hello.finality);
    if (!outcome && outcome.error() != Reject::kAlreadyKnown && outcome.error() != Reject::kStale) {
      return outcome;
    }
  }
  return {};
}

}  // namespace heng::consensus
