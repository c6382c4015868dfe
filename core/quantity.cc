// SPDX-License-Identifier: Apache-2.0
#include "core/quantity.h"

#include <limits>

namespace heng {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

__extension__ using Wide = unsigned __int128;

}  // namespace

Result<Quantity, ArithmeticError> Add(Quantity a, Quantity b) {
  if (a.value() > kMax - b.value()) {
    return std::unexpected(ArithmeticError::kOverflow);
  }
  return Quantity(a.value() + b.value());
}

Result<Quantity, ArithmeticError> Sub(Quantity a, Quantity b) {
  if (a < b) {
    return std::unexpected(ArithmeticError::kUnderflow);
  }
  return Quantity(a.value() - b.value());
}

Result<std::uint64_t, ArithmeticError> MulDivFloor(std::uint64_t a,
                                                   std::uint64_t numerator,
                                                   std::uint64_t denominator) {
  if (denominator == 0) {
    return std::unexpected(ArithmeticError::kDivisionByZero);
  }
  const Wide floor = static_cast<Wide>(a) * numerator / denominator;
  if (floor > kMax) {
    return std::unexpected(ArithmeticError::kOverflow);
  }
  return static_cast<std::uint64_t>(floor);
}

Result<Fen, ArithmeticError> Amount(Quantity quantity, Fen price) {
  HENG_TRY(const std::uint64_t amount, MulDivFloor(quantity.value(), price.value(), 1));
  return Fen(amount);
}

}  // namespace heng
