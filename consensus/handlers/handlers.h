// SPDX-License-Identifier: Apache-2.0
// What an event tells the engine. A handler checks and records; what follows is left to the rules.
// One file a noun. A refused message changes nothing. Private to consensus/.
#pragma once

#include "consensus/engine.h"

namespace heng::consensus {

Outcome HandleProposal(Engine& engine, PeerId from, const ProposalMessage& message);
Outcome HandleVote(Engine& engine, PeerId from, const Vote& vote);
Outcome HandleCertificate(Engine& engine, const Certificate& certificate);
Outcome HandleEvidence(Engine& engine, const Evidence& evidence);
Outcome HandleHello(Engine& engine, PeerId from, const Hello& hello);
Outcome HandleFetchCertificates(Engine& engine, PeerId from, const FetchCertificates& fetch);
Outcome HandleFetchAncestors(Engine& engine, PeerId from, const FetchAncestors& fetch);
Outcome HandleAncestors(Engine& engine, PeerId from, const Ancestors& ancestors);

void HandleStarted(Engine& engine);
void HandlePeerConnected(Engine& engine, PeerId peer);
void HandleTimer(Engine& engine, const TimerFired& timer);
void HandlePersisted(Engine& engine, const Persisted& persisted);
void HandleCommitted(Engine& engine, const Committed& committed);
void HandlePendingWork(Engine& engine, const PendingWork& work);
void HandlePayloadBuilt(Engine& engine, const PayloadBuilt& built);
void HandlePayloadReady(Engine& engine, const PayloadReady& ready);
void HandlePayloadVerified(Engine& engine, const PayloadVerified& verified);
void HandleExecuted(Engine& engine, const Executed& executed);

}  // namespace heng::consensus
