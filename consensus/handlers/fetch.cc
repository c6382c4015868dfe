// SPDX-License-Identifier: Apache-2.0
// Questions of peers and the answers to ours. Answers are limited by peer; an answer that was not
// asked for is refused.
#include <algorithm>

#include "consensus/handlers/handlers.h"
#include "consensus/learn.h"
#include "consensus/rules/rules.h"

namespace heng::consensus {

Outcome HandleFetchCertificates(Engine& engine, PeerId from, const FetchCertificates& fetch) {
  if (!IsWellFormed(fetch)) {
    return Refuse(Reject::kMalformed);
  }
  if (fetch.epoch != engine.config.epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  if (!engine.peers.AllowAnswer(from, engine.now.uptime_ms)) {
    return Refuse(Reject::kTooEarly);
  }
  // The newest Fin answers for every view at or below its own, whatever was asked about it.
  const Certificate* final = engine.certificates.HighestFinalization();
  if (final != nullptr && final->view >= fetch.first) {
    engine.Emit(Send{from, *final});
  }
  if (fetch.type == VoteType::kFinalize) {
    return {};
  }
  const std::uint64_t distance = fetch.last.value() - fetch.first.value();
  for (std::uint64_t i = 0; i <= distance; ++i) {
    const View view(fetch.first.value() + i);
    if (const Certificate* held = engine.certificates.Find(fetch.type, view); held != nullptr) {
      engine.Emit(Send{from, *held});
    }
  }
  return {};
}

Outcome HandleFetchAncestors(Engine& engine, PeerId from, const FetchAncestors& fetch) {
  if (!IsWellFormed(fetch)) {
    return Refuse(Reject::kMalformed);
  }
  if (fetch.epoch != engine.config.epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  if (!engine.peers.AllowAnswer(from, engine.now.uptime_ms)) {
    return Refuse(Reject::kTooEarly);
  }
  Ancestors answer{.epoch = engine.config.epoch, .proposals = {}, .finality = std::nullopt};
  const Block* block = engine.tree.Find(fetch.pid);
  while (block != nullptr && block->proposal.height > fetch.after_height &&
         answer.proposals.size() < kAncestorsUsual) {
    answer.proposals.push_back(block->proposal);
    block = engine.tree.Find(block->proposal.parent_pid);
  }
  const FinalizedTip& tip = engine.tree.tip();
  const bool reaches_tip =
      answer.proposals.empty() || answer.proposals.back().parent_pid == tip.pid;
  if (reaches_tip && tip.height > fetch.after_height) {
    // The asker lacks committed blocks: those come first, from the store.
    engine.Emit(ServeAncestors{.to = from, .request = fetch});
  } else if (!answer.proposals.empty()) {
    std::ranges::reverse(answer.proposals);
    engine.Emit(Send{from, std::move(answer)});
  }
  return {};
}

Outcome HandleAncestors(Engine& engine, PeerId from, const Ancestors& ancestors) {
  CatchUp& catch_up = engine.catch_up;
  if (!catch_up.ancestors || catch_up.ancestors->asked != from) {
    return Refuse(Reject::kNotAsked);
  }
  if (ancestors.epoch != engine.config.epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  if (!IsWellFormed(ancestors)) {
    return Refuse(Reject::kMalformed);
  }
  if (std::ranges::any_of(ancestors.proposals, [&](const Proposal& proposal) {
        return proposal.chain_id != engine.config.chain_id;
      })) {
    return Refuse(Reject::kWrongChain);
  }
  const Proposal& top = ancestors.proposals.back();
  const ProposalId top_pid = IdOf(top);
  if (ancestors.finality) {
    const Outcome outcome = LearnCertificate(engine, *ancestors.finality);
    if (!outcome && outcome.error() != Reject::kAlreadyKnown) {
      return outcome;
    }
  }
  // Each block is vouched for by the one above it, and the top by a certificate: a Fin that came
  // along, or the one for whose sake we asked.
  if (top_pid != catch_up.ancestors->pid &&
      engine.certificates.AcceptanceOf(top.view, top_pid) == nullptr) {
    return Refuse(Reject::kNotAsked);
  }
  if (engine.tree.size() + ancestors.proposals.size() > kTreeBlocksMax) {
    return Refuse(Reject::kTooEarly);
  }
  const std::size_t known = engine.tree.size();
  for (const Proposal& proposal : ancestors.proposals) {
    if (proposal.height > engine.tree.tip().height) {
      engine.tree.Insert(proposal).wanted = true;
    }
  }
  if (engine.tree.size() == known) {
    // Nothing new: true, perhaps, but of heights that no question of this run was about; or the
    // answer to an earlier question, whose blocks came another way. The timer asks the next peer.
    return Refuse(top.height <= catch_up.asked_above_min ? Reject::kWrongAnswer
                                                         : Reject::kAlreadyKnown);
  }
  if (ancestors.finality && engine.tree.DescentOf(top_pid) == Descent::kFromTip) {
    catch_up.known = KnownRun{.top = top_pid, .height = top.height};
  }
  catch_up.ancestors.reset();
  catch_up.attempt = 0;
  catch_up.helpful = from;
  return {};
}

}  // namespace heng::consensus
