// SPDX-License-Identifier: Apache-2.0
// The keys of development chains. They come from a seed that is public on purpose (the chain id,
// unless somebody chose another), so whoever has a scenario can sign for everybody in it. A chain
// that carries rights never has such a key: its genesis does not say `development`.
#pragma once

#include <string_view>

#include "core/bytes.h"
#include "core/crypto/signature.h"
#include "core/ids.h"

namespace heng {

// The 32 bytes behind DevelopmentKey, for files that want the seed of a key.
[[nodiscard]] Hash DevelopmentSeed(ByteView seed, std::string_view name);

// Key pair from SHA-256("HENG-DEV-KEY/1\n" | SHA-256(seed) | name).
[[nodiscard]] KeyPair DevelopmentKey(ByteView seed, std::string_view name);

}  // namespace heng
