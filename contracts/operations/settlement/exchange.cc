// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/settlement/exchange.h"

#include "contracts/operations/signatories.h"
#include "contracts/state/records/class.h"

namespace heng::contracts {
namespace {

std::optional<Role> RoleThatTrades(ClassFamily family) {
  switch (family) {
    case ClassFamily::kAllowance:
      return Role::kExchange;
    case ClassFamily::kReduction:
      return Role::kCcerExchange;
    case ClassFamily::kWater:
    case ClassFamily::kPollution:
    case ClassFamily::kUnspecified:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Approver> ExchangeOf(const View& view,
                                   const SeriesId& series,
                                   const ParticipantId& exchange) {
  const std::string& text = series.value();
  const auto right_class = view.Find<ClassRecord>(ClassId(text.substr(0, text.find('/'))));
  const auto role = right_class ? RoleThatTrades(right_class->family) : std::nullopt;
  if (!role) {
    return std::nullopt;
  }
  return NamedApprover(*role, exchange);
}

}  // namespace heng::contracts
