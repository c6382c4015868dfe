// SPDX-License-Identifier: Apache-2.0
#include "node/driver/transaction_intake.h"

#include <utility>

namespace heng::node {
namespace {

// Bytes of transactions in one gossip message.
constexpr std::uint64_t kGossipBytes = 1 << 20;
// What a peer that has just come is told of.
constexpr std::uint64_t kWelcomeBytesMax = 4 << 20;

}  // namespace

bool TransactionIntake::IsCommitted(const TransactionId& id) const {
  return at_.store.Chain().Find(id).has_value();
}

Admission TransactionIntake::Submit(TransactionPtr transaction, bool room) {
  if (IsCommitted(transaction->id)) {
    return Admission::kCommitted;
  }
  if (!room && !at_.pool.Contains(transaction->id)) {
    return Admission::kDiskFull;
  }
  at_.payloads.Fill(transaction, /*checked=*/true);
  return at_.pool.Add(std::move(transaction), /*gossip=*/true);
}

void TransactionIntake::Enqueue(const TransactionDigest& digest,
                                const Bytes& bytes,
                                std::optional<consensus::PeerId> from,
                                std::vector<Bytes>& batch) {
  const auto [it, added] = verifying_.try_emplace(digest);
  if (!it->second.from) {
    it->second.from = from;
  }
  if (added) {
    it->second.bytes = bytes.size();
    verifying_bytes_ += bytes.size();
    batch.push_back(bytes);
  }
}

void TransactionIntake::Take(consensus::PeerId from,
                             consensus::Transactions message,
                             std::uint64_t now_ms) {
  std::vector<Bytes> batch;
  for (Bytes& bytes : message.transactions) {
    const TransactionDigest digest = DigestOf(bytes);
    at_.payloads.FillBytes(digest, bytes);
    if (at_.pool.Find(digest) != nullptr || verifying_.contains(digest) ||
        !at_.payloads.NeedsCheck(digest)) {
      continue;
    }
    if (verifying_bytes_ + bytes.size() > verifying_bytes_max_ ||
        !at_.quota.Spend(from, PeerQuota::Kind::kCheckedTransactions, 1, now_ms)) {
      ++counters_.gossip_dropped;
      continue;
    }
    Enqueue(digest, bytes, from, batch);
  }
  if (!batch.empty()) {
    at_.verifier.Verify(std::move(batch));
  }
}

void TransactionIntake::Check(const OpenPayload& payload) {
  if (payload.IsJudged()) {
    return;
  }
  std::vector<Bytes> batch;
  for (const PayloadEntry& entry : *payload.entries) {
    if (!entry.checked && entry.transaction != nullptr) {
      Enqueue(entry.digest, entry.transaction->bytes, std::nullopt, batch);
    }
  }
  if (!batch.empty()) {
    at_.verifier.Verify(std::move(batch));
  }
}

void TransactionIntake::OnVerified(const std::vector<Verdict>& verdicts) {
  for (const Verdict& verdict : verdicts) {
    const auto found = verifying_.find(verdict.digest);
    if (found == verifying_.end()) {
      continue;
    }
    const std::optional<consensus::PeerId> from = found->second.from;
    verifying_bytes_ -= found->second.bytes;
    verifying_.erase(found);
    if (!verdict.transaction) {
      ++counters_.refused;
      at_.payloads.Refuse(verdict.digest);
      continue;
    }
    const TransactionPtr& transaction = *verdict.transaction;
    at_.payloads.Fill(transaction, /*checked=*/true);
    if (from && !IsCommitted(transaction->id)) {
      // Validators tell each other everything themselves; what a follower says must be passed on.
      // A full pool has no answer for a peer: the peer that admitted it keeps it.
      const bool relay = from->value() >= kValidatorsMax;
      if (at_.pool.Add(transaction, relay) == Admission::kPoolFull) {
        ++counters_.gossip_dropped;
      }
    }
  }
}

void TransactionIntake::SendBatches(const std::vector<TransactionPtr>& transactions,
                                    std::optional<consensus::PeerId> to) {
  consensus::Transactions message;
  std::uint64_t bytes = 0;
  const auto send = [&] {
    if (message.transactions.empty()) {
      return;
    }
    Bytes encoded = consensus::EncodeMessage(std::exchange(message, {}));
    bytes = 0;
    if (to) {
      at_.network.Send(*to, std::move(encoded));
    } else {
      at_.network.Gossip(std::move(encoded));  // a peer that comes back is welcomed with the pool
    }
  };
  for (const TransactionPtr& transaction : transactions) {
    if (bytes + transaction->bytes.size() > kGossipBytes ||
        message.transactions.size() == kBlockTransactionsMax) {
      send();
    }
    bytes += transaction->bytes.size();
    message.transactions.push_back(transaction->bytes);
  }
  send();
}

void TransactionIntake::Gossip(std::uint64_t now_ms) {
  if (!at_.pool.HasUngossiped() || now_ms < gossip_from_ms_) {
    return;
  }
  SendBatches(at_.pool.TakeUngossiped(), std::nullopt);
  gossip_from_ms_ = now_ms + kGossipPauseMs;
}

std::optional<std::uint64_t> TransactionIntake::NextDeadline() const {
  return at_.pool.HasUngossiped() ? std::optional(gossip_from_ms_) : std::nullopt;
}

void TransactionIntake::Welcome(consensus::PeerId peer) {
  SendBatches(at_.pool.Oldest(kWelcomeBytesMax), peer);
}

}  // namespace heng::node
