// SPDX-License-Identifier: Apache-2.0
#include "node/development/free_ports.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "tests/unit/node/temporary_directory.h"

namespace heng::node {
namespace {

// More than half of all there are, so that two such claims would have to share some.
constexpr std::size_t kMoreThanHalf = 8'500;

// Claims among themselves, whatever else runs on this machine.
class FreePorts : public ::testing::Test {
 protected:
  FreePorts() { setenv("TMPDIR", directory_.path().c_str(), 1); }
  ~FreePorts() override { unsetenv("TMPDIR"); }

 private:
  testing::TemporaryDirectory directory_;
};

TEST_F(FreePorts, AreAllDifferent) {
  const auto claim = FindFreePorts(16);
  ASSERT_TRUE(claim) << claim.error().context;
  const std::set<std::uint16_t> distinct((*claim)->ports().begin(), (*claim)->ports().end());
  EXPECT_EQ(distinct.size(), 16);
}

// A node of another network that is down listens on nothing; its ports are not free all the same.
TEST_F(FreePorts, OfAClaimAreGivenToNobodyElse) {
  const auto first = FindFreePorts(kMoreThanHalf);
  ASSERT_TRUE(first) << first.error().context;
  const auto second = FindFreePorts(kMoreThanHalf);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, StatusCode::kUnavailable);
  EXPECT_NE(second.error().context.find("end other networks first"), std::string::npos);
}

TEST_F(FreePorts, AreFreeAgainWhenTheClaimEnds) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(FindFreePorts(kMoreThanHalf));
  }
}

}  // namespace
}  // namespace heng::node
