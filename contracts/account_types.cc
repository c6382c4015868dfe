// SPDX-License-Identifier: Apache-2.0
#include "contracts/account_types.h"

#include <array>

namespace heng::contracts {
namespace {

enum class Keeper { kNone, kRegistrar, kCcerRegistry, kWater, kPermitAuthority };

struct TypeRow {
  AccountType type;
  std::string_view name;
  Keeper keeper;
  RoleSet roles;   // the participant has one of them
  bool emitter;    // and is a key emitting entity
  bool region;     // has a jurisdiction
  bool pool;       // has a pool
  bool of_holder;  // a holder's own
};

using enum AccountType;

constexpr RoleSet kNational = Bit(Role::kMinistry) | Bit(Role::kRegistrar);
constexpr RoleSet kHolders = Bit(Role::kHolder);
constexpr RoleSet kInstitutions = Bit(Role::kHolder) | Bit(Role::kBank);

// Domain 3.2, in the order of the enumeration.
constexpr std::array kRows = {
    TypeRow{kUnspecified, "unspecified", Keeper::kNone, 0, false, false, false, false},
    TypeRow{kNationalIssue,
            "national-issue",
            Keeper::kRegistrar,
            kNational,
            false,
            false,
            false,
            false},
    TypeRow{kNationalRetire,
            "national-retire",
            Keeper::kRegistrar,
            kNational,
            false,
            false,
            false,
            false},
    TypeRow{kNationalCancel,
            "national-cancel",
            Keeper::kRegistrar,
            kNational,
            false,
            false,
            false,
            false},
    TypeRow{kProvinceDistribute,
            "province-distribute",
            Keeper::kRegistrar,
            Bit(Role::kProvince),
            false,
            true,
            false,
            false},
    TypeRow{kProvinceCollect,
            "province-collect",
            Keeper::kRegistrar,
            Bit(Role::kProvince),
            false,
            true,
            false,
            false},
    TypeRow{kKeyEmitter, "key-emitter", Keeper::kRegistrar, kHolders, true, false, false, true},
    TypeRow{
        kInstitution, "institution", Keeper::kRegistrar, kInstitutions, false, false, false, true},
    TypeRow{kProject, "project", Keeper::kCcerRegistry, kHolders, false, false, false, true},
    TypeRow{kWaterGovernment,
            "water-government",
            Keeper::kWater,
            kHolders | Bit(Role::kWaterAuthority) | Bit(Role::kBasinCommission),
            false,
            true,
            true,
            true},
    TypeRow{kWaterPermit, "water-permit", Keeper::kWater, kHolders, false, true, true, true},
    TypeRow{kPollutionUnit,
            "pollution-unit",
            Keeper::kPermitAuthority,
            kHolders,
            false,
            true,
            true,
            true},
    TypeRow{kPollutionReserve,
            "pollution-reserve",
            Keeper::kPermitAuthority,
            Bit(Role::kPermitAuthority),
            false,
            true,
            true,
            false},
    TypeRow{kCourtHold,
            "court-hold",
            Keeper::kRegistrar,
            Bit(Role::kCourt),
            false,
            false,
            false,
            false},
};

constexpr bool RowsFollowTheEnumeration() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows.at(i).type != static_cast<AccountType>(i)) {
      return false;
    }
  }
  return kRows.size() == static_cast<std::size_t>(kMaxValue) + 1;
}
static_assert(RowsFollowTheEnumeration());

const TypeRow& RowOf(AccountType type) {
  return kRows.at(static_cast<std::size_t>(type));
}

}  // namespace

std::string_view NameOf(AccountType type) {
  return RowOf(type).name;
}

std::optional<Approver> KeeperOf(AccountType type, const std::string& jurisdiction) {
  switch (RowOf(type).keeper) {
    case Keeper::kNone:
      return std::nullopt;
    case Keeper::kRegistrar:
      return Approver{.role = Role::kRegistrar, .participant = {}};
    case Keeper::kCcerRegistry:
      return Approver{.role = Role::kCcerRegistry, .participant = {}};
    case Keeper::kWater:
      return jurisdiction == "CN" ? Approver{.role = Role::kBasinCommission, .participant = {}}
                                  : Approver{.role = Role::kWaterAuthority,
                                             .participant = {},
                                             .jurisdiction = jurisdiction};
    case Keeper::kPermitAuthority:
      return Approver{
          .role = Role::kPermitAuthority, .participant = {}, .jurisdiction = jurisdiction};
  }
  return std::nullopt;
}

bool MayHave(const Participant& participant, AccountType type) {
  const TypeRow& row = RowOf(type);
  return (participant.roles & row.roles) != 0 && (participant.key_emitting || !row.emitter);
}

bool SameRegister(const Account& a, const Account& b) {
  const auto national = [](const Account& account) {
    return account.type == kKeyEmitter || account.type == kInstitution;
  };
  if (national(a) || national(b)) {
    return national(a) && national(b);
  }
  return a.type == b.type && a.pool == b.pool && a.permit == b.permit;
}

bool NeedsJurisdiction(AccountType type) {
  return RowOf(type).region;
}

bool NeedsPool(AccountType type) {
  return RowOf(type).pool;
}

bool IsHolderAccount(AccountType type) {
  return RowOf(type).of_holder;
}

}  // namespace heng::contracts
