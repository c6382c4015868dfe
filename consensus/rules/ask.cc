// SPDX-License-Identifier: Apache-2.0
// What this node lacks and others hold: the lowest unknown ancestor of a block that a certificate
// names, and the certificates that justify a proposal. One question of each kind at a time.
#include <algorithm>
#include <ranges>

#include "consensus/rules/rules.h"

namespace heng::consensus {
namespace {

// A certificate of a block with an ancestor that is not known.
struct Lacking {
  const Certificate* certificate = nullptr;
  bool is_final = false;
};

// A Fin first, because it commits; then what a proposal or this node's next proposal may build on.
std::optional<Lacking> FindLacking(const Engine& engine) {
  if (IsSyncing(engine)) {
    return Lacking{.certificate = engine.certificates.HighestFinalization(), .is_final = true};
  }
  const std::vector<View> views = engine.certificates.ViewsFrom(Next(engine.tree.tip().view));
  for (const View view : views | std::views::reverse) {
    const Certificate* notarization = engine.certificates.Notarization(view);
    if (notarization != nullptr && engine.tree.DescentOf(notarization->pid) == Descent::kUnknown) {
      return Lacking{.certificate = notarization, .is_final = false};
    }
  }
  return std::nullopt;
}

std::optional<PeerId> FirstOtherSigner(const Engine& engine, const Certificate& certificate) {
  for (const ValidatorIndex signer : SignersOf(certificate)) {
    if (!engine.IsSelf(signer)) {
      return PeerOf(signer);
    }
  }
  return std::nullopt;
}

std::optional<MissingViews> MissingCertificates(const Engine& engine) {
  if (engine.view.accepted && !engine.view.rejected) {
    const Block* block = engine.tree.Find(*engine.view.accepted);
    return block == nullptr ? std::nullopt
                            : MissingJustification(engine,
                                                   engine.current,
                                                   block->proposal.parent_view,
                                                   block->proposal.parent_pid);
  }
  if (engine.IsSelf(engine.leader()) && engine.view.stage == ProposeStage::kWanted) {
    return ChooseParent(engine).missing;
  }
  return std::nullopt;
}

// Up to where the final blocks above the tip are known without a gap.
Height KnownThrough(const Engine& engine) {
  const auto& known = engine.catch_up.known;
  const Height tip = engine.tree.tip().height;
  return known && known->height > tip && engine.tree.Find(known->top) != nullptr ? known->height
                                                                                 : tip;
}

// Whether what is lacking comes, or may come, with the answer that is waited for. While a Fin's
// blocks are on their way, each newer Fin lacks more than the last: every Fin would ask again for
// what is coming. The same of the certificates that a node hears when it comes back: each names a
// block that it lacks, and a question for each would use up what a peer answers in a while.
bool IsAskedFor(const Engine& engine, const Lacking& lacking) {
  const auto& question = engine.catch_up.ancestors;
  return question && question->is_final == lacking.is_final &&
         (question->is_final || engine.tree.Find(question->pid) == nullptr);
}

void AskForBlock(Engine& engine) {
  CatchUp& catch_up = engine.catch_up;
  const auto lacking = FindLacking(engine);
  if (!lacking) {
    catch_up.ancestors.reset();
    return;
  }
  if (IsAskedFor(engine, *lacking)) {
    return;
  }
  const Height known = KnownThrough(engine);
  if (known.value() - engine.tree.tip().height.value() >= kFinalBlocksAheadMax) {
    catch_up.ancestors.reset();
    return;  // these first; the tip that they move asks again
  }
  const ProposalId missing = engine.tree.MissingBehind(lacking->certificate->pid);
  if (catch_up.ancestors && catch_up.ancestors->pid == missing) {
    catch_up.ancestors->is_final = catch_up.ancestors->is_final || lacking->is_final;
    return;
  }
  const auto peer = engine.peers.Next(
      catch_up.helpful ? catch_up.helpful : FirstOtherSigner(engine, *lacking->certificate),
      catch_up.attempt);
  if (!peer) {
    return;
  }
  catch_up.ancestors =
      AncestorsQuestion{.pid = missing, .asked = *peer, .is_final = lacking->is_final};
  const bool same_run =
      catch_up.asked_at_ms && engine.now.uptime_ms - *catch_up.asked_at_ms <= kAnswerLateMs;
  catch_up.asked_above_min = same_run ? std::min(catch_up.asked_above_min, known) : known;
  catch_up.asked_at_ms = engine.now.uptime_ms;
  engine.Emit(Send{
      *peer, FetchAncestors{.epoch = engine.config.epoch, .pid = missing, .after_height = known}});
}

void AskForCertificates(Engine& engine) {
  CatchUp& catch_up = engine.catch_up;
  const auto missing = MissingCertificates(engine);
  if (!missing) {
    catch_up.certificates.reset();
    return;
  }
  if (catch_up.certificates) {
    return;  // what is left of the range is asked for when the timer has run out
  }
  const std::optional<PeerId> leader = engine.IsSelf(engine.leader())
                                           ? std::nullopt
                                           : std::optional<PeerId>(PeerOf(engine.leader()));
  const auto peer = engine.peers.Next(leader, catch_up.attempt);
  if (!peer) {
    return;
  }
  catch_up.certificates =
      CertificatesQuestion{.first = missing->first, .last = missing->last, .asked = *peer};
  for (const VoteType type : {VoteType::kNotarize, VoteType::kNullify}) {
    engine.Emit(Send{*peer,
                     FetchCertificates{.epoch = engine.config.epoch,
                                       .type = type,
                                       .first = missing->first,
                                       .last = missing->last}});
  }
}

}  // namespace

bool IsSyncing(const Engine& engine) {
  const Certificate* final = engine.certificates.HighestFinalization();
  return final != nullptr && final->view > engine.tree.tip().view &&
         engine.tree.DescentOf(final->pid) == Descent::kUnknown;
}

void AskForMissing(Engine& engine) {
  AskForBlock(engine);
  AskForCertificates(engine);
  CatchUp& catch_up = engine.catch_up;
  const bool waiting = catch_up.ancestors.has_value() || catch_up.certificates.has_value();
  if (waiting && !catch_up.timer_running) {
    catch_up.timer_running = true;
    engine.Emit(SetTimer{TimerKind::kFetch, engine.current, 2 * engine.pacemaker.delta_ms()});
  } else if (!waiting) {
    catch_up.attempt = 0;
    if (catch_up.timer_running) {
      catch_up.timer_running = false;
      engine.Emit(CancelTimer{TimerKind::kFetch});
    }
  }
}

}  // namespace heng::consensus
