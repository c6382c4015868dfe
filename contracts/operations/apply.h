// SPDX-License-Identifier: Apache-2.0
// One operation through its phases, in the order that every operation takes.
#pragma once

#include "contracts/operations/context.h"
#include "contracts/operations/registry.h"

namespace heng::contracts {

// Decode, Validate, approvals, Check, rules, Apply. The journal may hold partial changes after a
// refusal: the caller rolls the transaction back.
[[nodiscard]] Outcome<void> ApplyEncoded(ByteView bytes, const Context& context, Journal& journal);

// The first row of the approval table that the signers do not satisfy, as a refusal.
[[nodiscard]] Outcome<void> CheckApprovals(const Operation& operation, const Context& context);

}  // namespace heng::contracts
