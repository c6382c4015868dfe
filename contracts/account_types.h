// SPDX-License-Identifier: Apache-2.0
// What the types of accounts mean: whose they may be, who keeps them, which register they are in.
#pragma once

#include <optional>
#include <string_view>

#include "contracts/approvals.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {

// "key-emitter": the text form in parameters, scenarios and messages.
[[nodiscard]] std::string_view NameOf(AccountType type);

// The authority that opens such accounts: the national registry, the reduction registry, the water
// authority of the jurisdiction (for "CN" the basin commission) or its permit authority.
[[nodiscard]] std::optional<Approver> KeeperOf(AccountType type, const std::string& jurisdiction);

// True when a participant of that kind may have such an account at all.
[[nodiscard]] bool MayHave(const Participant& participant, AccountType type);

// True when the two are registration accounts of the same entity in one register (R-ID-03). Water
// and pollution accounts are one a permit or pool.
[[nodiscard]] bool SameRegister(const Account& a, const Account& b);

// What an account of the type must carry.
[[nodiscard]] bool NeedsJurisdiction(AccountType type);
[[nodiscard]] bool NeedsPool(AccountType type);

// True for accounts in which a holder holds for itself.
[[nodiscard]] bool IsHolderAccount(AccountType type);

}  // namespace heng::contracts
