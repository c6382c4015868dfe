// SPDX-License-Identifier: Apache-2.0
// 5-04 OffsetUse: certified reductions are cancelled for an obligation, in one step with the
// registry of reductions (R-CAR-25).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/units.h"

namespace heng::contracts {

struct OffsetUse {
  static constexpr OperationType kType = OperationType::kOffsetUse;
  static constexpr std::string_view kName = "offset-use";

  ParticipantId participant;  // whose obligation
  std::uint32_t year = 0;
  AccountId from;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register
  Hash confirmation;                // SHA-256 of the reduction registry's own cancellation record
  bool late = false;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.participant, Bound{.bytes = 18});
    codec(2, self.year);
    codec(3, self.from, Bound{.bytes = kIdentifierMax});
    codec(4, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(5, self.quantity);
    codec(6, self.ranges, Bound{.items = kBlocksPerMoveMax});
    codec(7, self.confirmation);
    codec(8, self.late);
  }
  friend bool operator==(const OffsetUse&, const OffsetUse&) = default;
};

[[nodiscard]] Outcome<void> Validate(const OffsetUse& operation);
[[nodiscard]] std::optional<Approver> Resolve(const OffsetUse& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const OffsetUse& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const OffsetUse& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
