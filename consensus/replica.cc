// SPDX-License-Identifier: Apache-2.0
#include "consensus/replica.h"

#include <utility>

#include "consensus/engine.h"
#include "consensus/handlers/handlers.h"
#include "consensus/rules/rules.h"
#include "core/check.h"

namespace heng::consensus {
namespace {

struct MessageDispatch {
  Engine& engine;
  PeerId from;

  Outcome operator()(const ProposalMessage& message) const {
    return HandleProposal(engine, from, message);
  }
  Outcome operator()(const Vote& message) const { return HandleVote(engine, from, message); }
  Outcome operator()(const Certificate& message) const {
    return HandleCertificate(engine, message);
  }
  Outcome operator()(const Hello& message) const { return HandleHello(engine, from, message); }
  Outcome operator()(const Evidence& message) const { return HandleEvidence(engine, message); }
  Outcome operator()(const FetchCertificates& message) const {
    return HandleFetchCertificates(engine, from, message);
  }
  Outcome operator()(const FetchAncestors& message) const {
    return HandleFetchAncestors(engine, from, message);
  }
  Outcome operator()(const Ancestors& message) const {
    return HandleAncestors(engine, from, message);
  }
  // These are between drivers.
  Outcome operator()(const FetchPayload&) const { return Refuse(Reject::kNotAsked); }
  Outcome operator()(const Payload&) const { return Refuse(Reject::kNotAsked); }
  Outcome operator()(const FetchTransactions&) const { return Refuse(Reject::kNotAsked); }
  Outcome operator()(const Transactions&) const { return Refuse(Reject::kNotAsked); }
};

struct EventDispatch {
  Engine& engine;

  void operator()(const Started&) const { HandleStarted(engine); }
  void operator()(const MessageReceived& event) const {
    const Outcome outcome = std::visit(MessageDispatch{engine, event.from}, event.message);
    if (!outcome && outcome.error() != Reject::kAlreadyKnown) {
      ++engine.messages_refused;
      engine.messages_wrong += IsWrong(outcome.error()) ? 1U : 0U;
    }
  }
  void operator()(const PeerConnected& event) const { HandlePeerConnected(engine, event.peer); }
  void operator()(const PeerDisconnected& event) const { engine.peers.Disconnected(event.peer); }
  void operator()(const TimerFired& event) const { HandleTimer(engine, event); }
  void operator()(const Persisted& event) const { HandlePersisted(engine, event); }
  void operator()(const PendingWork& event) const { HandlePendingWork(engine, event); }
  void operator()(const PayloadBuilt& event) const { HandlePayloadBuilt(engine, event); }
  void operator()(const PayloadReady& event) const { HandlePayloadReady(engine, event); }
  void operator()(const PayloadVerified& event) const { HandlePayloadVerified(engine, event); }
  void operator()(const Executed& event) const { HandleExecuted(engine, event); }
  void operator()(const Committed& event) const { HandleCommitted(engine, event); }
};

}  // namespace

Replica::Replica(Config config, RecoveredState recovered)
    : engine_(std::make_unique<Engine>(std::move(config), std::move(recovered))) {}
Replica::Replica(Replica&&) noexcept = default;
Replica& Replica::operator=(Replica&&) noexcept = default;
Replica::~Replica() = default;

Effects Replica::Step(const Event& event) {
  HENG_ASSERT(engine_->started != std::holds_alternative<Started>(event.body));
  engine_->now = event.at;
  std::visit(EventDispatch{*engine_}, event.body);
  Advance(*engine_);
  return std::exchange(engine_->effects, {});
}

std::uint64_t Replica::views_behind() const {
  const View tip = engine_->tree.tip().view;
  const View final_view = engine_->HighestFinalView();
  return final_view > tip ? final_view.value() - tip.value() : 0;
}

std::uint64_t Replica::messages_wrong() const {
  return engine_->messages_wrong;
}

namespace {

std::vector<HeardVotes> HeardBy(const Engine& engine) {
  std::vector<HeardVotes> heard;
  const VoteSet* current = engine.votes.Find(engine.current);
  for (std::uint32_t i = 0; i < engine.config.validators.size(); ++i) {
    const ValidatorIndex validator(i);
    HeardVotes votes;
    if (current != nullptr) {
      votes.notarize = current->Find(VoteType::kNotarize, validator) != nullptr;
      votes.nullify = current->Find(VoteType::kNullify, validator) != nullptr;
      votes.finalize = current->Find(VoteType::kFinalize, validator) != nullptr;
    }
    if (const Vote* newest = engine.votes.NewestOf(validator)) {
      votes.newest = newest->content().view;
    }
    heard.push_back(votes);
  }
  return heard;
}

}  // namespace

ReplicaStatus Replica::status() const {
  const Engine& engine = *engine_;
  return {.epoch = engine.config.epoch,
          .view = engine.current,
          .leader = engine.leader(),
          .tip = engine.tree.tip(),
          .finalized_view_seen = engine.HighestFinalView(),
          .backoff = engine.pacemaker.backoff(),
          .active_validators = engine.activity.ActiveCount(engine.now.uptime_ms),
          .blocks_uncommitted = engine.tree.size(),
          .voting = engine.safety.MayVote(),
          .messages_refused = engine.messages_refused,
          .heard = HeardBy(engine)};
}

}  // namespace heng::consensus
