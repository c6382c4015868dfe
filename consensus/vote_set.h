// SPDX-License-Identifier: Apache-2.0
// The verified votes of one view: tallies by content, and what contradicts what. Of each signer it
// keeps one NULLIFY, and at most two different NOTARIZE and FINALIZE votes: the first is counted,
// the second is kept only as evidence. So its memory is bounded whatever a validator sends.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "consensus/messages/certificate.h"
#include "consensus/messages/evidence.h"
#include "consensus/messages/vote.h"
#include "consensus/validator_set.h"

namespace heng::consensus {

class VoteSet {
 public:
  // Takes in a vote whose signature was checked. Returns evidence when it contradicts an earlier
  // vote of the signer, each time it does.
  std::optional<Evidence> Insert(const Vote& vote);

  // True when exactly this vote was inserted and kept.
  [[nodiscard]] bool Holds(const VoteContent& content,
                           ValidatorIndex signer,
                           const Signature& signature) const;

  // True when nothing of this kind from this signer would be kept any more.
  [[nodiscard]] bool IsFull(VoteType type, ValidatorIndex signer) const;

  [[nodiscard]] std::uint32_t CountOf(const VoteContent& content) const;
  // The certificate over `content`, when a quorum has voted for it.
  [[nodiscard]] std::optional<Certificate> Assemble(const VoteContent& content,
                                                    const ValidatorSet& validators) const;

  // The first vote of this type by the signer.
  [[nodiscard]] const Vote* Find(VoteType type, ValidatorIndex signer) const;

  // FINALIZE votes for `pid` that name another block than `own`.
  [[nodiscard]] std::uint32_t CountFinalizeOfOtherBlock(ProposalId pid, BlockId own) const;

 private:
  struct BySigner {
    std::vector<Vote> notarize;
    std::vector<Vote> nullify;
    std::vector<Vote> finalize;

    [[nodiscard]] std::vector<Vote>& of(VoteType type);
    [[nodiscard]] const std::vector<Vote>& of(VoteType type) const;
  };

  std::map<ValidatorIndex, BySigner> votes_;
};

}  // namespace heng::consensus
