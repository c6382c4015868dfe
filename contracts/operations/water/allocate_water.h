// SPDX-License-Identifier: Apache-2.0
// 1-08 AllocateWater: the volume of a basin's water that a province may grant as rights in a year.
// The province's water authority asks, the basin's commission agrees. Said again, it replaces the
// volume, but never to less than what is granted.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"

namespace heng::contracts {

struct AllocateWater {
  static constexpr OperationType kType = OperationType::kAllocateWater;
  static constexpr std::string_view kName = "allocate-water";

  std::string pool;          // basin
  std::string jurisdiction;  // province code
  std::uint32_t year = 0;
  Quantity volume;  // m3

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pool, Bound{.bytes = kIdentifierMax});
    codec(2, self.jurisdiction, Bound{.bytes = 16});
    codec(3, self.year);
    codec(4, self.volume);
  }
  friend bool operator==(const AllocateWater&, const AllocateWater&) = default;
};

[[nodiscard]] Outcome<void> Validate(const AllocateWater& operation);
[[nodiscard]] std::optional<Approver> Resolve(const AllocateWater& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const AllocateWater& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const AllocateWater& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
