// SPDX-License-Identifier: Apache-2.0
// The number of each operation: its field in heng.v1.Operation and its name in the domain's list,
// family * 100 + type (3.6: 10-01 SettleTrade is 1001). Append only; a number is never reused.
#pragma once

#include <cstdint>

namespace heng::contracts {

enum class OperationType : std::uint32_t {
  kUnspecified = 0,
  kApproveCap = 101,
  kCreateUnits = 102,
  kDistribute = 103,
  kIssueReductions = 104,  // IssueCCER
  kIssueWaterRight = 105,
  kIssuePollutionRight = 106,
  kAllocateWater = 108,
  kSetControlTotal = 109,
  kVoluntaryCancel = 401,
  kRecall = 403,
  kExpireUnits = 404,
  kSurrender = 501,  // SurrenderToProvince
  kCollect = 502,    // CollectToNational
  kRetire = 503,     // RetireNational
  kOffsetUse = 504,
  kSettleTrade = 1001,
  kConfirmCash = 1002,
  kFailCash = 1003,
  kMovePosition = 1004,
  kNonTradeTransfer = 1005,
  kWaterTransfer = 1006,
  kPollutionTransfer = 1007,
  kRetirePollution = 1009,
  kProposePledge = 1101,
  kAcceptPledge = 1102,
  kReleasePledge = 1104,
  kEnforcePledge = 1105,
  kFreeze = 1301,
  kUnfreeze = 1302,
  kRecordEmission = 1501,  // VerifiedEmission
  kRecordPrice = 1503,     // PriceFact
  kRecordMeter = 1504,     // MeterFact: metered water use, which retires
  kAnnounceBidding = 1507,
  kOpenAccount = 1701,
  kRegisterParticipant = 1711,
  kRegisterPerson = 1712,
  kReplaceKey = 1713,
  kRegisterPermit = 1714,
  kRegisterProject = 1715,
  kPropose = 2001,
  kApprove = 2002,
};

}  // namespace heng::contracts
