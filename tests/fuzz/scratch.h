// SPDX-License-Identifier: Apache-2.0
// A directory of this process, for the decoders that read files by name: mode 0700, under the
// temporary directory of the machine, removed when the process ends well.
#pragma once

#include <string>

#include "core/bytes.h"

namespace heng::fuzz {

[[nodiscard]] const std::string& ScratchDirectory();

// Replaces the file of that name in it, mode 0600, and returns its path.
std::string WriteScratch(const std::string& name, ByteView bytes);

}  // namespace heng::fuzz
