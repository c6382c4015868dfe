// SPDX-License-Identifier: Apache-2.0
#include "contracts/permits.h"

#include "contracts/form.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {
namespace {

Role AuthorityRole(PermitKind kind) {
  return kind == PermitKind::kDischarge ? Role::kPermitAuthority : Role::kWaterAuthority;
}

Role AuthorityRole(AccountType type) {
  const bool pollution =
      type == AccountType::kPollutionUnit || type == AccountType::kPollutionReserve;
  return pollution ? Role::kPermitAuthority : Role::kWaterAuthority;
}

}  // namespace

Outcome<Quantity> CheckYears(const std::vector<YearQuantity>& years) {
  if (years.empty()) {
    return Refuse(ResultCode::kMalformed, "at least one year is needed");
  }
  Quantity sum;
  std::uint32_t last = 0;
  for (const YearQuantity& line : years) {
    HENG_CHECK_OK(CheckYear(line.year, "year"));
    HENG_CHECK_OK(CheckPositive(line.quantity));
    if (line.year <= last) {
      return Refuse(ResultCode::kMalformed, "years must be in order, each once");
    }
    last = line.year;
    const auto next = Add(sum, line.quantity);
    if (!next) {
      return Refuse(ResultCode::kOverflow, "years", {{"requested", line.quantity.value()}});
    }
    sum = *next;
  }
  return sum;
}

Outcome<void> CheckYearSpan(std::uint32_t from_year, std::uint32_t to_year) {
  HENG_CHECK_OK(CheckYear(from_year, "from_year"));
  HENG_CHECK_OK(CheckYear(to_year, "to_year"));
  if (to_year < from_year || to_year - from_year >= kRightYearsMax) {
    return Refuse(ResultCode::kFieldRange,
                  "years",
                  {{"limit", kRightYearsMax}, {"from-year", from_year}, {"to-year", to_year}});
  }
  return {};
}

Outcome<void> CheckYearNotOver(std::uint32_t year, CstDay today) {
  if (year < YearOf(today)) {
    return Refuse(ResultCode::kTerm, "year", {{"limit", YearOf(today)}, {"requested", year}});
  }
  return {};
}

Outcome<Permit> ActivePermit(const View& view, const std::string& number) {
  auto permit = view.Find<Permit>(number);
  if (!permit) {
    return Refuse(ResultCode::kNotFound, "permit " + number);
  }
  if (!permit->active) {
    return Refuse(ResultCode::kClosed, "permit " + number);
  }
  return *std::move(permit);
}

Outcome<BatchId> AnnualBatch(const ClassRecord& right_class,
                             const Permit& permit,
                             std::uint32_t year) {
  BatchId batch(right_class.serial_prefix + "-" + permit.pool + "-" + permit.jurisdiction + "-" +
                std::to_string(year) + "-" + permit.number);
  if (!IsIdentifier(batch.value())) {
    return Refuse(ResultCode::kMalformed, "the batch's name would be too long");
  }
  return batch;
}

std::optional<Approver> AuthorityOfPermit(const View& view, const std::string& number) {
  const auto permit = view.Find<Permit>(number);
  if (!permit) {
    return std::nullopt;
  }
  return Approver{
      .role = AuthorityRole(permit->kind), .participant = permit->authority, .jurisdiction = {}};
}

std::optional<Approver> AuthorityOfAccount(const View& view, const AccountId& id) {
  const auto account = view.Find<Account>(id);
  if (!account) {
    return std::nullopt;
  }
  if (!account->permit.empty()) {
    return AuthorityOfPermit(view, account->permit);
  }
  if (account->jurisdiction.empty()) {
    return std::nullopt;  // an empty one would let the authority of any province sign
  }
  return Approver{.role = AuthorityRole(account->type),
                  .participant = {},
                  .jurisdiction = account->jurisdiction};
}

Approver CommissionOf(const std::string& basin) {
  return {.role = Role::kBasinCommission, .participant = {}, .jurisdiction = basin};
}

std::optional<Approver> OwnerOfAccount(const View& view, const AccountId& id) {
  const auto account = view.Find<Account>(id);
  const auto owner =
      account ? view.Find<Participant>(account->participant) : std::optional<Participant>{};
  if (!owner) {
    return std::nullopt;
  }
  const Role role = owner->Has(Role::kHolder) ? Role::kHolder : AuthorityRole(account->type);
  return Approver{.role = role, .participant = owner->id, .jurisdiction = {}};
}

std::optional<Approver> SideOfTransfer(const View& view,
                                       const AccountId& from,
                                       const AccountId& to,
                                       Party party) {
  if (party == Party::kHolder) {
    return OwnerOfAccount(view, from);
  }
  if (party == Party::kCounterparty) {
    return OwnerOfAccount(view, to);
  }
  if (party == Party::kSellerProvince) {
    return AuthorityOfAccount(view, from);
  }
  return party == Party::kBuyerProvince ? AuthorityOfAccount(view, to) : ByRole(party);
}

}  // namespace heng::contracts
