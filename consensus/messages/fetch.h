// SPDX-License-Identifier: Apache-2.0
// Questions between nodes and their answers. A question about certificates is answered with
// Certificate messages; an answer of another kind is no answer and no fault.
//   the replica asks and answers     FetchCertificates -> Certificate, FetchAncestors -> Ancestors
//   the driver asks and answers      FetchPayload -> Payload, FetchTransactions -> Transactions
// Wire form: proto/heng/v1/consensus.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consensus/messages/certificate.h"
#include "consensus/messages/proposal.h"
#include "consensus/types.h"
#include "core/block.h"
#include "core/codec/codec.h"
#include "core/transaction.h"

namespace heng::consensus {

// Certificates of one kind for the views first .. last, at most kFetchCertificatesMax of them. For
// views at or below the answerer's last finalized one, the answer is its newest Fin.
struct FetchCertificates {
  Epoch epoch;
  VoteType type = VoteType::kUnspecified;
  View first;
  View last;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.epoch);
    codec(2, self.type);
    codec(3, self.first);
    codec(4, self.last);
  }
  friend bool operator==(const FetchCertificates&, const FetchCertificates&) = default;
};

// The proposal `pid` and its ancestors above `after_height`, the last height the asker committed.
struct FetchAncestors {
  Epoch epoch;
  ProposalId pid;
  Height after_height;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.epoch);
    codec(2, self.pid);
    codec(3, self.after_height);
  }
  friend bool operator==(const FetchAncestors&, const FetchAncestors&) = default;
};

// Proposals of consecutive heights, each the parent of the next. Either the last one is the `pid`
// that was asked for, or `finality` is the Fin of the last one and the first is after_height + 1.
struct Ancestors {
  Epoch epoch;
  std::vector<Proposal> proposals;
  std::optional<Certificate> finality;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.epoch);
    codec(2, self.proposals, Bound{.items = kAncestorsMax});
    codec(3, self.finality);
  }
  friend bool operator==(const Ancestors&, const Ancestors&) = default;
};

// What a proposal orders: the digests and, when `with_transactions`, the signed bytes too.
struct FetchPayload {
  ProposalId pid;
  bool with_transactions = false;
  Height height;  // of the proposal, so that the block is found when it is committed

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pid);
    codec(2, self.with_transactions);
    codec(3, self.height);
  }
  friend bool operator==(const FetchPayload&, const FetchPayload&) = default;
};

// `transactions` may be a prefix of the payload, as much as the message may hold.
struct Payload {
  ProposalId pid;
  std::vector<TransactionDigest> digests;
  std::vector<Bytes> transactions;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pid);
    codec(2, self.digests, Bound{.items = kBlockTransactionsMax});
    codec(3,
          self.transactions,
          Bound{.bytes = kTransactionBytesMax + (4 << 10), .items = kBlockTransactionsMax});
  }
  friend bool operator==(const Payload&, const Payload&) = default;
};

struct FetchTransactions {
  std::vector<TransactionDigest> digests;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.digests, Bound{.items = kBlockTransactionsMax});
  }
  friend bool operator==(const FetchTransactions&, const FetchTransactions&) = default;
};

// Signed bytes, in the order asked for, without those that the answerer lacks. Also how
// transactions are gossiped on admission.
struct Transactions {
  std::vector<Bytes> transactions;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1,
          self.transactions,
          Bound{.bytes = kTransactionBytesMax + (4 << 10), .items = kBlockTransactionsMax});
  }
  friend bool operator==(const Transactions&, const Transactions&) = default;
};

[[nodiscard]] bool IsWellFormed(const FetchCertificates& fetch);
[[nodiscard]] bool IsWellFormed(const FetchAncestors& fetch);
// The proposals are of one epoch, consecutive and linked by parent id.
[[nodiscard]] bool IsWellFormed(const Ancestors& ancestors);

}  // namespace heng::consensus
