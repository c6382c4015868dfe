// SPDX-License-Identifier: Apache-2.0
// Proof that one validator broke the protocol: two votes that no honest validator signs both of.
// It stands alone: checking it needs the validator set and nothing that the accuser says.
// Wire form: proto/heng/v1/consensus.proto.
#pragma once

#include <optional>

#include "consensus/messages/vote.h"

namespace heng::consensus {

struct Evidence {
  Vote first;  // the lesser of the two in the order of VoteContent, so that a pair has one form
  Vote second;

  [[nodiscard]] ValidatorIndex signer() const { return first.signer; }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.first);
    codec(2, self.second);
  }
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// True for NOTARIZE of two proposals of a view, FINALIZE of two (pid, block id) of a view, and
// FINALIZE with NULLIFY of a view. NOTARIZE then NULLIFY is legal.
[[nodiscard]] bool Conflict(const VoteContent& a, const VoteContent& b);

// Orders two conflicting votes of one signer; hints are erased. Nothing when they do not conflict.
[[nodiscard]] std::optional<Evidence> MakeEvidence(Vote a, Vote b);

// Form only; the two signatures are checked by VoteVerifier.
[[nodiscard]] bool IsWellFormed(const Evidence& evidence);

}  // namespace heng::consensus
