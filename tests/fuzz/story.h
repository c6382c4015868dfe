// SPDX-License-Identifier: Apache-2.0
// The chain that targets lie about: the story of tests/unit/cli/audit_chain.h, made once a process,
// and the bytes of it that are the truth.
#pragma once

#include "tests/unit/cli/audit_chain.h"

namespace heng::fuzz {

[[nodiscard]] cli::audit::AuditChain& Story();

// Protobuf writes a line to stderr for every text that is not UTF-8, thousands of them here. The
// story is silent by itself.
void SilenceProtobuf();

// A block of the story that is certified only through the next one.
inline constexpr Height kUncertified(11);

}  // namespace heng::fuzz
