// SPDX-License-Identifier: Apache-2.0
#include "node/driver/payloads.h"

#include <algorithm>

#include "core/block.h"
#include "core/check.h"

namespace heng::node {

OpenPayload& Payloads::Open(const ProposalId& pid, const consensus::Proposal& proposal) {
  const auto [it, added] = open_.try_emplace(pid);
  if (added) {
    it->second.proposal = proposal;
    if (proposal.transaction_count == 0) {
      it->second.entries.emplace();
    }
  }
  return it->second;
}

OpenPayload* Payloads::Find(const ProposalId& pid) {
  const auto found = open_.find(pid);
  return found == open_.end() ? nullptr : &found->second;
}

const OpenPayload* Payloads::Find(const ProposalId& pid) const {
  const auto found = open_.find(pid);
  return found == open_.end() ? nullptr : &found->second;
}

void Payloads::Erase(const ProposalId& pid) {
  const auto found = open_.find(pid);
  if (found == open_.end()) {
    return;
  }
  if (found->second.entries) {
    for (const PayloadEntry& entry : *found->second.entries) {
      const auto places = places_.find(entry.digest);
      if (places != places_.end() && places->second.erase(pid) > 0 && places->second.empty()) {
        places_.erase(places);
      }
    }
  }
  open_.erase(found);
}

bool Payloads::SetDigests(const ProposalId& pid, std::span<const TransactionDigest> digests) {
  OpenPayload* payload = Find(pid);
  HENG_ASSERT(payload != nullptr);
  if (payload->entries) {
    return true;
  }
  const std::vector<TransactionDigest> list(digests.begin(), digests.end());
  if (list.size() != payload->proposal.transaction_count ||
      TransactionRoot(list) != payload->proposal.transaction_root) {
    return false;
  }
  std::vector<PayloadEntry>& entries = payload->entries.emplace();
  entries.reserve(list.size());
  bool named_twice = false;
  for (const TransactionDigest& digest : list) {
    const auto position = static_cast<std::uint32_t>(entries.size());
    named_twice |= !places_[digest].emplace(pid, position).second;
    entries.push_back({.digest = digest, .transaction = nullptr});
  }
  payload->missing = list.size();
  payload->unchecked = list.size();
  if (named_twice) {
    MakeDefective(*payload);
  }
  return true;
}

Payloads::Places Payloads::PlacesOf(const TransactionDigest& digest) const {
  const auto found = places_.find(digest);
  return found == places_.end() ? Places() : found->second;
}

bool Payloads::IsMissing(const TransactionDigest& digest) const {
  const auto found = places_.find(digest);
  if (found == places_.end()) {
    return false;
  }
  return std::ranges::any_of(found->second, [this](const auto& place) {
    const OpenPayload& payload = open_.at(place.first);
    return !payload.defective && payload.entries->at(place.second).transaction == nullptr;
  });
}

void Payloads::Fill(const TransactionPtr& transaction, bool checked) {
  for (const auto& [pid, position] : PlacesOf(transaction->digest)) {
    OpenPayload& payload = open_.at(pid);
    if (payload.defective) {
      continue;
    }
    PayloadEntry& entry = payload.entries->at(position);
    if (entry.transaction == nullptr) {
      entry.transaction = transaction;
      --payload.missing;
      payload.bytes += transaction->bytes.size();
    }
    if (checked && !entry.checked) {
      entry.checked = true;
      --payload.unchecked;
    }
    if (payload.bytes > kBlockBytesMax) {
      MakeDefective(payload);
    }
  }
}

void Payloads::FillBytes(const TransactionDigest& digest, const Bytes& bytes) {
  if (!IsMissing(digest)) {
    return;
  }
  auto parsed = VerifyTransaction(chain_id_, bytes, /*check_signatures=*/false);
  if (parsed) {
    Fill(std::make_shared<const VerifiedTransaction>(*std::move(parsed)), /*checked=*/false);
    return;
  }
  for (const auto& [pid, position] : PlacesOf(digest)) {
    MakeDefective(open_.at(pid));
  }
}

bool Payloads::NeedsCheck(const TransactionDigest& digest) const {
  const auto found = places_.find(digest);
  return found == places_.end() || std::ranges::any_of(found->second, [this](const auto& place) {
           return !open_.at(place.first).accepted;
         });
}

void Payloads::Refuse(const TransactionDigest& digest) {
  for (const auto& [pid, position] : PlacesOf(digest)) {
    open_.at(pid).refused = true;
  }
}

void Payloads::MakeDefective(OpenPayload& payload) {
  payload.defective = true;
  payload.missing = 0;
  payload.unchecked = 0;
  payload.bytes = 0;
  for (PayloadEntry& entry : *payload.entries) {
    entry.transaction = nullptr;
  }
}

TransactionPtr Payloads::FindTransaction(const TransactionDigest& digest) const {
  for (const auto& [pid, position] : PlacesOf(digest)) {
    if (const auto& entry = open_.at(pid).entries->at(position); entry.transaction != nullptr) {
      return entry.transaction;
    }
  }
  return nullptr;
}

}  // namespace heng::node
