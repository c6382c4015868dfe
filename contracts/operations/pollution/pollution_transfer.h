// SPDX-License-Identifier: Apache-2.0
// 10-07 PollutionTransfer: a discharger sells part of its right in each of some years. Where the
// buyer's pool is below standard only a share activates for the buyer and the rest is cancelled in
// the same step (R-POL-05); both quantities are signed. Both sides sign, and both authorities.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/permits.h"

namespace heng::contracts {

struct PollutionTransfer {
  static constexpr OperationType kType = OperationType::kPollutionTransfer;
  static constexpr std::string_view kName = "pollution-transfer";

  AccountId from;
  AccountId to;
  ClassId class_id;
  std::uint32_t from_year = 0;
  std::uint32_t to_year = 0;  // inclusive
  Quantity quantity;          // g that leave the seller in each year
  Quantity activated;         // g of them that reach the buyer; the rest is cancelled
  Fen price;                  // in total; the money moves elsewhere
  std::string contract;       // number of the sale's contract
  std::string agreement;      // between pools: the agreement that connects them

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.from, Bound{.bytes = kIdentifierMax});
    codec(2, self.to, Bound{.bytes = kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.from_year);
    codec(5, self.to_year);
    codec(6, self.quantity);
    codec(7, self.activated);
    codec(8, self.price);
    codec(9, self.contract);
    codec(10, self.agreement, Bound{.bytes = kLinkMax});
  }
  friend bool operator==(const PollutionTransfer&, const PollutionTransfer&) = default;
};

[[nodiscard]] Outcome<void> Validate(const PollutionTransfer& operation);
[[nodiscard]] std::optional<Approver> Resolve(const PollutionTransfer& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const PollutionTransfer& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const PollutionTransfer& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
