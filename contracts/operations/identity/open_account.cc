// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/identity/open_account.h"

#include "contracts/account_types.h"
#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"

namespace heng::contracts {
namespace {

Account AccountOf(const OpenAccount& operation) {
  Account account;
  account.id = operation.id;
  account.participant = operation.participant;
  account.type = operation.type;
  account.jurisdiction = operation.jurisdiction;
  account.pool = operation.pool;
  account.permit = operation.permit;
  return account;
}

}  // namespace

Outcome<void> Validate(const OpenAccount& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.id.value(), "id"));
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  if (operation.type == AccountType::kUnspecified) {
    return Refuse(ResultCode::kMalformed, "type is needed");
  }
  if (operation.jurisdiction.empty() == NeedsJurisdiction(operation.type)) {
    return Refuse(ResultCode::kMalformed,
                  "jurisdiction belongs to province, water and pollution accounts");
  }
  if (operation.pool.empty() == NeedsPool(operation.type)) {
    return Refuse(ResultCode::kMalformed, "pool belongs to water and pollution accounts");
  }
  if (!operation.pool.empty()) {
    HENG_CHECK_OK(CheckIdentifier(operation.pool, "pool"));
  }
  if (!operation.permit.empty()) {
    HENG_CHECK_OK(CheckIdentifier(operation.permit, "permit"));
  }
  return {};
}

std::optional<Approver> Resolve(const OpenAccount& operation, Party party, const View& /*view*/) {
  if (party == Party::kAuthority) {
    return KeeperOf(operation.type, operation.jurisdiction);
  }
  return ByRole(party);
}

Outcome<Plan> Check(const OpenAccount& operation, const Context& context) {
  HENG_CHECK_OK(ActiveParticipant(context.view, operation.participant));
  if (context.view.Find<Account>(operation.id)) {
    return Refuse(ResultCode::kExists, operation.id.value());
  }
  Movement open;
  open.kind = MovementKind::kOpenAccount;
  open.to = AccountOf(operation);
  return Plan{std::move(open)};
}

Outcome<void> Apply(const OpenAccount& operation, const Context& /*context*/, Journal& journal) {
  const Account account = AccountOf(operation);
  journal.Put(account);
  DescribeAs(journal, OpenAccount::kName);
  journal.PutIndex(
      StateKey(tables::kAccountIndex, {account.participant.value(), account.id.value()}), {});
  return {};
}

}  // namespace heng::contracts
