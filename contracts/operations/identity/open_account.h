// SPDX-License-Identifier: Apache-2.0
// 17-01 OpenAccount: a participant gets an account of one of the register's types. The
// authority that keeps accounts of that type signs: see KeeperOf.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/roles.h"
#include "contracts/state/records/account.h"

namespace heng::contracts {

struct OpenAccount {
  static constexpr OperationType kType = OperationType::kOpenAccount;
  static constexpr std::string_view kName = "open-account";

  AccountId id;
  ParticipantId participant;
  AccountType type = AccountType::kUnspecified;
  std::string jurisdiction;  // province code: province, water and pollution accounts have one
  std::string pool;          // basin or airshed: water and pollution accounts have one
  std::string permit;        // permit number: water permit and pollution unit accounts have one

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.id, Bound{.bytes = kIdentifierMax});
    codec(2, self.participant, Bound{.bytes = 18});
    codec(3, self.type);
    codec(4, self.jurisdiction, Bound{.bytes = 16});
    codec(5, self.pool, Bound{.bytes = kIdentifierMax});
    codec(6, self.permit, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const OpenAccount&, const OpenAccount&) = default;
};

[[nodiscard]] Outcome<void> Validate(const OpenAccount& operation);
[[nodiscard]] std::optional<Approver> Resolve(const OpenAccount& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const OpenAccount& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const OpenAccount& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
