// SPDX-License-Identifier: Apache-2.0
// 4-03 Recall: allowances that were distributed beyond the final determination go back: out of
// the holder's registered position, for ever.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/units.h"

namespace heng::contracts {

struct Recall {
  static constexpr OperationType kType = OperationType::kRecall;
  static constexpr std::string_view kName = "recall";

  AccountId from;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register
  std::string basis;                // the determination it rests on

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.from, Bound{.bytes = kIdentifierMax});
    codec(2, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(3, self.quantity);
    codec(4, self.ranges, Bound{.items = kBlocksPerMoveMax});
    codec(5, self.basis);
  }
  friend bool operator==(const Recall&, const Recall&) = default;
};

[[nodiscard]] Outcome<void> Validate(const Recall& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Recall& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Recall& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Recall& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
