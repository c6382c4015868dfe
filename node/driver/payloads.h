// SPDX-License-Identifier: Apache-2.0
// The payloads of proposals that are not yet committed, and how complete each is. Bytes count as
// present when their digest is one that the proposal orders; whether their signatures hold is a
// second question, which only voting asks: a block that a quorum notarized was checked by them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "consensus/messages/proposal.h"
#include "core/ids.h"
#include "node/driver/digest_hash.h"
#include "node/driver/ports.h"

namespace heng::node {

struct PayloadEntry {
  TransactionDigest digest;
  TransactionPtr transaction;  // null while missing, and in a defective payload
  bool checked = false;        // every signature holds
};

struct OpenPayload {
  consensus::Proposal proposal;
  std::optional<std::vector<PayloadEntry>> entries;  // in block order; nothing: digests not known
  std::size_t missing = 0;
  std::size_t unchecked = 0;  // missing ones too
  std::uint64_t bytes = 0;
  // For ever, the same on every node: it is too large, names a transaction twice, or has bytes that
  // are no transaction. Its bytes are dropped.
  bool defective = false;
  bool refused = false;    // it has a wrong signature: not to be voted for
  bool accepted = false;   // a quorum voted for it: nothing in it needs a check
  bool announced = false;  // PayloadReady was said
  bool verifying = false;  // PayloadVerified is awaited

  // Who to ask for what is missing, and when.
  std::vector<consensus::PeerId> sources;
  std::uint64_t attempts = 0;
  std::optional<consensus::PeerId> asked;  // of whom an answer is awaited
  bool owed = false;                       // and that peer has it, and was asked for all of it
  std::optional<std::uint64_t> ask_at_ms;

  [[nodiscard]] bool IsReady() const { return defective || (entries && missing == 0); }
  [[nodiscard]] bool IsJudged() const {
    return defective || refused || (entries && unchecked == 0);
  }
};

class Payloads {
 public:
  explicit Payloads(ChainId chain_id) : chain_id_(std::move(chain_id)) {}

  // Adds it, or returns the one that is there.
  OpenPayload& Open(const ProposalId& pid, const consensus::Proposal& proposal);
  [[nodiscard]] OpenPayload* Find(const ProposalId& pid);
  [[nodiscard]] const OpenPayload* Find(const ProposalId& pid) const;
  [[nodiscard]] std::map<ProposalId, OpenPayload>& open() { return open_; }
  [[nodiscard]] const std::map<ProposalId, OpenPayload>& open() const { return open_; }
  void Erase(const ProposalId& pid);

  // What the proposal orders. Ignored when it is known already. False when it does not have the
  // proposal's root. `pid` must be open.
  [[nodiscard]] bool SetDigests(const ProposalId& pid, std::span<const TransactionDigest> digests);

  // True when an open payload lacks bytes of this digest.
  [[nodiscard]] bool IsMissing(const TransactionDigest& digest) const;

  // Gives the transaction to every payload that orders it.
  void Fill(const TransactionPtr& transaction, bool checked);
  // The same from bytes whose signatures are left unchecked. Bytes that are no transaction make the
  // payloads that order them defective.
  void FillBytes(const TransactionDigest& digest, const Bytes& bytes);
  // Whether the signatures of a transaction that has come should be checked: not when it is only in
  // payloads that a quorum accepted.
  [[nodiscard]] bool NeedsCheck(const TransactionDigest& digest) const;
  // A signature in the bytes with this digest is wrong.
  void Refuse(const TransactionDigest& digest);

  // A transaction of an open payload; null when none has it.
  [[nodiscard]] TransactionPtr FindTransaction(const TransactionDigest& digest) const;

 private:
  // Where a digest stands: in which payloads, and where in each.
  using Places = std::map<ProposalId, std::uint32_t>;

  [[nodiscard]] Places PlacesOf(const TransactionDigest& digest) const;
  void MakeDefective(OpenPayload& payload);

  ChainId chain_id_;
  std::map<ProposalId, OpenPayload> open_;
  std::unordered_map<TransactionDigest, Places, DigestHash> places_;
};

}  // namespace heng::node
