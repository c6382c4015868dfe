// SPDX-License-Identifier: Apache-2.0
// 1-03 Distribute: one hop of the distribution chain: national issue account to province, or
// province to holder (R-CAR-13).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/units.h"

namespace heng::contracts {

// Why units are distributed. Append only.
enum class DistributionStep : std::uint32_t {
  kUnspecified = 0,
  kPreAllocation = 1,  // a share of the previous year's verified emission
  kFinal = 2,          // the top-up to the final determination
  kReserve = 3,        // out of the regulator's reserve
  kAuction = 4,        // paid for
  kMaxValue = kAuction,
};

struct Distribute {
  static constexpr OperationType kType = OperationType::kDistribute;
  static constexpr std::string_view kName = "distribute";

  AccountId from;
  AccountId to;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register
  DistributionStep step = DistributionStep::kUnspecified;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.from, Bound{.bytes = kIdentifierMax});
    codec(2, self.to, Bound{.bytes = kIdentifierMax});
    codec(3, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(4, self.quantity);
    codec(5, self.ranges, Bound{.items = kBlocksPerMoveMax});
    codec(6, self.step);
  }
  friend bool operator==(const Distribute&, const Distribute&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Distribute& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Distribute& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Distribute& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Distribute& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
