// SPDX-License-Identifier: Apache-2.0
// What the leader of a view asks the others to execute. The proposal id covers every field and so
// the parent; what happened when it was executed is the block id, which only FINALIZE votes sign.
// The transactions are named by digest: docs/adr/0001-order-signed-bytes.md.
// Wire form: proto/heng/v1/consensus.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consensus/messages/certificate.h"
#include "consensus/messages/evidence.h"
#include "core/block.h"
#include "core/codec/codec.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/time.h"

namespace heng::consensus {

struct Proposal {
  ChainId chain_id;
  Epoch epoch;
  View view;
  View parent_view;       // 0 when the parent is the anchor of the epoch
  ProposalId parent_pid;  // zero when the parent is the genesis block
  Height height;
  BlockTime time;
  BlockId parent_block_id;
  Hash transaction_root;  // core TransactionRoot(digests): goes into the header unchanged
  std::uint32_t transaction_count = 0;
  std::vector<Evidence> evidence;
  ValidatorSetHash next_validator_set_hash;  // reserved for the last block of an epoch; else zero

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.chain_id, Bound{.bytes = kIdentifierMax});
    codec(2, self.epoch);
    codec(3, self.view);
    codec(4, self.parent_view);
    codec(5, self.parent_pid);
    codec(6, self.height);
    codec(7, self.time);
    codec(8, self.parent_block_id);
    codec(9, self.transaction_root);
    codec(10, self.transaction_count);
    codec(11, self.evidence, Bound{.items = kProposalEvidenceMax});
    codec(12, self.next_validator_set_hash);
  }
  friend bool operator==(const Proposal&, const Proposal&) = default;
};

// SHA-256("HENG-PROPOSAL/1\n" | canonical bytes).
[[nodiscard]] ProposalId IdOf(const Proposal& proposal);

// The certificates that let a voter accept the parent: Not(parent) or Fin(parent), unless the
// parent is the anchor, and Nul(u) of the newest views between parent and proposal.
struct Justification {
  std::optional<Certificate> parent;
  std::vector<Certificate> nullifications;  // ascending by view

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.parent);
    codec(2, self.nullifications, Bound{.items = kInlineNullificationsMax});
  }
  friend bool operator==(const Justification&, const Justification&) = default;
};

struct ProposalMessage {
  Proposal proposal;
  std::vector<TransactionDigest> transactions;  // in block order
  Signature signature;                          // the leader's NOTARIZE vote
  Justification justification;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.proposal);
    codec(2, self.transactions, Bound{.items = kBlockTransactionsMax});
    codec(3, self.signature);
    codec(4, self.justification);
  }
  friend bool operator==(const ProposalMessage&, const ProposalMessage&) = default;
};

// Views, heights and parent fit together; says nothing about what the parent is.
[[nodiscard]] bool IsWellFormed(const Proposal& proposal);
// Also: the digests are as many as the proposal says and have its root.
[[nodiscard]] bool IsWellFormed(const ProposalMessage& message);

}  // namespace heng::consensus
