// SPDX-License-Identifier: Apache-2.0
// Ports of 127.0.0.1 on which nobody listens. They lie below the range from which the system
// takes the ports of outgoing connections, so that a node that was stopped finds its own again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/result.h"

namespace heng::node {

// All different. Another process may take one before it is used; the node that meets it says so.
[[nodiscard]] Result<std::vector<std::uint16_t>, Status> FindFreePorts(std::size_t count);

}  // namespace heng::node
