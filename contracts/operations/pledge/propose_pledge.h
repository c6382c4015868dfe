// SPDX-License-Identifier: Apache-2.0
// 11-01 ProposePledge: a holder offers units as security to a pledgee. Nothing is locked until the
// pledgee and the registrar accept (11-02).
#pragma once

#include <vector>

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/serial_range.h"
#include "core/time.h"

namespace heng::contracts {

struct ProposePledge {
  static constexpr OperationType kType = OperationType::kProposePledge;
  static constexpr std::string_view kName = "propose-pledge";

  std::string pledge;
  AccountId pledgor;
  ParticipantId pledgee;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // empty: chosen by the register on acceptance
  Fen secured;
  CstDay term;                 // last day of the secured debt
  Hash contract;               // SHA-256 of the pledge contract
  std::string unified_number;  // in the unified registration system; used once for ever

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pledge, Bound{.bytes = kIdentifierMax});
    codec(2, self.pledgor, Bound{.bytes = kIdentifierMax});
    codec(3, self.pledgee, Bound{.bytes = 18});
    codec(4, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(5, self.quantity);
    codec(6, self.ranges, Bound{.items = 256});
    codec(7, self.secured);
    codec(8, self.term);
    codec(9, self.contract);
    codec(10, self.unified_number, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const ProposePledge&, const ProposePledge&) = default;
};

[[nodiscard]] Outcome<void> Validate(const ProposePledge& operation);
[[nodiscard]] std::optional<Approver> Resolve(const ProposePledge& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const ProposePledge& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const ProposePledge& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
