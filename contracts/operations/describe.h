// SPDX-License-Identifier: Apache-2.0
// The event of records that an operation wrote without moving units: which operation it was, and
// what it rests on.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contracts/state/journal.h"

namespace heng::contracts {

// Describes every record put since the last event.
inline void DescribeAs(Journal& journal,
                       std::string_view operation,
                       std::vector<EventReference> references = {}) {
  references.insert(references.begin(), {.name = "operation", .value = std::string(operation)});
  journal.Emit({.type = EventType::kRecordSet,
                .batch = {},
                .first = {},
                .last = {},
                .from = {},
                .to = {},
                .references = std::move(references)});
}

}  // namespace heng::contracts
