// SPDX-License-Identifier: Apache-2.0
#include "node/api/authorise.h"

#include <array>

namespace heng::node {
namespace {

using contracts::Bit;
using contracts::Role;
using contracts::RoleSet;

// The institutions that run or supervise the register read all of it.
constexpr RoleSet kInstitutions =
    Bit(Role::kMinistry) | Bit(Role::kRegistrar) | Bit(Role::kProvince) | Bit(Role::kExchange) |
    Bit(Role::kCcerExchange) | Bit(Role::kCcerRegistry) | Bit(Role::kWaterAuthority) |
    Bit(Role::kBasinCommission) | Bit(Role::kPermitAuthority) | Bit(Role::kTradingPlatform) |
    Bit(Role::kCourt) | Bit(Role::kAuditor);
// The others see what is public and what is theirs.
constexpr RoleSet kParties = Bit(Role::kHolder) | Bit(Role::kBank) | Bit(Role::kVerifier);
// Auditors read and never submit.
constexpr RoleSet kSubmitters = (kInstitutions | kParties) & ~Bit(Role::kAuditor);
constexpr RoleSet kOperators =
    Bit(Role::kMinistry) | Bit(Role::kRegistrar) | Bit(Role::kExchange) | Bit(Role::kProvince);

constexpr std::array kTable = {
    AccessRow{"/heng.v1.SubmitService/Submit", kSubmitters, 0},
    AccessRow{"/heng.v1.SubmitService/SubmitStream", kSubmitters, 0},
    AccessRow{"/heng.v1.SubmitService/Wait", kInstitutions, kParties},
    AccessRow{"/heng.v1.QueryService/GetRecord", kInstitutions, kParties},
    AccessRow{"/heng.v1.QueryService/ListRecords", kInstitutions, kParties},
    AccessRow{"/heng.v1.QueryService/ListRecordEvents", kInstitutions, kParties},
    AccessRow{"/heng.v1.QueryService/GetUnit", kInstitutions, kParties},
    AccessRow{"/heng.v1.QueryService/GetBlock", kInstitutions, 0},
    AccessRow{"/heng.v1.QueryService/GetTransaction", kInstitutions, kParties},
    AccessRow{"/heng.v1.QueryService/GetChain", kInstitutions | kParties, 0},
    AccessRow{"/heng.v1.EventService/StreamEvents", kInstitutions, 0},
    AccessRow{"/heng.v1.ProofService/GetRecordProof", kInstitutions, kParties},
    AccessRow{"/heng.v1.OperatorService/GetStatus", kInstitutions, 0},
    AccessRow{"/heng.v1.OperatorService/GetConsensusStatus", kInstitutions, 0},
    AccessRow{"/heng.v1.OperatorService/SetDevelopmentClock", kOperators, 0},
};

}  // namespace

std::span<const AccessRow> AccessTable() {
  return kTable;
}

Result<Reach, ApiError> Authorise(const Caller& caller, std::string_view method) {
  for (const AccessRow& row : kTable) {
    if (row.method != method) {
      continue;
    }
    if ((caller.participant.roles & row.everything) != 0) {
      return Reach::kAll;
    }
    if ((caller.participant.roles & row.own) != 0) {
      return Reach::kOwn;
    }
  }
  return std::unexpected(ApiError{
      .reason = ErrorReason::kCallerDenied,
      .message = "participant " + caller.participant.id.value() + " has no role that may call " +
                 std::string(method),
      .field = {},
      .metadata = {{"person", caller.person.id.value()}, {"method", std::string(method)}}});
}

}  // namespace heng::node
