// SPDX-License-Identifier: Apache-2.0
#include "contracts/state/records/holding.h"

#include "core/check.h"

namespace heng::contracts {

Quantity& Holding::At(Position position) {
  switch (position) {
    case Position::kRegistered:
      return registered;
    case Position::kTradable:
      return tradable;
    case Position::kPending:
      return pending;
    case Position::kPledged:
      return pledged;
    case Position::kFrozen:
      return frozen;
    case Position::kRepo:
      return repo;
    case Position::kUnspecified:
      break;
  }
  HENG_ASSERT(false && "an active block has a position");
  return registered;
}

Quantity Holding::At(Position position) const {
  return Holding(*this).At(position);
}

Quantity Holding::total() const {
  return Quantity(registered.value() + tradable.value() + pending.value() + pledged.value() +
                  frozen.value() + repo.value());
}

}  // namespace heng::contracts
