// SPDX-License-Identifier: Apache-2.0
// Who takes part in a run: which seat each node has, and which keys are honest.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consensus/types.h"
#include "consensus/validator_set.h"

namespace heng::sim {

using NodeIndex = std::uint32_t;  // a running program, not a seat: a traitor may run two

struct Role {
  std::optional<std::uint32_t> seat;  // nothing: a follower
  bool honest = true;
};

struct Cast {
  consensus::ValidatorSet validators;
  std::vector<Role> roles;  // by NodeIndex

  [[nodiscard]] bool IsHonestSeat(consensus::ValidatorIndex seat) const {
    for (const Role& role : roles) {
      if (role.seat == seat.value()) {
        return role.honest;
      }
    }
    return false;
  }
  // How other nodes see this one: both programs of a traitor look the same.
  [[nodiscard]] consensus::PeerId PeerIdOf(NodeIndex node) const {
    const std::optional<std::uint32_t>& seat = roles.at(node).seat;
    return consensus::PeerId(seat ? *seat : static_cast<std::uint32_t>(kValidatorsMax) + node);
  }
};

}  // namespace heng::sim
