// SPDX-License-Identifier: Apache-2.0
// What must be on disk before a vote leaves, and what a replica is rebuilt from. The vote journal
// frames, chains and syncs the encoded records and does not interpret them.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "consensus/messages/certificate.h"
#include "consensus/messages/evidence.h"
#include "consensus/messages/proposal.h"
#include "consensus/messages/vote.h"
#include "core/result.h"

namespace heng::consensus {

// This node entered view certificate.view + 1 by this certificate.
struct EntryRecord {
  Certificate certificate;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.certificate);
  }
  friend bool operator==(const EntryRecord&, const EntryRecord&) = default;
};

// The first proposal seen from the leader of a view, own ones included.
struct ProposalRecord {
  Proposal proposal;
  Signature
      signature;  // the leader's NOTARIZE vote, so that equivocation is proven after a restart

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.proposal);
    codec(2, self.signature);
  }
  friend bool operator==(const ProposalRecord&, const ProposalRecord&) = default;
};

// A vote of this node.
struct VoteRecord {
  Vote vote;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.vote);
  }
  friend bool operator==(const VoteRecord&, const VoteRecord&) = default;
};

// The payload is durable and executed, with this result. Not written for a block that was decided
// before: see Execute.
struct CertifiedRecord {
  View view;
  ProposalId pid;
  BlockId block_id;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.view);
    codec(2, self.pid);
    codec(3, self.block_id);
  }
  friend bool operator==(const CertifiedRecord&, const CertifiedRecord&) = default;
};

struct EvidenceRecord {
  Evidence evidence;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.evidence);
  }
  friend bool operator==(const EvidenceRecord&, const EvidenceRecord&) = default;
};

// A peer showed a vote of ours that the journal does not have: no vote with this key ever again.
struct AmnesiaRecord {
  Vote shown;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.shown);
  }
  friend bool operator==(const AmnesiaRecord&, const AmnesiaRecord&) = default;
};

// Append only: alternative i is written as field i + 1. Field 7 is reserved for the closing of an
// epoch.
using JournalRecord = std::variant<EntryRecord,
                                   ProposalRecord,
                                   VoteRecord,
                                   CertifiedRecord,
                                   EvidenceRecord,
                                   AmnesiaRecord>;

[[nodiscard]] Bytes EncodeRecord(const JournalRecord& record);
[[nodiscard]] Result<JournalRecord, Status> DecodeRecord(ByteView bytes);

// The record is needed until a block of this view or a later one is durably committed. Evidence and
// amnesia answer the greatest view: they are needed for ever.
[[nodiscard]] View PruningViewOf(const JournalRecord& record);

// The last committed block: the anchor from which the replica goes on. For genesis the view is 0
// and the pid zero.
struct FinalizedTip {
  View view;
  ProposalId pid;
  Height height;
  BlockId block_id;
  BlockTime time;

  friend bool operator==(const FinalizedTip&, const FinalizedTip&) = default;
};

// What the driver found on disk.
struct RecoveredState {
  FinalizedTip tip;                            // from the same batch as the application's state
  std::optional<Certificate> tip_certificate;  // the Fin of the tip, if it has one of its own
  std::vector<JournalRecord> journal;          // in the order written; a cut tail was never sent
  bool amnesia = false;  // a gap, a bad record before the tail, a journal behind its high-water
                         // mark, or a restored image: follow and serve, never vote
};

}  // namespace heng::consensus
