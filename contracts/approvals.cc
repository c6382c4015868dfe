// SPDX-License-Identifier: Apache-2.0
#include "contracts/approvals.h"

#include <algorithm>
#include <array>

namespace heng::contracts {
namespace {

using enum OperationType;

// Domain 3.3. A row a party; "both" is M+C there: two different natural persons.
constexpr std::array kTable = {
    ApprovalRow{kApproveCap, Party::kRegistrar, Need::kMake},
    ApprovalRow{kApproveCap, Party::kMinistry, Need::kCheck},
    ApprovalRow{kCreateUnits, Party::kRegistrar, Need::kMake},
    ApprovalRow{kCreateUnits, Party::kMinistry, Need::kCheck},
    ApprovalRow{kDistribute, Party::kProvince, Need::kBoth},
    ApprovalRow{kDistribute, Party::kRegistrar, Need::kCheck},
    ApprovalRow{kDistribute, Party::kMinistry, Need::kCheck},
    ApprovalRow{kIssueReductions, Party::kVerifier, Need::kMake},
    ApprovalRow{kIssueReductions, Party::kCcerRegistry, Need::kCheck},
    ApprovalRow{kIssueWaterRight, Party::kAuthority, Need::kBoth},
    // Of the basin where its rule asks for it; else the authority stands for it.
    ApprovalRow{kIssueWaterRight, Party::kBasinCommission, Need::kCheck},
    ApprovalRow{kIssuePollutionRight, Party::kAuthority, Need::kBoth},
    ApprovalRow{kAllocateWater, Party::kAuthority, Need::kMake},
    ApprovalRow{kAllocateWater, Party::kBasinCommission, Need::kCheck},
    ApprovalRow{kSetControlTotal, Party::kAuthority, Need::kMake},
    ApprovalRow{kSetControlTotal, Party::kMinistry, Need::kCheck},
    ApprovalRow{kVoluntaryCancel, Party::kHolder, Need::kBoth},
    ApprovalRow{kVoluntaryCancel, Party::kRegistrar, Need::kCheck},
    ApprovalRow{kRecall, Party::kProvince, Need::kMake},
    ApprovalRow{kRecall, Party::kRegistrar, Need::kCheck},
    ApprovalRow{kExpireUnits, Party::kAuthority, Need::kBoth},
    ApprovalRow{kSurrender, Party::kHolder, Need::kBoth},
    ApprovalRow{kSurrender, Party::kProvince, Need::kCheck},
    ApprovalRow{kCollect, Party::kProvince, Need::kMake},
    ApprovalRow{kCollect, Party::kMinistry, Need::kCheck},
    ApprovalRow{kRetire, Party::kMinistry, Need::kBoth},
    ApprovalRow{kOffsetUse, Party::kHolder, Need::kBoth},
    ApprovalRow{kOffsetUse, Party::kProvince, Need::kCheck},
    ApprovalRow{
        kOffsetUse, Party::kCcerRegistry, Need::kCheck, ResultCode::kCcrConfirm, "R-CAR-25"},
    ApprovalRow{kSettleTrade, Party::kExchange, Need::kMake},
    ApprovalRow{kConfirmCash, Party::kBank, Need::kMake},
    ApprovalRow{kFailCash, Party::kBank, Need::kMake},
    ApprovalRow{kMovePosition, Party::kHolder, Need::kBoth},
    ApprovalRow{kNonTradeTransfer, Party::kAuthority, Need::kMake},
    ApprovalRow{kNonTradeTransfer, Party::kRegistrar, Need::kCheck},
    ApprovalRow{kWaterTransfer, Party::kHolder, Need::kBoth},
    ApprovalRow{kWaterTransfer, Party::kCounterparty, Need::kBoth},
    ApprovalRow{kWaterTransfer,
                Party::kSellerProvince,
                Need::kCheck,
                ResultCode::kWaterApproval,
                "R-WAT-06"},
    ApprovalRow{kWaterTransfer,
                Party::kBuyerProvince,
                Need::kCheck,
                ResultCode::kWaterApproval,
                "R-WAT-06"},
    // Between provinces; inside one its authority stands for it.
    ApprovalRow{kWaterTransfer,
                Party::kBasinCommission,
                Need::kCheck,
                ResultCode::kWaterApproval,
                "R-WAT-06"},
    ApprovalRow{kPollutionTransfer, Party::kHolder, Need::kBoth},
    ApprovalRow{kPollutionTransfer, Party::kCounterparty, Need::kBoth},
    ApprovalRow{kPollutionTransfer, Party::kSellerProvince, Need::kCheck},
    ApprovalRow{kPollutionTransfer, Party::kBuyerProvince, Need::kCheck},
    ApprovalRow{kRetirePollution, Party::kAuthority, Need::kBoth},
    ApprovalRow{kProposePledge, Party::kHolder, Need::kBoth},
    ApprovalRow{kAcceptPledge, Party::kPledgee, Need::kCheck},
    ApprovalRow{kAcceptPledge, Party::kRegistrar, Need::kCheck},
    ApprovalRow{kReleasePledge, Party::kPledgee, Need::kBoth},
    ApprovalRow{kEnforcePledge, Party::kHolder, Need::kMake},
    ApprovalRow{kEnforcePledge, Party::kPledgee, Need::kCheck},
    ApprovalRow{kEnforcePledge, Party::kRegistrar, Need::kCheck},
    ApprovalRow{kFreeze, Party::kAuthority, Need::kMake},
    ApprovalRow{kFreeze, Party::kRegistrar, Need::kCheck},
    ApprovalRow{kUnfreeze, Party::kAuthority, Need::kMake},
    ApprovalRow{kUnfreeze, Party::kRegistrar, Need::kCheck},
    ApprovalRow{
        kRecordEmission, Party::kVerifier, Need::kMake, ResultCode::kUnverified, "R-MRV-04"},
    ApprovalRow{
        kRecordEmission, Party::kProvince, Need::kCheck, ResultCode::kUnverified, "R-MRV-04"},
    ApprovalRow{kRecordPrice, Party::kExchange, Need::kMake},
    ApprovalRow{kRecordMeter, Party::kAuthority, Need::kBoth},
    ApprovalRow{kAnnounceBidding, Party::kExchange, Need::kMake},
    ApprovalRow{kOpenAccount, Party::kAuthority, Need::kBoth},
    ApprovalRow{kRegisterParticipant, Party::kRegistrar, Need::kBoth},
    ApprovalRow{kRegisterPerson, Party::kRegistrar, Need::kBoth},
    ApprovalRow{kReplaceKey, Party::kRegistrar, Need::kBoth},
    ApprovalRow{kRegisterPermit, Party::kAuthority, Need::kBoth},
    ApprovalRow{kRegisterProject, Party::kCcerRegistry, Need::kBoth},
};

constexpr bool OrderedByOperation() {
  return std::ranges::is_sorted(kTable, {}, &ApprovalRow::operation);
}
static_assert(OrderedByOperation());

bool SatisfiedBy(const std::vector<Signer>& signers, const ParticipantId& participant, Need need) {
  bool make = false;
  bool check = false;
  bool two = false;
  for (const Signer& maker : signers) {
    if (maker.participant.id != participant) {
      continue;
    }
    make = make || CanMake(maker.person.duty);
    check = check || CanCheck(maker.person.duty);
    for (const Signer& checker : signers) {
      two = two || (checker.participant.id == participant && CanMake(maker.person.duty) &&
                    CanCheck(checker.person.duty) && maker.person.id != checker.person.id);
    }
  }
  switch (need) {
    case Need::kMake:
      return make;
    case Need::kCheck:
      return check;
    case Need::kBoth:
      return two;
  }
  return false;
}

}  // namespace

std::string_view NameOf(Party party) {
  static constexpr std::array<std::string_view, 15> kNames = {
      "ministry",
      "registrar",
      "province",
      "holder",
      "counterparty",
      "exchange",
      "ccer-registry",
      "bank",
      "verifier",
      "authority",
      "seller-province",
      "buyer-province",
      "basin-commission",
      "pledgee",
      "court",
  };
  static_assert(kNames.size() == static_cast<std::size_t>(Party::kCourt) + 1);
  return kNames.at(static_cast<std::size_t>(party));
}

std::span<const ApprovalRow> ApprovalTable() {
  return kTable;
}

std::vector<ApprovalRow> RowsOf(OperationType operation) {
  const auto rows = std::ranges::equal_range(kTable, operation, {}, &ApprovalRow::operation);
  return {rows.begin(), rows.end()};
}

std::optional<Approver> ByRole(Party party) {
  switch (party) {
    case Party::kMinistry:
      return Approver{.role = Role::kMinistry, .participant = {}};
    case Party::kRegistrar:
      return Approver{.role = Role::kRegistrar, .participant = {}};
    case Party::kCcerRegistry:
      return Approver{.role = Role::kCcerRegistry, .participant = {}};
    case Party::kVerifier:
      return Approver{.role = Role::kVerifier, .participant = {}};
    case Party::kBank:
      return Approver{.role = Role::kBank, .participant = {}};
    case Party::kBasinCommission:
      return Approver{.role = Role::kBasinCommission, .participant = {}};
    case Party::kCourt:
      return Approver{.role = Role::kCourt, .participant = {}};
    case Party::kProvince:
    case Party::kHolder:
    case Party::kCounterparty:
    case Party::kExchange:
    case Party::kAuthority:
    case Party::kSellerProvince:
    case Party::kBuyerProvince:
    case Party::kPledgee:
      break;
  }
  return std::nullopt;
}

bool Fits(const Signer& signer, const Approver& approver) {
  return signer.participant.Has(approver.role) &&
         (approver.participant.empty() || signer.participant.id == approver.participant) &&
         (approver.jurisdiction.empty() ||
          signer.participant.jurisdiction == approver.jurisdiction);
}

bool Satisfies(const std::vector<Signer>& signers, const Approver& approver, Need need) {
  return std::ranges::any_of(signers, [&](const Signer& signer) {
    return Fits(signer, approver) && SatisfiedBy(signers, signer.participant.id, need);
  });
}

}  // namespace heng::contracts
