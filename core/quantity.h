// SPDX-License-Identifier: Apache-2.0
// Amounts of a right, in the unit that its class declares (t, m3, g), and amounts of money in fen.
// Checked: an overflow is an error, never a wrap. No floating point anywhere in the ledger.
#pragma once

#include <cstdint>

#include "core/result.h"
#include "core/strong.h"

namespace heng {

using Quantity = StrongInt<struct QuantityTag>;
using Fen = StrongInt<struct FenTag>;  // 0.01 CNY

enum class ArithmeticError { kOverflow, kUnderflow, kDivisionByZero };

[[nodiscard]] Result<Quantity, ArithmeticError> Add(Quantity a, Quantity b);
[[nodiscard]] Result<Quantity, ArithmeticError> Sub(Quantity a, Quantity b);

// floor(a * numerator / denominator), exact, through a 128-bit product.
[[nodiscard]] Result<std::uint64_t, ArithmeticError> MulDivFloor(std::uint64_t a,
                                                                 std::uint64_t numerator,
                                                                 std::uint64_t denominator);

// quantity * price, exact.
[[nodiscard]] Result<Fen, ArithmeticError> Amount(Quantity quantity, Fen price);

}  // namespace heng
