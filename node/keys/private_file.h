// SPDX-License-Identifier: Apache-2.0
// Files that hold secrets: regular files of the user who runs the node, mode 0600 or 0400. Any
// other mode, owner or kind is refused, so that a careless copy is noticed before it is used.
#pragma once

#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace heng::node {

// Reads at most `bytes_max` bytes.
[[nodiscard]] Result<Bytes, Status> ReadPrivateFile(const std::string& path, std::size_t bytes_max);

// Makes a new file with mode 0600 and returns when it and its name are on disk. Refuses to replace
// one that exists: nothing may overwrite a key.
[[nodiscard]] Result<void, Status> CreatePrivateFile(const std::string& path, ByteView bytes);

}  // namespace heng::node
