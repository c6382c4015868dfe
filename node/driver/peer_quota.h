// SPDX-License-Identifier: Apache-2.0
// How much work each peer has asked of this node lately. Allowances refill with time and never
// exceed one second's worth, so a peer that floods is cut down to its rate and no one else notices.
#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "consensus/types.h"
#include "node/driver/config.h"

namespace heng::node {

class PeerQuota {
 public:
  enum class Kind : std::uint32_t { kReceivedBytes, kAnsweredBytes, kCheckedTransactions };

  explicit PeerQuota(const PeerBudget& budget);

  void Connected(consensus::PeerId peer, std::uint64_t now_ms);
  // A validator keeps what it has spent, so that coming back gains nothing.
  void Disconnected(consensus::PeerId peer);

  // Takes the amount when something is left, if need be more than is left, which delays the next
  // one. False when the allowance is used up, and for a peer that never connected.
  [[nodiscard]] bool Spend(consensus::PeerId peer,
                           Kind kind,
                           std::uint64_t amount,
                           std::uint64_t now_ms);

 private:
  struct Allowance {
    std::int64_t left = 0;
    std::uint64_t refilled_ms = 0;
  };
  static constexpr std::size_t kKinds = 3;

  std::array<std::uint64_t, kKinds> per_second_;
  std::map<consensus::PeerId, std::array<Allowance, kKinds>> peers_;
};

}  // namespace heng::node
