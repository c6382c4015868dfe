// SPDX-License-Identifier: Apache-2.0
// An event, as blocks and proofs carry it.
#include "core/event.h"

#include "tests/fuzz/canonical.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {

void Event(ByteView input) {
  (void)Canonical<heng::Event>(input);
}

}  // namespace heng::fuzz
