// SPDX-License-Identifier: Apache-2.0
// P1 and P2: the leader builds on the highest certified view that nothing but nullified views
// separate from its own. It waits for work, and proposes an empty block when the idle interval is
// over, or when work that it ordered before can only become final under a further block.
#include <algorithm>

#include "consensus/learn.h"
#include "consensus/rules/rules.h"
#include "core/block.h"

namespace heng::consensus {
namespace {

bool IsInUncommittedBlock(const Engine& engine, const Evidence& evidence) {
  for (const auto& [pid, block] : engine.tree.blocks()) {
    const std::vector<Evidence>& list = block.proposal.evidence;
    if (std::ranges::find(list, evidence) != list.end()) {
      return true;
    }
  }
  return false;
}

std::vector<Evidence> EvidenceToInclude(const Engine& engine) {
  std::vector<Evidence> list;
  for (const auto& [signer, evidence] : engine.evidence) {
    if (list.size() < kProposalEvidenceMax && !engine.evidence_committed.contains(signer) &&
        !IsInUncommittedBlock(engine, evidence)) {
      list.push_back(evidence);
    }
  }
  return list;
}

Justification JustificationFor(const Engine& engine,
                               const ParentFacts& parent,
                               const ProposalId& parent_pid) {
  Justification justification;
  const Certificate* accepted = engine.certificates.AcceptanceOf(parent.view, parent_pid);
  if (accepted != nullptr) {
    justification.parent = *accepted;
  }
  for (View view = parent.view; Next(view) < engine.current;) {
    view = Next(view);
    if (engine.current.value() - view.value() <= kInlineNullificationsMax) {
      justification.nullifications.push_back(*engine.certificates.Nullification(view));
    }
  }
  return justification;
}

void SendProposal(Engine& engine,
                  const ProposalId& parent_pid,
                  std::vector<TransactionDigest> transactions) {
  const ParentFacts parent = *engine.tree.FactsOf(parent_pid);
  const Proposal proposal{.chain_id = engine.config.chain_id,
                          .epoch = engine.config.epoch,
                          .view = engine.current,
                          .parent_view = parent.view,
                          .parent_pid = parent_pid,
                          .height = Next(parent.height),
                          .time = std::max(BlockTime(parent.time.value() + 1), engine.now.wall),
                          .parent_block_id = parent.block_id,
                          .transaction_root = TransactionRoot(transactions),
                          .transaction_count = static_cast<std::uint32_t>(transactions.size()),
                          .evidence = EvidenceToInclude(engine),
                          .next_validator_set_hash = ValidatorSetHash()};
  const auto content = engine.safety.Notarize({.current = engine.current,
                                               .view = engine.current,
                                               .pid = IdOf(proposal),
                                               .justified = true,
                                               .parent_certified = true,
                                               .verified = true});
  engine.view.stage = ProposeStage::kProposed;
  if (!content) {
    return;
  }
  const Vote vote = engine.CastVote(*content);
  ProposalMessage message{.proposal = proposal,
                          .transactions = std::move(transactions),
                          .signature = vote.signature,
                          .justification = JustificationFor(engine, parent, parent_pid)};
  engine.PersistRecord(ProposalRecord{.proposal = proposal, .signature = vote.signature});
  Block& block = engine.tree.Insert(proposal, message.transactions);
  block.verify = VerifyState::kOk;
  engine.view.accepted = block.pid;
  engine.view.accepted_at = engine.now.wall;
  engine.view.own_proposal = message;
  engine.Emit(Broadcast{std::move(message)});
}

std::uint32_t TransactionsMax(const Engine& engine, const ParentFacts& parent) {
  const std::uint64_t unfinalized = (parent.height - engine.tree.tip().height).value();
  return unfinalized > kUnfinalizedBlocksMax ? 0 : engine.payload_limit.transactions_max();
}

}  // namespace

ParentChoice ChooseParent(const Engine& engine) {
  const FinalizedTip& tip = engine.tree.tip();
  View view = engine.current;
  while (view > tip.view) {
    view = View(view.value() - 1);
    if (view == tip.view) {
      return {.pid = tip.pid, .missing = std::nullopt};
    }
    const Certificate* accepted = engine.certificates.Finalization(view);
    if (accepted == nullptr) {
      accepted = engine.certificates.Notarization(view);
    }
    if (accepted != nullptr && engine.tree.IsCertified(accepted->pid)) {
      return {.pid = accepted->pid, .missing = std::nullopt};
    }
    if (engine.certificates.Finalization(view) != nullptr) {
      return {.pid = std::nullopt, .missing = std::nullopt};  // until it is certified here
    }
    if (engine.certificates.Nullification(view) == nullptr) {
      const std::uint64_t span = view.value() - tip.view.value();
      const std::uint64_t asked = std::min(span, kFetchCertificatesMax);
      return {.pid = std::nullopt, .missing = MissingViews{View(view.value() - asked + 1), view}};
    }
  }
  return {.pid = std::nullopt, .missing = std::nullopt};
}

bool ProposeAsLeader(Engine& engine) {
  CurrentView& view = engine.view;
  if (!engine.IsSelf(engine.leader()) || !engine.safety.MayVote() ||
      view.stage == ProposeStage::kProposed || view.stage == ProposeStage::kBuilding ||
      engine.safety.HasNotarized(engine.current) || engine.safety.HasNullified(engine.current)) {
    return false;
  }
  if ((view.stage == ProposeStage::kWaiting || view.gathering) &&
      EvidenceToInclude(engine).empty()) {
    return false;
  }
  const ParentChoice choice = ChooseParent(engine);
  if (!choice.pid) {
    return false;
  }
  const ParentFacts parent = *engine.tree.FactsOf(*choice.pid);
  view.stage = ProposeStage::kBuilding;
  view.build_parent = *choice.pid;
  const std::uint32_t transactions_max = TransactionsMax(engine, parent);
  if (transactions_max == 0) {
    SendProposal(engine, view.build_parent, {});
    return true;
  }
  engine.Emit(BuildPayload{.view = engine.current,
                           .parent = view.build_parent,
                           .height = Next(parent.height),
                           .transactions_max = transactions_max});
  return true;
}

void OfferPayload(Engine& engine, std::vector<TransactionDigest> transactions) {
  CurrentView& view = engine.view;
  if (!engine.tree.FactsOf(view.build_parent)) {
    view.stage = ProposeStage::kWanted;
    return;
  }
  const bool worth_a_block = !transactions.empty() || view.idle_over || view.may_be_empty ||
                             !EvidenceToInclude(engine).empty();
  if (worth_a_block) {
    SendProposal(engine, view.build_parent, std::move(transactions));
    return;
  }
  if (std::exchange(view.more_work, false)) {
    view.stage = ProposeStage::kWanted;
    return;
  }
  view.stage = ProposeStage::kWaiting;
  if (engine.work_pending) {
    // All work is in blocks that are not final yet. They will be in a moment, or they need a block
    // on top: wait for one delay, then propose an empty one rather than let the view be nullified.
    view.unfinished_work = true;
    engine.Emit(SetTimer{TimerKind::kBatch, engine.current, engine.pacemaker.delta_ms()});
  }
}

}  // namespace heng::consensus
