// SPDX-License-Identifier: Apache-2.0
// What an institution is on this register, and what a person may do for it.
#pragma once

#include <cstdint>
#include <string_view>

namespace heng::contracts {

// Append only. An institution may have several; holders of rights have kHolder.
enum class Role : std::uint32_t {
  kUnspecified = 0,
  kMinistry = 1,      // MEE and the class regulators
  kRegistrar = 2,     // the national registry, Hubei
  kProvince = 3,      // provincial ecology and environment bureau
  kHolder = 4,        // holds rights for itself
  kExchange = 5,      // carbon allowance exchange
  kCcerExchange = 6,  // certified-reduction exchange
  kCcerRegistry = 7,  // registry of certified reductions
  kBank = 8,          // settlement bank, and pledgee
  kVerifier = 9,
  kWaterAuthority = 10,  // provincial water authority
  kBasinCommission = 11,
  kPermitAuthority = 12,  // issues discharge permits
  kTradingPlatform = 13,  // public resource trading platform
  kCourt = 14,
  kAuditor = 15,
  kMaxValue = kAuditor,
};

// "ministry", "ccer-registry" ...: the text form in scenarios, JSON and messages.
[[nodiscard]] std::string_view NameOf(Role role);

using RoleSet = std::uint32_t;  // bit `1 << role`

[[nodiscard]] constexpr RoleSet Bit(Role role) {
  return RoleSet{1} << static_cast<unsigned>(role);
}

// What a person may sign for the participant: initiate, approve, or either (not both at once).
enum class Duty : std::uint32_t {
  kUnspecified = 0,
  kMake = 1,
  kCheck = 2,
  kMakeOrCheck = 3,
  kMaxValue = kMakeOrCheck,
};

[[nodiscard]] constexpr bool CanMake(Duty duty) {
  return duty == Duty::kMake || duty == Duty::kMakeOrCheck;
}
[[nodiscard]] constexpr bool CanCheck(Duty duty) {
  return duty == Duty::kCheck || duty == Duty::kMakeOrCheck;
}

}  // namespace heng::contracts
