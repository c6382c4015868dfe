// SPDX-License-Identifier: Apache-2.0
// What follows from what is known. Each rule looks at the whole engine, acts if it can, and says
// whether it changed anything that another rule may care about; Advance runs them until none does.
// The names are those of consensus/README.md. Private to consensus/.
#pragma once

#include <optional>
#include <utility>

#include "consensus/engine.h"

namespace heng::consensus {

void Advance(Engine& engine);

bool CertifyBlocks(Engine& engine);      // certify.cc: fetch, verify and execute payloads
bool CommitFinalized(Engine& engine);    // commit.cc: C1, C2
bool FinalizeCertified(Engine& engine);  // finalize.cc: V3
bool EnterNextView(Engine& engine);      // enter.cc: E1
bool ProposeAsLeader(Engine& engine);    // propose.cc: P1, P2
bool NotarizeProposal(Engine& engine);   // notarize.cc: V1, 1.11
bool NullifyView(Engine& engine);        // nullify.cc: V2, 1.7
void PaceView(Engine& engine);           // pace.cc: tl and ta run while there is something to await
void AskForMissing(Engine& engine);      // ask.cc: blocks and certificates that others hold

// R1: says again what may have been lost, to everybody or to one peer.
void RepeatOwnVotes(Engine& engine, std::optional<PeerId> only);
void RetryView(Engine& engine);
// R2: a peer spoke about `view`, which is below the current one.
void HelpPeer(Engine& engine, PeerId peer, VoteType spoke_of, View view);

// The first proposal of the current view's leader, when there was none yet.
Outcome AcceptProposal(Engine& engine, ProposalMessage message);

// What follows is in certify.cc, notarize.cc, propose.cc and ask.cc.

// The block time, height, view and block id of a proposal fit its parent.
[[nodiscard]] bool FitsParent(const Proposal& proposal, const ParentFacts& parent);

// True when a Not or Fin of the parent and a Nul of every view between are held. Otherwise
// the views for which a certificate is missing.
struct MissingViews {
  View first;
  View last;
};
[[nodiscard]] std::optional<MissingViews> MissingJustification(const Engine& engine,
                                                               View view,
                                                               View parent_view,
                                                               const ProposalId& parent_pid);

// P1: what the leader of the current view must build on, or which certificates it lacks to know.
struct ParentChoice {
  std::optional<ProposalId> pid;
  std::optional<MissingViews> missing;
};
[[nodiscard]] ParentChoice ChooseParent(const Engine& engine);
// The payload that BuildPayload asked for: proposes it, or waits when it is not worth a block.
void OfferPayload(Engine& engine, std::vector<TransactionDigest> transactions);

// The highest Fin leads to blocks that are not here.
[[nodiscard]] bool IsSyncing(const Engine& engine);

}  // namespace heng::consensus
