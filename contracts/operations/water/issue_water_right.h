// SPDX-License-Identifier: Apache-2.0
// 1-05 IssueWaterRight: annual units of water arise in the account of a permit's holder, a batch a
// year. The water authority that issued the permit signs, two persons; where the basin's rule says
// so ("water.commission-issues") the basin's commission too.
#pragma once

#include <vector>

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/permits.h"

namespace heng::contracts {

// Where conventional water comes from. Reclaimed, rain, desalinated, mine and brackish water are no
// part of a basin's allocation and need a class of their own (R-WAT-12). Append only.
enum class WaterSource : std::uint32_t {
  kUnspecified = 0,
  kSurface = 1,
  kGround = 2,
  kMaxValue = kGround,
};

struct IssueWaterRight {
  static constexpr OperationType kType = OperationType::kIssueWaterRight;
  static constexpr std::string_view kName = "issue-water-right";

  std::string permit;
  AccountId account;
  WaterSource source = WaterSource::kUnspecified;
  std::vector<YearQuantity> years;  // m3

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.permit, Bound{.bytes = kIdentifierMax});
    codec(2, self.account, Bound{.bytes = kIdentifierMax});
    codec(3, self.source);
    codec(4, self.years, Bound{.items = kRightYearsMax});
  }
  friend bool operator==(const IssueWaterRight&, const IssueWaterRight&) = default;
};

[[nodiscard]] Outcome<void> Validate(const IssueWaterRight& operation);
[[nodiscard]] std::optional<Approver> Resolve(const IssueWaterRight& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const IssueWaterRight& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const IssueWaterRight& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
