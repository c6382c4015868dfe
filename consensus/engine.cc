// SPDX-License-Identifier: Apache-2.0
#include "consensus/engine.h"

#include <algorithm>

#include "core/check.h"

namespace heng::consensus {
namespace {

VotingMode InitialMode(const Config& config, const RecoveredState& recovered) {
  if (!config.self) {
    return VotingMode::kFollower;
  }
  const bool forgot =
      recovered.amnesia || std::ranges::any_of(recovered.journal, [](const JournalRecord& record) {
        return std::holds_alternative<AmnesiaRecord>(record);
      });
  return forgot ? VotingMode::kAmnesia : VotingMode::kVoting;
}

// Puts one journal record back where the run before had it.
struct Replay {
  Engine& engine;

  void operator()(const EntryRecord& record) const {
    const Certificate& certificate = record.certificate;
    engine.certificates.Add(certificate);
    if (certificate.view >= engine.current) {
      engine.current = Next(certificate.view);
      engine.entry = certificate;
    }
  }
  void operator()(const ProposalRecord& record) const {
    const Proposal& proposal = record.proposal;
    if (proposal.view <= engine.tree.tip().view) {
      return;
    }
    engine.tree.Insert(proposal);
    engine.votes.Insert(Vote{.type = VoteType::kNotarize,
                             .epoch = proposal.epoch,
                             .view = proposal.view,
                             .pid = IdOf(proposal),
                             .block_id = BlockId(),
                             .signer = engine.leaders.LeaderOf(proposal.view),
                             .signature = record.signature,
                             .hi_final = View()});
  }
  void operator()(const VoteRecord& record) const {
    engine.safety.Replay(record.vote);
    if (record.vote.view > engine.tree.tip().view) {
      engine.votes.Insert(record.vote);
    }
  }
  void operator()(const CertifiedRecord& record) const {
    if (Block* block = engine.tree.Find(record.pid); block != nullptr) {
      block->recorded = record.block_id;
    }
  }
  void operator()(const EvidenceRecord& record) const {
    engine.evidence.try_emplace(record.evidence.signer(), record.evidence);
  }
  void operator()(const AmnesiaRecord&) const {}
};

}  // namespace

Engine::Engine(Config config_in, RecoveredState recovered)
    : config(std::move(config_in)),
      leaders(config.chain_id, config.epoch, config.validators.size()),
      verifier(config),
      journal(recovered.journal),
      safety(config.epoch, InitialMode(config, recovered), recovered.tip.view),
      tree(recovered.tip),
      activity(config.validators, config.self, config.parameters.skip_window_ms),
      pacemaker(config.parameters),
      peers(config.parameters.delta_ms),
      current(Next(recovered.tip.view)) {
  HENG_ASSERT(config.crypto != nullptr);
  HENG_ASSERT(!config.self || config.validators.Contains(*config.self));
  if (recovered.tip_certificate) {
    HENG_ASSERT(recovered.tip_certificate->view == recovered.tip.view);
    certificates.Add(*recovered.tip_certificate);
    entry = recovered.tip_certificate;
  }
  for (const JournalRecord& record : recovered.journal) {
    std::visit(Replay{*this}, record);
  }
  // The proposal of the view in which the last run ended is the first one of this run, too.
  for (const auto& [pid, block] : tree.blocks()) {
    if (block.proposal.view == current && block.proposal.epoch == config.epoch) {
      const Vote* by_leader = votes.Find(current)->Find(VoteType::kNotarize, leader());
      if (by_leader != nullptr && by_leader->pid == pid) {
        view.accepted = pid;
        view.stage = ProposeStage::kProposed;
      }
    }
  }
}

std::uint64_t Engine::PersistRecord(JournalRecord record) {
  const std::uint64_t number = journal.Append(record);
  Emit(Persist{.number = number, .record = std::move(record)});
  return number;
}

Vote Engine::CastVote(const VoteContent& content) {
  Vote vote = verifier.Sign(content);
  vote.hi_final = HighestFinalView();
  unsynced_votes.emplace_back(PersistRecord(VoteRecord{vote}), vote);
  return vote;
}

View Engine::HighestFinalView() const {
  const Certificate* highest = certificates.HighestFinalization();
  return std::max(tree.tip().view, highest == nullptr ? View() : highest->view);
}

View Engine::VoteFloor() const {
  const auto below = [](View from, std::uint64_t distance) {
    return View(from.value() > distance ? from.value() - distance : 0);
  };
  return std::max(below(tree.tip().view, kVoteWindowViews), below(current, kVoteHistoryViews));
}

void Engine::StopVoting(VotingMode mode, const Alarm& alarm) {
  if (safety.MayVote() || mode == VotingMode::kAmnesia) {
    safety.Stop(mode);
  }
  Emit(alarm);
}

}  // namespace heng::consensus
