// SPDX-License-Identifier: Apache-2.0
#include "consensus/learn.h"

namespace heng::consensus {
namespace {

// Takes in a certificate that is known to be valid.
Outcome StoreCertificate(Engine& engine, const Certificate& certificate) {
  const View highest_final = engine.HighestFinalView();
  switch (engine.certificates.Add(certificate)) {
    case CertificatePool::Added::kKnown:
      return Refuse(Reject::kAlreadyKnown);
    case CertificatePool::Added::kConflict:
      engine.StopVoting(VotingMode::kStopped,
                        Alarm{.kind = AlarmKind::kConflictingCertificates,
                              .view = certificate.view,
                              .pid = certificate.pid,
                              .own = BlockId(),
                              .seen = certificate.block_id});
      return {};
    case CertificatePool::Added::kNew:
      break;
  }
  if (certificate.type == VoteType::kFinalize && certificate.view > highest_final) {
    engine.pacemaker.ViewFinalized();
  }
  return {};
}

// C2, the early warning: so many differ that at least one honest validator does.
void WarnWhenResultsDiffer(Engine& engine, const Vote& vote, const VoteSet& votes) {
  const Block* block = engine.tree.Find(vote.pid);
  if (block == nullptr || block->certify != CertifyState::kOk || vote.block_id == block->block_id ||
      engine.results_differ_view == vote.view) {
    return;
  }
  if (votes.CountFinalizeOfOtherBlock(vote.pid, block->block_id) >
      engine.config.validators.faults()) {
    engine.results_differ_view = vote.view;
    engine.Emit(Alarm{.kind = AlarmKind::kResultsDiffer,
                      .view = vote.view,
                      .pid = vote.pid,
                      .own = block->block_id,
                      .seen = vote.block_id});
  }
}

}  // namespace

Vote LeaderVote(const Engine& engine, const Proposal& proposal, const Signature& signature) {
  return Vote{.type = VoteType::kNotarize,
              .epoch = proposal.epoch,
              .view = proposal.view,
              .pid = IdOf(proposal),
              .block_id = BlockId(),
              .signer = engine.leaders.LeaderOf(proposal.view),
              .signature = signature,
              .hi_final = View()};
}

void NoticeOwnVote(Engine& engine, const Vote& shown) {
  if (!engine.IsSelf(shown.signer) || engine.safety.mode() == VotingMode::kAmnesia ||
      !engine.safety.HasForgotten(shown)) {
    return;
  }
  engine.PersistRecord(AmnesiaRecord{shown});
  engine.StopVoting(VotingMode::kAmnesia,
                    Alarm{.kind = AlarmKind::kAmnesia,
                          .view = shown.view,
                          .pid = shown.pid,
                          .own = BlockId(),
                          .seen = shown.block_id});
}

void LearnVote(Engine& engine, const Vote& vote) {
  engine.activity.Heard(vote.signer, engine.now.uptime_ms);
  if (vote.view < engine.VoteFloor()) {
    return;
  }
  if (const auto evidence = engine.votes.Insert(vote)) {
    LearnEvidence(engine, *evidence);
  }
  const VoteSet& votes = *engine.votes.Find(vote.view);
  if (vote.view > engine.tree.tip().view &&
      engine.certificates.Find(vote.type, vote.view) == nullptr) {
    if (const auto certificate = votes.Assemble(vote.content(), engine.config.validators)) {
      (void)StoreCertificate(engine, *certificate);
    }
  }
  if (vote.type == VoteType::kFinalize) {
    WarnWhenResultsDiffer(engine, vote, votes);
  }
}

Outcome LearnCertificate(Engine& engine, const Certificate& certificate) {
  if (certificate.view < engine.tree.tip().view) {
    return Refuse(Reject::kStale);
  }
  const Certificate* held = engine.certificates.Find(certificate.type, certificate.view);
  if (held != nullptr && held->content() == certificate.content()) {
    return Refuse(Reject::kAlreadyKnown);
  }
  HENG_CHECK_OK(engine.verifier.Check(certificate, engine.votes));

  // A certificate is a bag of votes: each is news of its signer, and may contradict another one.
  const std::vector<ValidatorIndex> signers = SignersOf(certificate);
  for (std::size_t i = 0; i < signers.size(); ++i) {
    const Vote vote{.type = certificate.type,
                    .epoch = certificate.epoch,
                    .view = certificate.view,
                    .pid = certificate.pid,
                    .block_id = certificate.block_id,
                    .signer = signers[i],
                    .signature = certificate.signatures[i],
                    .hi_final = View()};
    NoticeOwnVote(engine, vote);
    engine.activity.Heard(vote.signer, engine.now.uptime_ms);
    if (vote.view >= engine.VoteFloor()) {
      if (const auto evidence = engine.votes.Insert(vote)) {
        LearnEvidence(engine, *evidence);
      }
    }
  }
  return StoreCertificate(engine, certificate);
}

void LearnEvidence(Engine& engine, const Evidence& evidence) {
  if (engine.evidence.try_emplace(evidence.signer(), evidence).second) {
    engine.PersistRecord(EvidenceRecord{evidence});
    engine.Emit(Broadcast{evidence});
    engine.Emit(ReportEvidence{evidence});
  }
}

}  // namespace heng::consensus
