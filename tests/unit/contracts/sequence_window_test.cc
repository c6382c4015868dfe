// SPDX-License-Identifier: Apache-2.0
// Goal: the window of sequences remembers exactly what was used among the last 1,024.
// Method: jumps of many sizes beside a set that remembers everything.
#include "contracts/state/records/sequence_window.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace heng::contracts {
namespace {

TEST(SequenceWindow, RefusesZeroWhatWasUsedAndWhatFellOut) {
  SequenceWindow window;
  EXPECT_FALSE(window.IsFree(0));
  window.Use(2'000);
  EXPECT_FALSE(window.IsFree(2'000));
  EXPECT_FALSE(window.IsFree(2'000 - SequenceWindow::kSize));
  EXPECT_TRUE(window.IsFree(2'001 - SequenceWindow::kSize));
}

TEST(SequenceWindow, AgreesWithASetAfterEveryJump) {
  // Within a byte, to its edge, over several, almost and quite out of the window, and back into it.
  const std::vector<std::uint64_t> jumps = {1,  1,     2, 7,   8,     9,     15, 16,  63,    64,
                                            65, 3,     5, 511, 1'008, 1'023, 1,  100, 1'024, 1,
                                            7,  5'000, 1, 9,   200,   13,    31, 1,   1,     1};
  SequenceWindow window;
  std::set<std::uint64_t> used;
  std::uint64_t highest = 0;
  for (const std::uint64_t jump : jumps) {
    highest += jump;
    window.Use(highest);
    used.insert(highest);
    if (const std::uint64_t late = highest - highest % 5; window.IsFree(late)) {
      window.Use(late);
      used.insert(late);
    }
    ASSERT_EQ(window.highest, highest);
    for (std::uint64_t sequence = 1; sequence <= highest; ++sequence) {
      const bool fell_out = highest - sequence >= SequenceWindow::kSize;
      ASSERT_EQ(window.IsFree(sequence), !fell_out && !used.contains(sequence))
          << sequence << " after a jump of " << jump << " to " << highest;
    }
  }
}

}  // namespace
}  // namespace heng::contracts
