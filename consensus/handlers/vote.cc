// SPDX-License-Identifier: Apache-2.0
// Votes, certificates and evidence from others. A vote comes from its signer's own link; what is
// passed on travels as a certificate or as evidence.
#include "consensus/handlers/handlers.h"
#include "consensus/learn.h"
#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

// The hint is not signed, so it may only make this node ask.
void FollowHint(Engine& engine, PeerId from, View hi_final) {
  if (hi_final.value() > engine.HighestFinalView().value() + 1 &&
      engine.peers.AllowQuestion(from, engine.now.uptime_ms)) {
    engine.Emit(Send{from,
                     FetchCertificates{.epoch = engine.config.epoch,
                                       .type = VoteType::kFinalize,
                                       .first = hi_final,
                                       .last = hi_final}});
  }
}

}  // namespace

Outcome HandleVote(Engine& engine, PeerId from, const Vote& vote) {
  if (vote.epoch != engine.config.epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  if (!engine.config.validators.Contains(vote.signer)) {
    return Refuse(Reject::kUnknownValidator);
  }
  if (from != PeerOf(vote.signer) || engine.IsSelf(vote.signer)) {
    return Refuse(Reject::kWrongSender);
  }
  if (!IsWellFormed(vote.content())) {
    return Refuse(Reject::kMalformed);
  }
  FollowHint(engine, from, vote.hi_final);
  HelpPeer(engine, from, vote.type, vote.view);
  if (vote.view > Next(engine.current)) {
    return Refuse(Reject::kTooEarly);
  }
  if (vote.view < engine.VoteFloor()) {
    return Refuse(Reject::kStale);
  }
  const VoteSet* votes = engine.votes.Find(vote.view);
  if (votes != nullptr && (votes->Holds(vote.content(), vote.signer, vote.signature) ||
                           votes->IsFull(vote.type, vote.signer))) {
    engine.activity.Heard(vote.signer, engine.now.uptime_ms);
    return Refuse(Reject::kAlreadyKnown);
  }
  HENG_CHECK_OK(engine.verifier.Check(vote));
  LearnVote(engine, vote);
  return {};
}

Outcome HandleCertificate(Engine& engine, const Certificate& certificate) {
  return LearnCertificate(engine, certificate);
}

Outcome HandleEvidence(Engine& engine, const Evidence& evidence) {
  if (engine.evidence.contains(evidence.signer())) {
    return Refuse(Reject::kAlreadyKnown);
  }
  HENG_CHECK_OK(engine.verifier.Check(evidence));
  LearnEvidence(engine, evidence);
  return {};
}

}  // namespace heng::consensus
