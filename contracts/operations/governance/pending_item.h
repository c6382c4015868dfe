// SPDX-License-Identifier: Apache-2.0
// The life of a pending item after it is stored: signatures join it, the last needed one executes
// it, and time ends it.
#pragma once

#include "contracts/operations/context.h"
#include "contracts/state/records/pending.h"

namespace heng::contracts {

// Adds the transaction's signers to the item. Refuses a person who has signed it already, and one
// whose institution is no party to any of its operations.
[[nodiscard]] Outcome<void> AddSigners(const Context& context, Pending& pending);

// Writes the item; when its signatures satisfy the approval table for all of its operations, as
// executed, and executes them. A refusal of one of them is the transaction's.
[[nodiscard]] Outcome<void> StoreAndComplete(const Context& context,
                                             Pending pending,
                                             std::string_view operation,
                                             Journal& journal);

// The item under this state key lapses, if it is still open.
void ExpirePending(Journal& journal, const Bytes& key);

}  // namespace heng::contracts
