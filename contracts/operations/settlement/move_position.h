// SPDX-License-Identifier: Apache-2.0
// 10-04 MovePosition: a holder puts free units on sale at the exchange, or takes them back. Title
// does not change.
#pragma once

#include <vector>

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/serial_range.h"

namespace heng::contracts {

struct MovePosition {
  static constexpr OperationType kType = OperationType::kMovePosition;
  static constexpr std::string_view kName = "move-position";

  AccountId account;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;    // empty: chosen by the register
  Position to = Position::kTradable;  // tradable from registered, or registered from tradable

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.account, Bound{.bytes = kIdentifierMax});
    codec(2, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(3, self.quantity);
    codec(4, self.ranges, Bound{.items = 256});
    codec(5, self.to);
  }
  friend bool operator==(const MovePosition&, const MovePosition&) = default;
};

[[nodiscard]] Outcome<void> Validate(const MovePosition& operation);
[[nodiscard]] std::optional<Approver> Resolve(const MovePosition& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const MovePosition& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const MovePosition& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
