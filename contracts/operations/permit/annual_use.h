// SPDX-License-Identifier: Apache-2.0
// What is measured under a permit ends as many units of that year's right: metered water and
// reported discharge alike. A reading says the whole of the year so far, so the same reading twice
// is refused and a lost one is made good by the next.
#pragma once

#include <string_view>

#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/state/records/permit.h"

namespace heng::contracts {

struct AnnualUse {
  std::string permit;
  AccountId account;  // bound to the permit
  ClassId class_id;
  CstDay day;         // of the reading; its year is the right's
  Quantity measured;  // from the first day of that year to `day`
  Hash evidence;      // SHA-256 of the reading's document
  std::string pool;   // whose units it uses; empty: the permit's own
};

[[nodiscard]] Outcome<void> ValidateUse(const AnnualUse& use);
// What of the reading is new, as a movement of that kind out of the permit's account.
[[nodiscard]] Outcome<Movement> DescribeUse(const AnnualUse& use,
                                            MovementKind kind,
                                            PermitKind permit_kind,
                                            const Context& context);
// Stores the reading and retires what is new of it.
[[nodiscard]] Outcome<void> ApplyUse(const AnnualUse& use,
                                     std::string_view operation,
                                     const Context& context,
                                     Journal& journal);

}  // namespace heng::contracts
