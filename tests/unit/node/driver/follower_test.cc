// SPDX-License-Identifier: Apache-2.0
// Goal: a node that catches up takes the very chain that it missed, and writes it once.
// Method: a chain of one validator, and a node without a vote that is linked to it.
#include <gtest/gtest.h>

#include "tests/unit/node/driver/machine.h"

namespace heng::node {
namespace {

using consensus::PeerId;

// A node without a vote takes the chain of another.
class FollowerTest : public DriverTest {
 protected:
  static constexpr PeerId kLeader{0};
  static constexpr PeerId kFollower{static_cast<std::uint32_t>(kValidatorsMax) + 1};

  void SetUp() override {
    follower_.config.vote_key.reset();
    ASSERT_TRUE(leader_.Start().has_value());
    ASSERT_TRUE(follower_.Start().has_value());
  }

  void OrderBlocks(int blocks, int transactions) {
    for (int block = 0; block < blocks; ++block) {
      for (int i = 0; i < transactions; ++i) {
        ASSERT_EQ(leader_.driver->SubmitTransaction(NextTransaction()), Admission::kAccepted);
      }
      ASSERT_TRUE(leader_.Run(10).has_value());
    }
  }
  static void Deliver(Machine& from, PeerId sender, PeerId receiver, Machine& to) {
    for (const Sent& sent : std::exchange(from.sent, {})) {
      if (!sent.to || *sent.to == receiver) {
        to.driver->OnPeerMessages(sender, std::vector{consensus::EncodeMessage(sent.message)});
      }
    }
  }
  // Links the two until the follower stands where the leader does.
  void CatchUp() {
    leader_.sent.clear();
    follower_.sent.clear();
    leader_.driver->OnPeerConnected(kFollower);
    follower_.driver->OnPeerConnected(kLeader);
    for (int ms = 0; ms < 3'000 && follower_.store->head()->id() != leader_.store->head()->id();
         ++ms) {
      ASSERT_TRUE(leader_.Run(1).has_value());
      Deliver(leader_, kLeader, kFollower, follower_);
      ASSERT_TRUE(follower_.Run(1).has_value());
      Deliver(follower_, kFollower, kLeader, leader_);
    }
    EXPECT_EQ(follower_.store->head()->id(), leader_.store->head()->id());
    EXPECT_EQ(follower_.halts, std::vector<std::string>());
  }

  Machine leader_{1};
  Machine follower_{1};
};

TEST_F(FollowerTest, TakesARunOfBlocksAndKeepsNoneOfThemTwice) {
  OrderBlocks(20, 3);
  CatchUp();
  EXPECT_GE(follower_.committed.size(), 10U);
  EXPECT_EQ(follower_.driver->status().payload_log_bytes, 0U) << "all is in the database";
}

}  // namespace
}  // namespace heng::node
