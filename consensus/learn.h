// SPDX-License-Identifier: Apache-2.0
// How verified facts enter the engine, whoever brought them: votes become certificates, and
// contradictions become evidence and alarms. Nothing here sends a vote.
#pragma once

#include "consensus/engine.h"

namespace heng::consensus {

// A vote whose signature was checked, or an own one that is synced.
void LearnVote(Engine& engine, const Vote& vote);

// Checks and takes in a certificate. kAlreadyKnown and kStale are harmless.
Outcome LearnCertificate(Engine& engine, const Certificate& certificate);

// Evidence whose signatures were checked: persists, gossips and reports it, once a validator.
void LearnEvidence(Engine& engine, const Evidence& evidence);

// A vote that bears this node's valid signature, shown by others. If the journal does not know it,
// this node has lost its memory: it records that, alarms, and never votes again.
void NoticeOwnVote(Engine& engine, const Vote& shown);

// The NOTARIZE vote that the leader's signature on a proposal is.
[[nodiscard]] Vote LeaderVote(const Engine& engine,
                              const Proposal& proposal,
                              const Signature& signature);

}  // namespace heng::consensus
