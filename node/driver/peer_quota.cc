// SPDX-License-Identifier: Apache-2.0
#include "node/driver/peer_quota.h"

#include <algorithm>

namespace heng::node {

PeerQuota::PeerQuota(const PeerBudget& budget)
    : per_second_{budget.received_bytes_per_s,
                  budget.answered_bytes_per_s,
                  budget.checked_transactions_per_s} {}

void PeerQuota::Connected(consensus::PeerId peer, std::uint64_t now_ms) {
  std::array<Allowance, kKinds> full;
  for (std::size_t i = 0; i < kKinds; ++i) {
    full.at(i) = {.left = static_cast<std::int64_t>(per_second_.at(i)), .refilled_ms = now_ms};
  }
  peers_.try_emplace(peer, full);
}

void PeerQuota::Disconnected(consensus::PeerId peer) {
  if (peer.value() >= kValidatorsMax) {
    peers_.erase(peer);
  }
}

bool PeerQuota::Spend(consensus::PeerId peer,
                      Kind kind,
                      std::uint64_t amount,
                      std::uint64_t now_ms) {
  const auto found = peers_.find(peer);
  if (found == peers_.end()) {
    return false;
  }
  const auto index = static_cast<std::size_t>(kind);
  Allowance& allowance = found->second.at(index);
  const std::uint64_t elapsed_ms = std::min<std::uint64_t>(now_ms - allowance.refilled_ms, 60'000);
  const auto full = static_cast<std::int64_t>(per_second_.at(index));
  if (const auto gained = static_cast<std::int64_t>(per_second_.at(index) * elapsed_ms / 1000);
      gained > 0) {
    allowance.left = std::min(full, allowance.left + gained);
    allowance.refilled_ms = now_ms;
  }
  if (allowance.left <= 0) {
    return false;
  }
  allowance.left -= static_cast<std::int64_t>(amount);
  return true;
}

}  // namespace heng::node
