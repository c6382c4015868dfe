// SPDX-License-Identifier: Apache-2.0
// Which records a caller with Reach::kOwn may read: public ones, and those of its participant.
#pragma once

#include "contracts/state/view.h"
#include "node/api/caller.h"

namespace heng::node {

[[nodiscard]] bool MayRead(const Caller& caller,
                           ByteView key,
                           ByteView value,
                           const contracts::View& head);

}  // namespace heng::node
