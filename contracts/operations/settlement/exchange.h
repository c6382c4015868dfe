// SPDX-License-Identifier: Apache-2.0
// Which exchange may speak for a series: allowances trade on one, certified reductions on another.
#pragma once

#include <optional>

#include "contracts/approvals.h"

namespace heng::contracts {

// `exchange`, with the role that trading this series takes. Nothing for classes that no exchange
// trades (water and pollution rights have their own operations) and for classes that do not exist.
[[nodiscard]] std::optional<Approver> ExchangeOf(const View& view,
                                                 const SeriesId& series,
                                                 const ParticipantId& exchange);

}  // namespace heng::contracts
