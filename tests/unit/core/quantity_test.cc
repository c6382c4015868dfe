// SPDX-License-Identifier: Apache-2.0
// Goal: amounts never wrap and never round but down. Method: the edges of 64 bits, and random
// products against long division.
#include "core/quantity.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "core/height.h"

namespace heng {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

TEST(Quantity, AddsUpToTheEdge) {
  EXPECT_EQ(Add(Quantity(2), Quantity(3)), Quantity(5));
  EXPECT_EQ(Add(Quantity(kMax - 1), Quantity(1)), Quantity(kMax));
  EXPECT_EQ(Add(Quantity(kMax), Quantity(0)), Quantity(kMax));
  EXPECT_EQ(Add(Quantity(kMax), Quantity(1)).error(), ArithmeticError::kOverflow);
  EXPECT_EQ(Add(Quantity(kMax), Quantity(kMax)).error(), ArithmeticError::kOverflow);
}

TEST(Quantity, NeverGoesBelowZero) {
  EXPECT_EQ(Sub(Quantity(3), Quantity(3)), Quantity(0));
  EXPECT_EQ(Sub(Quantity(kMax), Quantity(1)), Quantity(kMax - 1));
  EXPECT_EQ(Sub(Quantity(2), Quantity(3)).error(), ArithmeticError::kUnderflow);
  EXPECT_EQ(Sub(Quantity(0), Quantity(kMax)).error(), ArithmeticError::kUnderflow);
}

TEST(MulDivFloor, IsExactThroughAWideProduct) {
  EXPECT_EQ(MulDivFloor(7, 3, 2), 10U);
  EXPECT_EQ(MulDivFloor(kMax, kMax, kMax), kMax);
  EXPECT_EQ(MulDivFloor(kMax, 1, 1), kMax);
  EXPECT_EQ(MulDivFloor(kMax, 99, 100), 18'262'276'632'972'456'098U);
  EXPECT_EQ(MulDivFloor(0, kMax, 1), 0U);
  EXPECT_EQ(MulDivFloor(1, 1, kMax), 0U);
}

TEST(MulDivFloor, RefusesOverflowAndDivisionByZero) {
  EXPECT_EQ(MulDivFloor(kMax, 2, 1).error(), ArithmeticError::kOverflow);
  EXPECT_EQ(MulDivFloor(kMax, kMax, kMax - 1).error(), ArithmeticError::kOverflow);
  EXPECT_EQ(MulDivFloor(1, 1, 0).error(), ArithmeticError::kDivisionByZero);
  EXPECT_EQ(MulDivFloor(0, 0, 0).error(), ArithmeticError::kDivisionByZero);
}

TEST(MulDivFloor, NeverRoundsUp) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 2'000; ++i) {
    const std::uint64_t a = random() >> 32;
    const std::uint64_t numerator = random() >> 33;
    const std::uint64_t denominator = (random() >> 34) + 1;
    const std::uint64_t floor = *MulDivFloor(a, numerator, denominator);
    // The product fits in 64 bits, so the definition can be checked as it stands.
    EXPECT_LE(floor * denominator, a * numerator);
    EXPECT_LT(a * numerator - floor * denominator, denominator);
  }
}

TEST(Amount, IsQuantityTimesPrice) {
  EXPECT_EQ(Amount(Quantity(1'000), Fen(9'750)), Fen(9'750'000));
  EXPECT_EQ(Amount(Quantity(0), Fen(kMax)), Fen(0));
  EXPECT_EQ(Amount(Quantity(kMax), Fen(2)).error(), ArithmeticError::kOverflow);
}

TEST(Height, CountsInItsOwnUnit) {
  EXPECT_EQ(Next(Height(7)), Height(8));
  EXPECT_EQ(Height(9) - Height(7), HeightDelta(2));
  EXPECT_EQ(Height(7) + HeightDelta(2), Height(9));
  static_assert(!std::is_convertible_v<Height, View>);
  static_assert(!std::is_convertible_v<std::uint64_t, Height>);
}

TEST(HeightDeathTest, RefusesANegativeDistance) {
  EXPECT_DEATH((void)(Height(7) - Height(9)), "later >= earlier");
}

}  // namespace
}  // namespace heng
