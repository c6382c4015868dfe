// SPDX-License-Identifier: Apache-2.0
// A proposal brings three things: the leader's own vote, the certificates that justify it, which
// may carry a node that lags into its view, and what to vote on.
#include "consensus/handlers/handlers.h"
#include "consensus/learn.h"
#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

Outcome CheckOrigin(const Engine& engine, PeerId from, const Proposal& proposal) {
  if (proposal.chain_id != engine.config.chain_id) {
    return Refuse(Reject::kWrongChain);
  }
  if (proposal.epoch != engine.config.epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  if (from != PeerOf(engine.leaders.LeaderOf(proposal.view))) {
    return Refuse(Reject::kWrongSender);
  }
  if (proposal.view <= engine.tree.tip().view) {
    return Refuse(Reject::kStale);
  }
  return {};
}

Outcome LearnJustification(Engine& engine, const Justification& justification) {
  const auto learn = [&](const Certificate& certificate) -> Outcome {
    const Outcome outcome = LearnCertificate(engine, certificate);
    if (!outcome && outcome.error() != Reject::kAlreadyKnown && outcome.error() != Reject::kStale) {
      return outcome;
    }
    return {};
  };
  if (justification.parent) {
    HENG_CHECK_OK(learn(*justification.parent));
  }
  for (const Certificate& nullification : justification.nullifications) {
    HENG_CHECK_OK(learn(nullification));
  }
  return {};
}

// A proposal of a later view is kept, one at a time: of the next view, or of one that a certificate
// shows to be near.
Outcome Buffer(Engine& engine, const ProposalMessage& message) {
  const View view = message.proposal.view;
  const View before(view.value() - 1);
  const bool near = view == Next(engine.current) ||
                    engine.certificates.Notarization(before) != nullptr ||
                    engine.certificates.Nullification(before) != nullptr ||
                    engine.certificates.Finalization(before) != nullptr;
  if (!near) {
    return Refuse(Reject::kTooEarly);
  }
  if (engine.buffered && engine.buffered->proposal.view >= view) {
    return Refuse(Reject::kAlreadyKnown);
  }
  engine.buffered = message;
  return {};
}

}  // namespace

Outcome HandleProposal(Engine& engine, PeerId from, const ProposalMessage& message) {
  const Proposal& proposal = message.proposal;
  HENG_CHECK_OK(CheckOrigin(engine, from, proposal));
  const Vote vote = LeaderVote(engine, proposal, message.signature);
  if (engine.view.accepted == vote.pid) {
    return Refuse(Reject::kAlreadyKnown);
  }
  if (!IsWellFormed(message)) {
    return Refuse(Reject::kMalformed);
  }
  if (!engine.votes.Holds(vote.content(), vote.signer, vote.signature)) {
    HENG_CHECK_OK(engine.verifier.Check(vote));
  }
  HENG_CHECK_OK(LearnJustification(engine, message.justification));
  while (EnterNextView(engine)) {
  }
  if (proposal.view <= Next(engine.current)) {
    LearnVote(engine, vote);
  }
  if (proposal.view == engine.current) {
    return AcceptProposal(engine, message);
  }
  if (proposal.view > engine.current) {
    return Buffer(engine, message);
  }
  // Too late to vote for, but a quorum accepted it and its payload is still to be fetched.
  if (engine.certificates.AcceptanceOf(proposal.view, vote.pid) != nullptr) {
    engine.tree.Insert(proposal, message.transactions);
    return {};
  }
  return Refuse(Reject::kStale);
}

}  // namespace heng::consensus
