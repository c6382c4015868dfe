// SPDX-License-Identifier: Apache-2.0
// Executes a block's transactions on its parent's state. Pure and deterministic: the same bytes on
// the same state give the same receipts, events and changes on every machine.
//
// A transaction passes: its signers (signers.h), its time and sequence, then each operation in
// turn: Validate, the approval table, Check, the rules, Apply; then the invariants. All or none.
// Whatever is refused has a receipt that says why and changes nothing but the author's sequence.
#pragma once

#include <span>

#include "contracts/state/journal.h"
#include "core/execution.h"
#include "core/transaction.h"

namespace heng::contracts {

// A block whose changes as a whole break an invariant is a bug in this program: it must not be
// voted for, and the node halts with these sentences.
struct BrokenBlock {
  std::vector<std::string> broken;
};

[[nodiscard]] Result<ExecutedBlock, BrokenBlock> ExecuteBlock(
    const BlockContext& block,
    std::span<const VerifiedTransaction* const> transactions,
    const KvReader& parent);

}  // namespace heng::contracts
