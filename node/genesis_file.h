// SPDX-License-Identifier: Apache-2.0
// The genesis document as founders exchange it: the canonical bytes of contracts::Genesis in a
// file. The JSON that people read is made from it by `heng genesis show`.
#pragma once

#include <string>

#include "contracts/genesis.h"
#include "core/result.h"

namespace heng::node {

// Reads, decodes and checks it.
[[nodiscard]] Result<contracts::Genesis, Status> ReadGenesisFile(const std::string& path);

}  // namespace heng::node
