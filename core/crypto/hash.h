// SPDX-License-Identifier: Apache-2.0
// SHA-256, the hash of suite 1. Thread-safe; no allocation.
#pragma once

#include <initializer_list>

#include "core/bytes.h"
#include "core/ids.h"

namespace heng {

// SHA-256 of the concatenation of the parts.
[[nodiscard]] Hash Sha256(std::initializer_list<ByteView> parts);
[[nodiscard]] Hash Sha256(ByteView bytes);

// Gives a hash its meaning.
template <class Tagged>
[[nodiscard]] Tagged As(const Hash& hash) {
  return Tagged::FromBytes(hash.view());
}

}  // namespace heng
