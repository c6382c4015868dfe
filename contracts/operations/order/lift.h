// SPDX-License-Identifier: Apache-2.0
// Taking a pledge or an order off units when later orders may lie on top of it. A unit's locks form
// a stack: its block names the topmost, and each order remembers what it covered. Lifting the
// topmost gives the unit back to the one below; lifting one below edits what the order above it
// remembers, and the unit stays where it is.
#pragma once

#include <string>
#include <vector>

#include "contracts/serial_range.h"
#include "contracts/units.h"

namespace heng::contracts {

// What holds a unit: its position, the record key behind it, and where it came from.
struct Lock {
  Position position = Position::kRegistered;
  std::string encumbrance;
  Position origin = Position::kUnspecified;
};

// Takes the lock `key` off every unit of the range, all of which are under it, and puts `before` in
// its place.
[[nodiscard]] Outcome<void> Lift(Journal& journal,
                                 const SerialRange& range,
                                 const std::string& key,
                                 const Lock& before,
                                 const std::vector<EventReference>& references);

}  // namespace heng::contracts
