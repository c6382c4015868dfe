// SPDX-License-Identifier: Apache-2.0
// One validator's word on one view. The signed bytes bind chain, type, epoch, view, validator set,
// proposal and block, and nothing else, so a vote can be checked with any ed25519 tool.
// Wire form: proto/heng/v1/consensus.proto.
#pragma once

#include "consensus/types.h"
#include "core/codec/codec.h"
#include "core/height.h"
#include "core/ids.h"

namespace heng::consensus {

// What is voted for. `pid` is zero in a NULLIFY, `block_id` in all but a FINALIZE.
struct VoteContent {
  VoteType type = VoteType::kUnspecified;
  Epoch epoch;
  View view;
  ProposalId pid;
  BlockId block_id;

  friend auto operator<=>(const VoteContent&, const VoteContent&) = default;
};

struct Vote {
  VoteType type = VoteType::kUnspecified;
  Epoch epoch;
  View view;
  ProposalId pid;
  BlockId block_id;
  ValidatorIndex signer;
  Signature signature;
  View hi_final;  // unsigned hint: the highest view that the sender knows to be finalized

  [[nodiscard]] VoteContent content() const { return {type, epoch, view, pid, block_id}; }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.type);
    codec(2, self.epoch);
    codec(3, self.view);
    codec(4, self.pid);
    codec(5, self.block_id);
    codec(6, self.signer);
    codec(7, self.signature);
    codec(8, self.hi_final);
  }
  friend bool operator==(const Vote&, const Vote&) = default;
};

// True when the fields that the type demands are there and the others are not, and epoch and view
// are not zero.
[[nodiscard]] bool IsWellFormed(const VoteContent& content);

// "HENG-VOTE/1\n" | SHA-256(chain id) | type u8 | epoch be8 | view be8 | validator set hash | pid |
// block id, with 32 zero bytes for a pid or block id that the type does not have.
[[nodiscard]] Bytes SignedBytes(const ChainId& chain_id,
                                const ValidatorSetHash& validator_set_hash,
                                const VoteContent& content);

}  // namespace heng::consensus
