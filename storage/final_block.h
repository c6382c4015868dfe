// SPDX-License-Identifier: Apache-2.0
// A block as it is written: what it is, and why it is final.
#pragma once

#include "core/bytes.h"
#include "storage/layer.h"

namespace heng::storage {

// What consensus keeps with a committed block; opaque here.
struct CommitEvidence {
  Bytes certificate;  // finality certificate; empty for a block final through a descendant
  Bytes proposal;     // what was proposed; empty for genesis
  Bytes metadata;     // consensus's own note of where it stands, replacing the one before
};

struct FinalBlock {
  LayerPtr layer;
  CommitEvidence evidence;
};

}  // namespace heng::storage
