// SPDX-License-Identifier: Apache-2.0
// The input of the target `peers`: what a validator is sent, by whom, and how much later. Canonical
// bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "core/codec/codec.h"

namespace heng::fuzz {

struct Delivery {
  std::uint32_t from = 0;
  std::uint32_t wait_ms = 0;  // before it arrives
  Bytes message;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.from);
    codec(2, self.wait_ms);
    codec(3, self.message, Bound{.bytes = 1 << 16});
  }
};

struct PeersInput {
  std::vector<Delivery> deliveries;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.deliveries, Bound{.items = 64});
  }
};

}  // namespace heng::fuzz
