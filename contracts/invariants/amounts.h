// SPDX-License-Identifier: Apache-2.0
// Signed sums for invariants, wide enough that no sum of quantities wraps, and the decoding of
// changed records.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "contracts/state/journal.h"
#include "contracts/state/records/holding.h"
#include "contracts/state/records/unit_block.h"

namespace heng::contracts {

__extension__ using Amount128 = __int128;

[[nodiscard]] inline Amount128 Wide(Quantity quantity) {
  return static_cast<Amount128>(quantity.value());
}

[[nodiscard]] inline std::string Digits(Amount128 amount) {
  const bool negative = amount < 0;
  std::string digits;
  do {
    const auto digit = static_cast<int>(amount % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    amount /= 10;
  } while (amount != 0);
  return negative ? "-" + digits : digits;
}

// Quantities by position and the number of blocks: what a holding says, or blocks add up to.
struct ByPosition {
  std::array<Amount128, static_cast<std::size_t>(Position::kMaxValue) + 1> quantity{};
  Amount128 blocks = 0;

  void AddBlock(const UnitBlock& block, int sign) {
    quantity.at(static_cast<std::size_t>(block.position)) += sign * Wide(block.quantity());
    blocks += sign;
  }
  void AddHolding(const Holding& holding, int sign) {
    for (std::size_t i = 1; i < quantity.size(); ++i) {
      quantity.at(i) += sign * Wide(holding.At(static_cast<Position>(i)));
    }
    blocks += sign * static_cast<Amount128>(holding.block_count);
  }
  friend bool operator==(const ByPosition&, const ByPosition&) = default;
};

// The record in one half of a change.
template <Record R>
[[nodiscard]] std::optional<R> RecordIn(const std::optional<Bytes>& value) {
  return value ? std::optional<R>(View::DecodeRecord<R>(*value)) : std::nullopt;
}

}  // namespace heng::contracts
