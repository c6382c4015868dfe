// SPDX-License-Identifier: Apache-2.0
// 10-09 RetirePollution: what a discharger has reported of a pollutant in a year so far. As many
// units of the year's right retire. The permit's authority signs, two persons.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct RetirePollution {
  static constexpr OperationType kType = OperationType::kRetirePollution;
  static constexpr std::string_view kName = "retire-pollution";

  std::string permit;
  AccountId account;
  ClassId class_id;
  CstDay day;         // last day of the report; its year is the right's
  Quantity measured;  // g from the first day of that year to `day`
  Hash evidence;      // SHA-256 of the discharge report
  std::string pool;   // whose units it uses; empty: of the permit's own pool

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.permit, Bound{.bytes = kIdentifierMax});
    codec(2, self.account, Bound{.bytes = kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.day);
    codec(5, self.measured);
    codec(6, self.evidence);
    codec(7, self.pool, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const RetirePollution&, const RetirePollution&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RetirePollution& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RetirePollution& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RetirePollution& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RetirePollution& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
