// SPDX-License-Identifier: Apache-2.0
// 15-04 RecordMeter: the water that a permit's holder has withdrawn in a year so far. As many units
// of the year's right retire (R-WAT-10). The authority of the permit signs, two persons.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct RecordMeter {
  static constexpr OperationType kType = OperationType::kRecordMeter;
  static constexpr std::string_view kName = "record-meter";

  std::string permit;
  AccountId account;
  ClassId class_id;
  CstDay day;         // of the reading; its year is the right's
  Quantity measured;  // m3 from the first day of that year to `day`
  Hash evidence;      // SHA-256 of the meter's record
  std::string pool;   // whose water it used; empty: of the permit's own basin

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
  friend bool operator==(const RecordMeter&, const RecordMeter&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RecordMeter& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RecordMeter& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RecordMeter& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RecordMeter& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
