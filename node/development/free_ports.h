// SPDX-License-Identifier: Apache-2.0
// Ports of 127.0.0.1 on which nobody listens. They lie below the range from which the system
// takes the ports of outgoing connections, so that a node that was stopped finds its own again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/result.h"

namespace heng::node {

// Ports that FindFreePorts gives to nobody else, in any process of this user, for as long as the
// claim lives: also while a node of theirs is down and does not listen.
class PortClaim {
 public:
  PortClaim(std::vector<std::uint16_t> ports, int descriptor);
  ~PortClaim();
  PortClaim(const PortClaim&) = delete;
  PortClaim& operator=(const PortClaim&) = delete;

  const std::vector<std::uint16_t>& ports() const { return ports_; }

 private:
  std::vector<std::uint16_t> ports_;
  int descriptor_;  // the locks end with it
};

// `count` different ports. A process that claims nothing may still take one before it is used; the
// node that meets it says so.
[[nodiscard]] Result<std::unique_ptr<PortClaim>, Status> FindFreePorts(std::size_t count);

}  // namespace heng::node
