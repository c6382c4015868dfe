// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/apply.h"

#include "contracts/approvals.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {

Outcome<void> CheckApprovals(const Operation& operation, const Context& context) {
  for (const ApprovalRow& row : RowsOf(TypeOf(operation))) {
    const std::optional<Approver> approver = Resolve(operation, row.party, context.view);
    if (!approver || !Satisfies(context.signers, *approver, row.need)) {
      std::string subject(NameOf(row.party));
      if (approver && !approver->participant.empty()) {
        subject += " " + approver->participant.value();
      } else if (approver && !approver->jurisdiction.empty()) {
        subject += " of " + approver->jurisdiction;
      }
      return std::unexpected(
          Refusal{.code = row.code,
                  .rule = std::string(row.rule),
                  .subject = std::move(subject),
                  .numbers = {{"persons-needed", row.need == Need::kBoth ? 2U : 1U}}});
    }
  }
  return {};
}

Outcome<void> ApplyEncoded(ByteView bytes, const Context& context, Journal& journal) {
  const Result<Operation, Status> operation = DecodeOperation(bytes);
  if (!operation) {
    return Refuse(ResultCode::kMalformed, operation.error().context.substr(0, 200));
  }
  HENG_CHECK_OK(Validate(*operation));
  HENG_CHECK_OK(CheckApprovals(*operation, context));
  HENG_TRY(const Plan plan, Check(*operation, context));
  if (std::optional<Refusal> refusal = Judge(context, *operation, plan)) {
    return std::unexpected(*std::move(refusal));
  }
  return Apply(*operation, context, journal);
}

}  // namespace heng::contracts
