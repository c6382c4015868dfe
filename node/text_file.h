// SPDX-License-Identifier: Apache-2.0
// Reading a small file whole.
#pragma once

#include <cstddef>
#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace heng::node {

// Fails when there is no such file, it cannot be read, or it is larger than `bytes_max`.
[[nodiscard]] Result<Bytes, Status> ReadTextFile(const std::string& path, std::size_t bytes_max);

}  // namespace heng::node
