// SPDX-License-Identifier: Apache-2.0
#include "node/mempool/mempool.h"

namespace heng::node {

Admission Mempool::Add(TransactionPtr transaction, bool gossip) {
  if (by_id_.contains(transaction->id)) {
    return Admission::kDuplicate;
  }
  if (IsExpired(*transaction)) {
    return Admission::kExpired;
  }
  const std::uint64_t size = transaction->bytes.size();
  if (by_id_.size() >= limits_.transactions_max || bytes_ + size > limits_.bytes_max) {
    return Admission::kPoolFull;
  }
  const TransactionBody& body = transaction->body;
  const auto author = by_author_.find(body.author);
  if (author != by_author_.end() && author->second.size() >= limits_.author_transactions_max) {
    return Admission::kAuthorFull;
  }
  const Arrival arrival = ++accepted_;
  bytes_ += size;
  by_id_.emplace(transaction->id, Entry{.transaction = transaction, .arrival = arrival});
  by_digest_.emplace(transaction->digest, transaction);
  by_arrival_.emplace(arrival, transaction);
  by_author_[body.author].emplace(Sequence{body.sequence, arrival}, transaction);
  by_expiry_.emplace(body.valid_until, arrival);
  if (gossip) {
    ungossiped_.push_back(std::move(transaction));
  }
  return Admission::kAccepted;
}

TransactionPtr Mempool::Find(const TransactionDigest& digest) const {
  const auto found = by_digest_.find(digest);
  return found == by_digest_.end() ? nullptr : found->second;
}

std::vector<TransactionPtr> Mempool::Choose(const Selection& selection) const {
  std::vector<TransactionPtr> chosen;
  std::uint64_t bytes = 0;
  // Where each author's transactions, in order of sequence, were taken up to.
  std::map<PersonId, std::map<Sequence, TransactionPtr>::const_iterator> next_of;
  for (const auto& [arrival, place] : by_arrival_) {
    if (chosen.size() >= selection.transactions_max) {
      break;
    }
    if (selection.is_taken(place->id)) {
      continue;
    }
    const auto& own = by_author_.at(place->body.author);
    const auto next = next_of.try_emplace(place->body.author, own.begin()).first;
    // There are as many places as transactions that are not taken, so this ends before the end.
    while (selection.is_taken(next->second->second->id)) {
      ++next->second;
    }
    const TransactionPtr& transaction = (next->second++)->second;
    bytes += transaction->bytes.size();
    if (bytes > selection.bytes_max || (bytes > selection.bytes_wanted && !chosen.empty())) {
      break;
    }
    chosen.push_back(transaction);
  }
  return chosen;
}

std::vector<TransactionPtr> Mempool::Oldest(std::uint64_t bytes_max) const {
  return Choose({.transactions_max = limits_.transactions_max,
                 .bytes_max = bytes_max,
                 .is_taken = [](const TransactionId&) { return false; }});
}

std::vector<TransactionPtr> Mempool::TakeUngossiped() {
  return std::exchange(ungossiped_, {});
}

void Mempool::Remove(const TransactionId& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) {
    return;
  }
  const auto [transaction, arrival] = found->second;
  const TransactionBody& body = transaction->body;
  bytes_ -= transaction->bytes.size();
  by_digest_.erase(transaction->digest);
  by_arrival_.erase(arrival);
  by_expiry_.erase({body.valid_until, arrival});
  const auto author = by_author_.find(body.author);
  author->second.erase({body.sequence, arrival});
  if (author->second.empty()) {
    by_author_.erase(author);
  }
  by_id_.erase(found);
}

std::vector<TransactionId> Mempool::Advance(std::span<const TransactionId> committed,
                                            BlockTime time) {
  time_ = time;
  for (const TransactionId& id : committed) {
    Remove(id);
  }
  std::vector<TransactionId> expired;
  while (!by_expiry_.empty() && by_expiry_.begin()->first < time_) {
    const TransactionId id = by_arrival_.at(by_expiry_.begin()->second)->id;
    Remove(id);
    expired.push_back(id);
  }
  return expired;
}

}  // namespace heng::node
