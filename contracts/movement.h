// SPDX-License-Identifier: Apache-2.0
// What an operation would do to the register, in the terms that rules speak. The Check phase of an
// operation says its movements; every rule whose kinds include a movement's kind judges it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "contracts/serial_range.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/class.h"
#include "contracts/state/records/unit_block.h"
#include "core/quantity.h"

namespace heng::contracts {

enum class MovementKind : std::uint32_t {
  kAdmit,  // a participant enters the register
  kOpenAccount,
  kApproveCap,
  kIssue,       // new units arise
  kDistribute,  // ministry -> province -> holder
  kRecall,
  kPosition,   // same holder, registered <-> tradable
  kTrade,      // units are locked for a matched trade
  kDeliver,    // a paid trade's units change holder
  kSurrender,  // holder -> province, for an obligation
  kOffset,     // reductions cancelled for an obligation
  kCollect,    // province -> national
  kRetire,
  kCancel,  // voluntary
  kPledge,
  kEnforce,
  kNonTradeTransfer,
  kWaterTransfer,
  kWaterUse,
  kPollutionTransfer,
  kPollutionRetire,
  kExpire,
  kFreeze,  // units are held where they are
};

using MovementKinds = std::uint32_t;

[[nodiscard]] constexpr MovementKinds Kinds(std::initializer_list<MovementKind> kinds) {
  MovementKinds set = 0;
  for (const MovementKind kind : kinds) {
    set |= MovementKinds{1} << static_cast<unsigned>(kind);
  }
  return set;
}
[[nodiscard]] constexpr bool Includes(MovementKinds kinds, MovementKind kind) {
  return (kinds & Kinds({kind})) != 0;
}

// Every kind in which units leave a holder's free hand; what pledges, freezes and terminal states
// forbid.
inline constexpr MovementKinds kDisposals = Kinds({
    MovementKind::kDistribute,
    MovementKind::kRecall,
    MovementKind::kPosition,
    MovementKind::kTrade,
    MovementKind::kSurrender,
    MovementKind::kOffset,
    MovementKind::kCollect,
    MovementKind::kRetire,
    MovementKind::kCancel,
    MovementKind::kPledge,
    MovementKind::kNonTradeTransfer,
    MovementKind::kWaterTransfer,
    MovementKind::kWaterUse,
    MovementKind::kPollutionTransfer,
    MovementKind::kPollutionRetire,
});

struct Movement {
  MovementKind kind = MovementKind::kIssue;
  std::optional<ClassRecord> right_class;  // the class moved, where units are
  SeriesId series;
  std::uint32_t vintage = 0;
  Quantity quantity;
  std::optional<Account> from;
  std::optional<Account> to;
  Position position = Position::kUnspecified;  // in `from`
  std::vector<SerialRange> ranges;             // where the operation names serials
};

using Plan = std::vector<Movement>;

}  // namespace heng::contracts
