// SPDX-License-Identifier: Apache-2.0
// 10-06 WaterTransfer: water rights of one or several years go from one permit holder or region to
// another at a price. Both sides sign, and the water authority of each side; between provinces the
// basin's commission too (R-WAT-06). The permits change with it, off the ledger.
#pragma once

#include <vector>

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/permits.h"

namespace heng::contracts {

struct WaterTransfer {
  static constexpr OperationType kType = OperationType::kWaterTransfer;
  static constexpr std::string_view kName = "water-transfer";

  AccountId from;
  AccountId to;
  ClassId class_id;
  std::vector<YearQuantity> years;  // m3
  Fen price;                        // of one m3; the money moves elsewhere
  std::string agreement;            // the contract or approval document it rests on
  std::string scheme;               // between basins: the transfer scheme that connects them

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.from, Bound{.bytes = kIdentifierMax});
    codec(2, self.to, Bound{.bytes = kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.years, Bound{.items = kRightYearsMax});
    codec(5, self.price);
    codec(6, self.agreement);
    codec(7, self.scheme, Bound{.bytes = kLinkMax});
  }
  friend bool operator==(const WaterTransfer&, const WaterTransfer&) = default;
};

[[nodiscard]] Outcome<void> Validate(const WaterTransfer& operation);
[[nodiscard]] std::optional<Approver> Resolve(const WaterTransfer& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const WaterTransfer& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const WaterTransfer& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
