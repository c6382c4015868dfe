// SPDX-License-Identifier: Apache-2.0
// Who must sign what. One table for every operation (domain 3.3): for each, the parties that must
// make and check it. The same table serves signatures gathered off the ledger in one transaction
// and those gathered on it by Propose and Approve.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/operations/operation_type.h"
#include "contracts/result.h"
#include "contracts/roles.h"
#include "contracts/signers.h"
#include "contracts/state/view.h"

namespace heng::contracts {

// A side of an operation. The operation's Resolve() says which institution that is.
enum class Party : std::uint32_t {
  kMinistry,
  kRegistrar,
  kProvince,      // the province of the holder concerned
  kHolder,        // the participant whose account gives
  kCounterparty,  // the participant whose account receives
  kExchange,      // the exchange or trading platform that says so
  kCcerRegistry,
  kBank,
  kVerifier,
  kAuthority,  // the authority of the class: water, permit, or whoever keeps the account type
  kSellerProvince,
  kBuyerProvince,
  kBasinCommission,
  kPledgee,
  kCourt,
};
[[nodiscard]] std::string_view NameOf(Party party);

// What signatures of a party are needed.
enum class Need : std::uint32_t {
  kMake,   // one person who may make
  kCheck,  // one person who may check
  kBoth,   // two different persons, one who may make and one who may check
};

struct ApprovalRow {
  OperationType operation;
  Party party;
  Need need;
  // What a missing signature is refused with, where the law has its own word for it.
  ResultCode code = ResultCode::kApproval;
  std::string_view rule = {};
};

// Every row, in the order of the operations' numbers.
[[nodiscard]] std::span<const ApprovalRow> ApprovalTable();
[[nodiscard]] std::vector<ApprovalRow> RowsOf(OperationType operation);

// The institution behind a party: one with the role; that one alone when it is named, those of
// one jurisdiction when that is.
struct Approver {
  Role role = Role::kUnspecified;
  ParticipantId participant;      // empty: any single participant with the role
  std::string jurisdiction = {};  // empty: of any jurisdiction
};

// For parties that a role alone decides (ministry, registrar, court ...). Nothing for the others.
[[nodiscard]] std::optional<Approver> ByRole(Party party);

// True when the signer belongs to an institution that may be the approver.
[[nodiscard]] bool Fits(const Signer& signer, const Approver& approver);

// True when the signers satisfy the need as persons of one participant that fits.
[[nodiscard]] bool Satisfies(const std::vector<Signer>& signers,
                             const Approver& approver,
                             Need need);

}  // namespace heng::contracts
