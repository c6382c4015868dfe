// SPDX-License-Identifier: Apache-2.0
// 1-06 IssuePollutionRight: a right to discharge so much of a pollutant in each of some years. The
// units of each year are a batch of their own, because each year's discharge ends that year's
// units. The permit's authority signs, two persons; one fee receipt pays for one issuance.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct IssuePollutionRight {
  static constexpr OperationType kType = OperationType::kIssuePollutionRight;
  static constexpr std::string_view kName = "issue-pollution-right";

  std::string permit;
  AccountId account;
  ClassId class_id;
  Quantity quantity;  // g in each year
  std::uint32_t from_year = 0;
  std::uint32_t to_year = 0;  // inclusive
  std::string fee_receipt;    // number of the receipt of the paid use fee

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.permit, Bound{.bytes = kIdentifierMax});
    codec(2, self.account, Bound{.bytes = kIdentifierMax});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.quantity);
    codec(5, self.from_year);
    codec(6, self.to_year);
    codec(7, self.fee_receipt, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const IssuePollutionRight&, const IssuePollutionRight&) = default;
};

[[nodiscard]] Outcome<void> Validate(const IssuePollutionRight& operation);
[[nodiscard]] std::optional<Approver> Resolve(const IssuePollutionRight& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const IssuePollutionRight& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const IssuePollutionRight& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
