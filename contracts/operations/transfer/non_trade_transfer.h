// SPDX-License-Identifier: Apache-2.0
// 10-05 NonTradeTransfer: title passes without a trade, under one of the reason codes of R-TRD-08
// (merger, inheritance, court, correction) and a legal reference, by an authority and the
// registrar.
#pragma once

#include <vector>

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/serial_range.h"

namespace heng::contracts {

struct NonTradeTransfer {
  static constexpr OperationType kType = OperationType::kNonTradeTransfer;
  static constexpr std::string_view kName = "non-trade-transfer";

  AccountId from;
  AccountId to;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register
  ParticipantId authority;          // the court, ministry or province that decided
  Hash document;                    // SHA-256 of the decision

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.from, Bound{.bytes = kIdentifierMax});
    codec(2, self.to, Bound{.bytes = kIdentifierMax});
    codec(3, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(4, self.quantity);
    codec(5, self.ranges, Bound{.items = 256});
    codec(6, self.authority, Bound{.bytes = 18});
    codec(7, self.document);
  }
  friend bool operator==(const NonTradeTransfer&, const NonTradeTransfer&) = default;
};

[[nodiscard]] Outcome<void> Validate(const NonTradeTransfer& operation);
[[nodiscard]] std::optional<Approver> Resolve(const NonTradeTransfer& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const NonTradeTransfer& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const NonTradeTransfer& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
