// SPDX-License-Identifier: Apache-2.0
// A receipt, as blocks carry it.
#include "core/receipt.h"

#include "tests/fuzz/canonical.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {

void Receipt(ByteView input) {
  (void)Canonical<heng::Receipt>(input);
}

}  // namespace heng::fuzz
