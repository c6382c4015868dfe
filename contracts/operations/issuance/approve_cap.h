// SPDX-License-Identifier: Apache-2.0
// 1-01 ApproveCap: the amount of an allowance class and vintage that may ever be created. One
// cap a batch; units cancelled or recalled do not make room in it again (R-CAR-37).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/quantity.h"

namespace heng::contracts {

struct ApproveCap {
  static constexpr OperationType kType = OperationType::kApproveCap;
  static constexpr std::string_view kName = "approve-cap";

  std::string id;
  ClassId class_id;
  std::uint32_t vintage = 0;  // year
  std::string pool;           // "CN" for a national class
  std::string sector;         // empty for all sectors
  Quantity quantity;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.id, Bound{.bytes = kIdentifierMax});
    codec(2, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(3, self.vintage);
    codec(4, self.pool, Bound{.bytes = kIdentifierMax});
    codec(5, self.sector, Bound{.bytes = 32});
    codec(6, self.quantity);
  }
  friend bool operator==(const ApproveCap&, const ApproveCap&) = default;
};

[[nodiscard]] Outcome<void> Validate(const ApproveCap& operation);
[[nodiscard]] std::optional<Approver> Resolve(const ApproveCap& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const ApproveCap& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const ApproveCap& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
