// SPDX-License-Identifier: Apache-2.0
// Who signs for an account, and for an institution that an operation names.
#pragma once

#include <optional>

#include "contracts/approvals.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {

// Nothing when there is no such account: nobody can sign for it.
[[nodiscard]] inline std::optional<Approver> AccountHolder(const View& view, const AccountId& id) {
  const auto account = view.Find<Account>(id);
  if (!account) {
    return std::nullopt;
  }
  Approver approver;
  approver.role = Role::kHolder;
  approver.participant = account->participant;
  return approver;
}

// One named organisation in a role.
[[nodiscard]] inline Approver NamedApprover(Role role, const ParticipantId& participant) {
  Approver approver;
  approver.role = role;
  approver.participant = participant;
  return approver;
}

// The named organisation as the province of the account's holder; nothing when it is another's.
[[nodiscard]] inline std::optional<Approver> ProvinceOf(const View& view,
                                                        const AccountId& account,
                                                        const ParticipantId& province) {
  const auto found = view.Find<Account>(account);
  const auto holder = found ? view.Find<Participant>(found->participant) : std::nullopt;
  if (!holder) {
    return std::nullopt;
  }
  Approver approver = NamedApprover(Role::kProvince, province);
  approver.jurisdiction = holder->jurisdiction;
  return approver;
}

}  // namespace heng::contracts
