// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/governance/propose.h"

#include "contracts/operations/governance/pending_item.h"
#include "contracts/operations/registry.h"
#include "contracts/parameters.h"

namespace heng::contracts {
namespace {

constexpr std::uint64_t kHourMs = 3'600'000;

Outcome<BlockTime> ExpiryOf(const Context& context) {
  HENG_TRY(const std::uint64_t hours,
           ParameterValue(context.view, "governance.pending-hours", {}, context.today()));
  const auto span = MulDivFloor(hours, kHourMs, 1);
  const auto end = span ? Add(Quantity(context.block.time.value()), Quantity(*span))
                        : Result<Quantity, ArithmeticError>(std::unexpected(span.error()));
  if (!end) {
    return Refuse(ResultCode::kOverflow, "governance.pending-hours", {{"requested", hours}});
  }
  return BlockTime(end->value());
}

}  // namespace

Outcome<void> Validate(const Propose& operation) {
  if (operation.operations.empty()) {
    return Refuse(ResultCode::kMalformed, "a proposal has at least one operation");
  }
  for (const Bytes& bytes : operation.operations) {
    const auto inner = DecodeOperation(bytes);
    if (!inner) {
      return Refuse(ResultCode::kMalformed, inner.error().context.substr(0, 200));
    }
    if (TypeOf(*inner) == OperationType::kPropose || TypeOf(*inner) == OperationType::kApprove) {
      return Refuse(ResultCode::kMalformed, "a proposal may not hold proposals or approvals");
    }
    HENG_CHECK_OK(Validate(*inner));
  }
  return {};
}

std::optional<Approver> Resolve(const Propose& /*operation*/, Party party, const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const Propose& /*operation*/, const Context& context) {
  if (context.view.Find<Pending>(context.transaction.hex())) {
    return Refuse(ResultCode::kExists, context.transaction.hex());
  }
  return Plan{};
}

Outcome<void> Apply(const Propose& operation, const Context& context, Journal& journal) {
  Pending pending;
  pending.id = context.transaction.hex();
  pending.operations = operation.operations;
  pending.reason_code = context.reason_code;
  pending.legal_reference = context.legal_reference;
  HENG_TRY(pending.expires, ExpiryOf(context));
  HENG_CHECK_OK(AddSigners(context, pending));
  return StoreAndComplete(context, std::move(pending), Propose::kName, journal);
}

}  // namespace heng::contracts
