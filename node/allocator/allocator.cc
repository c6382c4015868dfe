// SPDX-License-Identifier: Apache-2.0
#include "node/allocator/allocator.h"

#ifdef HENG_MIMALLOC
#include <mimalloc.h>
#endif

namespace heng::node {

void KeepFreedMemory() {
#ifdef HENG_MIMALLOC
  constexpr long kKeptMs = 100;
  mi_option_set(mi_option_decommit_delay, kKeptMs);
#endif
}

}  // namespace heng::node
