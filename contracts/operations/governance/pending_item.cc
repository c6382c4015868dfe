// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/governance/pending_item.h"

#include <algorithm>

#include "contracts/due.h"
#include "contracts/operations/apply.h"
#include "contracts/operations/describe.h"

namespace heng::contracts {
namespace {

// True when the signer's institution is a party to one of the operations.
bool IsParty(const Signer& signer, const std::vector<Operation>& operations, const View& view) {
  return std::ranges::any_of(operations, [&](const Operation& operation) {
    return std::ranges::any_of(RowsOf(TypeOf(operation)), [&](const ApprovalRow& row) {
      const std::optional<Approver> approver = Resolve(operation, row.party, view);
      return approver && Fits(signer, *approver);
    });
  });
}

Outcome<std::vector<Operation>> OperationsOf(const Pending& pending) {
  std::vector<Operation> operations;
  for (const Bytes& bytes : pending.operations) {
    auto operation = DecodeOperation(bytes);
    if (!operation) {
      return Refuse(ResultCode::kMalformed, operation.error().context.substr(0, 200));
    }
    operations.push_back(*std::move(operation));
  }
  return operations;
}

// Those who have signed and may still sign: a person or participant shut since then counts no more.
std::vector<Signer> SignersOf(const Pending& pending, const View& view) {
  std::vector<Signer> signers;
  for (const PersonId& person : pending.signers) {
    if (auto signer = ResolvePerson(view, person)) {
      signers.push_back(*std::move(signer));
    }
  }
  return signers;
}

}  // namespace

Outcome<void> AddSigners(const Context& context, Pending& pending) {
  HENG_TRY(const auto operations, OperationsOf(pending));
  for (const Signer& signer : context.signers) {
    if (std::ranges::find(pending.signers, signer.person.id) != pending.signers.end()) {
      return Refuse(ResultCode::kPendingClosed, signer.person.id.value());
    }
    if (!IsParty(signer, operations, context.view)) {
      return Refuse(ResultCode::kApproval, signer.person.id.value() + " is no party to this");
    }
    if (pending.signers.size() == kSignaturesMax) {
      return Refuse(ResultCode::kFieldRange,
                    "signers",
                    {{"limit", kSignaturesMax}, {"requested", kSignaturesMax + 1}});
    }
    pending.signers.push_back(signer.person.id);
  }
  return {};
}

Outcome<void> StoreAndComplete(const Context& context,
                               Pending pending,
                               std::string_view operation,
                               Journal& journal) {
  HENG_TRY(const auto operations, OperationsOf(pending));
  const std::vector<Signer> signers = SignersOf(pending, context.view);
  const Context gathered{
      .view = context.view,
      .block = context.block,
      .transaction = context.transaction,
      .reason_code = pending.reason_code,
      .legal_reference = pending.legal_reference,
      .signers = signers,
  };
  const bool complete = std::ranges::all_of(operations, [&gathered](const Operation& inner) {
    return CheckApprovals(inner, gathered).has_value();
  });
  pending.status = complete ? PendingStatus::kExecuted : PendingStatus::kOpen;
  journal.Put(pending);
  DescribeAs(journal, operation, {{"pending", pending.id}});
  if (!complete) {
    ScheduleDue(journal, pending.expires, DueKind::kPending, pending.Key());
    return {};
  }
  CancelDue(journal, pending.expires, DueKind::kPending, pending.Key());
  for (const Bytes& bytes : pending.operations) {
    HENG_CHECK_OK(ApplyEncoded(bytes, gathered, journal));
  }
  return {};
}

void ExpirePending(Journal& journal, const Bytes& key) {
  std::optional<Pending> pending = journal.FindByKey<Pending>(key);
  if (!pending || pending->status != PendingStatus::kOpen) {
    return;
  }
  pending->status = PendingStatus::kExpired;
  journal.Put(*pending);
  DescribeAs(journal, "expire-pending");
}

}  // namespace heng::contracts
