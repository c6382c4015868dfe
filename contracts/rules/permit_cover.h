// SPDX-License-Identifier: Apache-2.0
// What R-WAT-02 and R-POL-01 have in common: whoever receives annual units has a permit in force
// for that year and place, and never more of the year than it permits.
#pragma once

#include "contracts/rules/rule.h"
#include "contracts/state/records/permit.h"

namespace heng::contracts {

struct CoverTerms {
  PermitKind kind = PermitKind::kUnspecified;
  AccountType bound = AccountType::kUnspecified;    // must be bound to the permit
  AccountType unbound = AccountType::kUnspecified;  // a region's or a reserve's: needs none
};

// Every kind of movement in which annual units reach a new hand.
inline constexpr MovementKinds kAnnualReceipts = Kinds({MovementKind::kIssue,
                                                        MovementKind::kTrade,
                                                        MovementKind::kEnforce,
                                                        MovementKind::kNonTradeTransfer,
                                                        MovementKind::kWaterTransfer,
                                                        MovementKind::kPollutionTransfer});

// Judges what of the movement reaches movement.to, as `received`. `issued_under` is the permit that
// an issuance names; empty for other movements.
[[nodiscard]] std::optional<Refusal> JudgeCover(const RuleInput& input,
                                                const CoverTerms& terms,
                                                const std::string& issued_under,
                                                Quantity received);

// True when the movement is of units of that family.
[[nodiscard]] bool IsOfFamily(const Movement& movement, ClassFamily family);

// True when a parameter "<kind>.<link>" says that units of the class go from one pool to the other:
// scope class, no year, the giving pool in the sector's place, the receiving in the jurisdiction's.
[[nodiscard]] bool ArePoolsLinked(const RuleInput& input,
                                  const std::string& kind,
                                  const std::string& link);

}  // namespace heng::contracts
