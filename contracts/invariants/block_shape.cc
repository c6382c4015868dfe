// SPDX-License-Identifier: Apache-2.0
#include "contracts/invariants/block_shape.h"

#include "contracts/serial_range.h"

namespace heng::contracts {

bool IsLocked(Position position) {
  switch (position) {
    case Position::kPending:
    case Position::kPledged:
    case Position::kFrozen:
    case Position::kRepo:
      return true;
    case Position::kUnspecified:
    case Position::kRegistered:
    case Position::kTradable:
      break;
  }
  return false;
}

std::optional<std::string> WrongShape(const UnitBlock& block) {
  const auto wrong = [&block](const char* what) {
    return FormatSerials({.batch = block.batch, .first = block.first, .last = block.last}) + what;
  };
  if (block.first.value() == 0 || block.last < block.first) {
    return wrong(" is no range");
  }
  switch (block.status) {
    case UnitStatus::kActive:
      if (block.holder.empty() || block.position == Position::kUnspecified) {
        return wrong(" is active and has no holder or position");
      }
      if (IsLocked(block.position) == block.encumbrance.empty()) {
        return wrong(" is locked by nothing, or encumbered and not locked");
      }
      return std::nullopt;
    case UnitStatus::kRetired:
    case UnitStatus::kCancelled:
      if (block.retirement.empty()) {
        return wrong(" ended without a retirement record");
      }
      break;
    case UnitStatus::kRecalled:
    case UnitStatus::kExpired:
      break;
    case UnitStatus::kUnspecified:
      return wrong(" has no status");
  }
  if (!block.holder.empty() || block.position != Position::kUnspecified ||
      !block.encumbrance.empty()) {
    return wrong(" ended and still has a holder, a position or an encumbrance");
  }
  return std::nullopt;
}

}  // namespace heng::contracts
