// SPDX-License-Identifier: Apache-2.0
// What water and pollution rights have in common: each is bound to a permit, is a quantity a year,
// and is issued in one batch a permit, class and year.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contracts/approvals.h"
#include "contracts/result.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/class.h"
#include "contracts/state/records/permit.h"
#include "contracts/state/view.h"

namespace heng::contracts {

// Years that one operation may name; no permit runs longer.
inline constexpr std::size_t kRightYearsMax = 16;

// The name of a scheme or agreement that connects two pools: part of a parameter's name.
inline constexpr std::size_t kLinkMax = 32;

struct YearQuantity {
  std::uint32_t year = 0;
  Quantity quantity;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.year);
    codec(2, self.quantity);
  }
  friend bool operator==(const YearQuantity&, const YearQuantity&) = default;
};

// At least one year, ascending, each with a positive quantity; returns their sum.
[[nodiscard]] Outcome<Quantity> CheckYears(const std::vector<YearQuantity>& years);
// A span of years in order and within kRightYearsMax.
[[nodiscard]] Outcome<void> CheckYearSpan(std::uint32_t from_year, std::uint32_t to_year);
// Rights of a year that is over are neither issued nor sold.
[[nodiscard]] Outcome<void> CheckYearNotOver(std::uint32_t year, CstDay today);

// kNotFound where there is no such permit, kClosed where it is not active.
[[nodiscard]] Outcome<Permit> ActivePermit(const View& view, const std::string& number);

// "CN-WAT-YR-51-2024-<permit>": one batch a permit, class and year. kMalformed when too long.
[[nodiscard]] Outcome<BatchId> AnnualBatch(const ClassRecord& right_class,
                                           const Permit& permit,
                                           std::uint32_t year);

// The authority that issued the permit; nothing when there is none.
[[nodiscard]] std::optional<Approver> AuthorityOfPermit(const View& view,
                                                        const std::string& number);
// The authority of an account of rights: that of its permit, or of its province where it is bound
// to none.
[[nodiscard]] std::optional<Approver> AuthorityOfAccount(const View& view, const AccountId& id);
// The commission of a basin: its participant's jurisdiction is the basin's name.
[[nodiscard]] Approver CommissionOf(const std::string& basin);
// Who signs for the account: its participant, which for a reserve is the authority itself.
[[nodiscard]] std::optional<Approver> OwnerOfAccount(const View& view, const AccountId& id);
// The sides of a transfer of rights: both participants, and the authority of each.
[[nodiscard]] std::optional<Approver> SideOfTransfer(const View& view,
                                                     const AccountId& from,
                                                     const AccountId& to,
                                                     Party party);

}  // namespace heng::contracts
