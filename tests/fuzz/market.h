// SPDX-License-Identifier: Apache-2.0
// The states that the target `operation` acts on: the cast's ledger at a few moments, from genesis
// alone to one where units are pledged, frozen, locked for a trade and collected for surrender, and
// water and pollution rights are held.
#pragma once

#include <memory>
#include <vector>

#include "contracts/executor.h"
#include "tests/support/test_ledger.h"

namespace heng::fuzz {

struct Moment {
  contracts::BlockContext next;  // the block that comes next
  std::unique_ptr<tests::TestLedger> ledger;
};

// Made once a process.
[[nodiscard]] const std::vector<Moment>& Moments();

}  // namespace heng::fuzz
