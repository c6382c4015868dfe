// SPDX-License-Identifier: Apache-2.0
// At least a quorum of votes on one identical content: Not(view, pid), Nul(view) or
// Fin(view, pid, block id). Self-contained: anyone who knows the validator set can check it.
// Wire form: proto/heng/v1/consensus.proto.
#pragma once

#include <vector>

#include "consensus/messages/vote.h"
#include "consensus/types.h"
#include "consensus/validator_set.h"
#include "core/codec/codec.h"

namespace heng::consensus {

struct Certificate {
  VoteType type = VoteType::kUnspecified;
  Epoch epoch;
  View view;
  ProposalId pid;
  BlockId block_id;
  Bytes signers;                      // bit i%8 (least significant first) of byte i/8: validator i
  std::vector<Signature> signatures;  // one for each bit set, ascending by validator

  [[nodiscard]] VoteContent content() const { return {type, epoch, view, pid, block_id}; }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.type);
    codec(2, self.epoch);
    codec(3, self.view);
    codec(4, self.pid);
    codec(5, self.block_id);
    codec(6, self.signers, Bound{.bytes = (kValidatorsMax + 7) / 8});
    codec(7, self.signatures, Bound{.items = kValidatorsMax});
  }
  friend bool operator==(const Certificate&, const Certificate&) = default;
};

// The validators named by the bitmap, ascending.
[[nodiscard]] std::vector<ValidatorIndex> SignersOf(const Certificate& certificate);

// The bitmap of exactly ceil(n / 8) bytes for these validators of a set of n.
[[nodiscard]] Bytes SignerBitmap(const std::vector<ValidatorIndex>& signers, std::uint32_t n);

// Everything but the signatures: content well formed, bitmap of the exact length with no bit past
// the set, one signature a bit, at least a quorum of them.
[[nodiscard]] bool IsWellFormed(const Certificate& certificate, const ValidatorSet& validators);

}  // namespace heng::consensus
