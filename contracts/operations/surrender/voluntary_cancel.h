// SPDX-License-Identifier: Apache-2.0
// 4-01 VoluntaryCancel: a holder cancels units for the public good; they are never issued again
// (R-CAR-37).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/units.h"

namespace heng::contracts {

struct VoluntaryCancel {
  static constexpr OperationType kType = OperationType::kVoluntaryCancel;
  static constexpr std::string_view kName = "voluntary-cancel";

  AccountId from;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register
  std::string purpose;
  std::string beneficiary;      // an organisation or event in clear, where it is public
  Hash beneficiary_commitment;  // hides a person until its holder opens it
  std::string event;            // the event made neutral, where there is one
  std::string message_zh;
  std::string message_en;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.from, Bound{.bytes = kIdentifierMax});
    codec(2, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(3, self.quantity);
    codec(4, self.ranges, Bound{.items = kBlocksPerMoveMax});
    codec(5, self.purpose);
    codec(6, self.beneficiary);
    codec(7, self.beneficiary_commitment);
    codec(8, self.event);
    codec(9, self.message_zh);
    codec(10, self.message_en);
  }
  friend bool operator==(const VoluntaryCancel&, const VoluntaryCancel&) = default;
};

[[nodiscard]] Outcome<void> Validate(const VoluntaryCancel& operation);
[[nodiscard]] std::optional<Approver> Resolve(const VoluntaryCancel& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const VoluntaryCancel& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const VoluntaryCancel& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
