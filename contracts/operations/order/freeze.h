// SPDX-License-Identifier: Apache-2.0
// 13-01 Freeze: a court or an authority orders that units stay where they are, whoever else has a
// right in them. A court's order goes before pledges and administrative orders; an earlier court's
// order goes first (R-FIN-07).
#pragma once

#include <vector>

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/serial_range.h"
#include "contracts/state/records/freeze.h"

namespace heng::contracts {

struct FreezeUnits {
  static constexpr OperationType kType = OperationType::kFreeze;
  static constexpr std::string_view kName = "freeze";

  std::string order;  // the order's number as an identifier; used once for ever
  FreezeKind kind = FreezeKind::kJudicial;
  ParticipantId authority;
  std::string case_number;
  Hash document;  // SHA-256 of the order
  CstDay until;   // last day; zero until it is lifted
  AccountId account;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange>
      ranges;  // empty: free units first, then tradable, then what a court may take

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.order, Bound{.bytes = kIdentifierMax});
    codec(2, self.kind);
    codec(3, self.authority, Bound{.bytes = 18});
    codec(4, self.case_number);
    codec(5, self.document);
    codec(6, self.until);
    codec(7, self.account, Bound{.bytes = kIdentifierMax});
    codec(8, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(9, self.quantity);
    codec(10, self.ranges, Bound{.items = 256});
  }
  friend bool operator==(const FreezeUnits&, const FreezeUnits&) = default;
};

[[nodiscard]] Outcome<void> Validate(const FreezeUnits& operation);
[[nodiscard]] std::optional<Approver> Resolve(const FreezeUnits& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const FreezeUnits& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const FreezeUnits& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
