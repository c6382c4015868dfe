// SPDX-License-Identifier: Apache-2.0
// Digests are uniform already: their first bytes are as good a bucket as any. For lookups only;
// nothing may depend on the order of a container that uses it.
#pragma once

#include <cstddef>
#include <cstring>

#include "core/strong.h"

namespace heng::node {

struct DigestHash {
  template <class Tag, std::size_t N>
  std::size_t operator()(const Digest<Tag, N>& digest) const {
    static_assert(N >= sizeof(std::size_t));
    std::size_t value = 0;
    std::memcpy(&value, digest.data(), sizeof(value));
    return value;
  }
};

}  // namespace heng::node
