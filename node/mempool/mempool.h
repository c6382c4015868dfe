// SPDX-License-Identifier: Apache-2.0
// Transactions that wait to be ordered. Bounded in number, bytes and by author; what does not fit
// is refused with the reason and nothing is evicted, so an accepted transaction leaves only by a
// block or by its own expiry. The driver's thread only.
//
// Order: places are given in order of arrival, and the places of one author go to his transactions
// in order of sequence, so that a later one that came first does not overtake.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "node/driver/digest_hash.h"
#include "node/driver/ports.h"

namespace heng::node {

struct MempoolLimits {
  std::uint64_t transactions_max = 100'000;
  std::uint64_t bytes_max = 64 << 20;
  // An author's sequence window (contracts/state/records/sequence_window.h): more could not all be
  // applied.
  std::uint64_t author_transactions_max = 1024;
};

class Mempool final : public TransactionPool {
 public:
  explicit Mempool(const MempoolLimits& limits) : limits_(limits) {}

  [[nodiscard]] Admission Add(TransactionPtr transaction, bool gossip) override;
  [[nodiscard]] bool Contains(const TransactionId& id) const override {
    return by_id_.contains(id);
  }
  [[nodiscard]] TransactionPtr Find(const TransactionDigest& digest) const override;
  [[nodiscard]] std::vector<TransactionPtr> Choose(const Selection& selection) const override;
  [[nodiscard]] std::vector<TransactionPtr> Oldest(std::uint64_t bytes_max) const override;
  [[nodiscard]] std::vector<TransactionPtr> TakeUngossiped() override;
  [[nodiscard]] bool HasUngossiped() const override { return !ungossiped_.empty(); }
  std::vector<TransactionId> Advance(std::span<const TransactionId> committed,
                                     BlockTime time) override;

  [[nodiscard]] std::size_t size() const override { return by_id_.size(); }
  [[nodiscard]] std::uint64_t bytes() const override { return bytes_; }
  [[nodiscard]] std::uint64_t accepted() const override { return accepted_; }

 private:
  using Arrival = std::uint64_t;
  using Sequence = std::pair<std::uint64_t, Arrival>;  // two may carry the same number

  struct Entry {
    TransactionPtr transaction;
    Arrival arrival = 0;
  };

  [[nodiscard]] bool IsExpired(const VerifiedTransaction& transaction) const {
    return transaction.body.valid_until < time_;
  }
  void Remove(const TransactionId& id);

  MempoolLimits limits_;
  BlockTime time_;  // of the last committed block
  std::uint64_t bytes_ = 0;
  std::uint64_t accepted_ = 0;
  std::unordered_map<TransactionId, Entry, DigestHash> by_id_;
  std::unordered_map<TransactionDigest, TransactionPtr, DigestHash> by_digest_;
  std::map<Arrival, TransactionPtr> by_arrival_;
  std::map<PersonId, std::map<Sequence, TransactionPtr>> by_author_;
  std::set<std::pair<BlockTime, Arrival>> by_expiry_;
  std::vector<TransactionPtr> ungossiped_;
};

}  // namespace heng::node
