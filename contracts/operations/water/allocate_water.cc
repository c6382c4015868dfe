// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/water/allocate_water.h"

#include "contracts/form.h"
#include "contracts/operations/describe.h"
#include "contracts/permits.h"
#include "contracts/state/records/water_allocation.h"

namespace heng::contracts {

Outcome<void> Validate(const AllocateWater& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.pool, "pool"));
  HENG_CHECK_OK(CheckIdentifier(operation.jurisdiction, "jurisdiction"));
  HENG_CHECK_OK(CheckYear(operation.year, "year"));
  return CheckPositive(operation.volume);
}

std::optional<Approver> Resolve(const AllocateWater& operation, Party party, const View& /*view*/) {
  if (party == Party::kAuthority) {
    return Approver{
        .role = Role::kWaterAuthority, .participant = {}, .jurisdiction = operation.jurisdiction};
  }
  return party == Party::kBasinCommission ? CommissionOf(operation.pool) : ByRole(party);
}

Outcome<Plan> Check(const AllocateWater& operation, const Context& context) {
  HENG_CHECK_OK(CheckYearNotOver(operation.year, context.today()));
  const auto allocation =
      context.view.Find<WaterAllocation>(operation.pool, operation.jurisdiction, operation.year);
  if (allocation && operation.volume < allocation->granted) {
    return std::unexpected(Refusal{.code = ResultCode::kWaterCap,
                                   .rule = "R-WAT-01",
                                   .subject = allocation->Key(),
                                   .numbers = {{"granted", allocation->granted.value()},
                                               {"requested", operation.volume.value()}}});
  }
  return Plan{};
}

Outcome<void> Apply(const AllocateWater& operation, const Context& context, Journal& journal) {
  WaterAllocation allocation =
      context.view.Find<WaterAllocation>(operation.pool, operation.jurisdiction, operation.year)
          .value_or(WaterAllocation{});
  allocation.pool = operation.pool;
  allocation.jurisdiction = operation.jurisdiction;
  allocation.year = operation.year;
  allocation.volume = operation.volume;
  journal.Put(allocation);
  DescribeAs(journal, AllocateWater::kName);
  return {};
}

}  // namespace heng::contracts
