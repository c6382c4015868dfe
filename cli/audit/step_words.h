// SPDX-License-Identifier: Apache-2.0
// The sentences of a lineage, shared by every drawing of it.
#pragma once

#include <string>
#include <string_view>

#include "cli/audit/lineage.h"
#include "cli/language.h"

namespace heng::cli::audit {

// 3584000 -> "3,584,000".
[[nodiscard]] std::string Grouped(std::uint64_t number);

// "issued 100,000 to NAT-ISSUE", "gave 40,000 of 100,000 to P1; 60,000 stay" ...
[[nodiscard]] std::string WhatHappened(const BlockLife& life, const Step& step, Language language);

// "surrender, obligation/9142.../2024": what the event refers to; empty when nothing.
[[nodiscard]] std::string Because(const Event& event);

// "mee.maker, mee.checker (Ministry)"; says so when the ledger did it by itself.
[[nodiscard]] std::string WhoSigned(const Lineage& lineage, const Event& event, Language language);

// "height 12, transaction 1f0a6c..."; the whole id.
[[nodiscard]] std::string WhereRecorded(const Event& event, Language language);

// "active, registered, held by P1", "retired (surrender for obligation/...)".
[[nodiscard]] std::string WhereNow(const Lineage& lineage,
                                   const BlockLife& life,
                                   Language language);

// "40,000 went to P1 as CN-CEA-2024-000000060001-000000100000, not followed".
[[nodiscard]] std::string NotFollowed(const Step& step, Language language);

// The verdict of the checks: what adds up, or how many faults there are.
[[nodiscard]] std::string Conclusion(const Lineage& lineage, Language language);

}  // namespace heng::cli::audit
