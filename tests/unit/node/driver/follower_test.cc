// SPDX-License-Identifier: Apache-2.0
// Goal: a node that catches up takes the very chain that it missed, and writes it once.
// Method: a chain of one validator, and a node without a vote that is linked to it and whose
// machine dies at every millisecond.
#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <utility>

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
    ASSERT_TRUE(leader_.Start().has_value());
    Enter();
  }
  // Another node without a vote takes the place of the one before.
  void Enter() {
    follower_ = std::make_unique<Machine>(1);
    follower_->config.vote_key.reset();
    follower_->config.long_block_transactions = 1;
    follower_->writes_beside = true;
    ASSERT_TRUE(follower_->Start().has_value());
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
  void Link() {
    leader_.sent.clear();
    follower_->sent.clear();
    leader_.driver->OnPeerConnected(kFollower);
    follower_->driver->OnPeerConnected(kLeader);
  }
  // A millisecond passes, and what was said arrives.
  void Pass() {
    ASSERT_TRUE(leader_.Run(1).has_value());
    Deliver(leader_, kLeader, kFollower, *follower_);
    ASSERT_TRUE(follower_->Run(1).has_value());
    Deliver(*follower_, kFollower, kLeader, leader_);
  }
  [[nodiscard]] bool IsCaughtUp() const {
    return follower_->store->head()->id() == leader_.store->head()->id();
  }
  void CatchUp() {
    Link();
    for (int ms = 0; ms < 3'000 && !IsCaughtUp(); ++ms) {
      Pass();
      if (follower_->handed) {
        follower_->FinishWriting();
      }
    }
    EXPECT_TRUE(IsCaughtUp());
    EXPECT_EQ(follower_->halts, std::vector<std::string>());
  }
  // What waits for the disk at one moment of catching up: several blocks.
  std::vector<storage::FinalBlock> RunThatWaits() {
    Link();
    for (int ms = 0; ms < 100; ++ms) {
      Pass();
      if (follower_->handed && follower_->handed->size() > 2) {
        return *std::exchange(follower_->handed, std::nullopt);
      }
      if (follower_->handed) {
        follower_->FinishWriting();
      }
    }
    ADD_FAILURE() << "no run of blocks came";
    return {};
  }

  Machine leader_{1};
  std::unique_ptr<Machine> follower_;
};

TEST_F(FollowerTest, TakesARunOfBlocksAndKeepsNoneOfThemTwice) {
  OrderBlocks(20, 3);
  CatchUp();
  EXPECT_GE(follower_->committed.size(), 10U);
  EXPECT_EQ(follower_->driver->status().payload_log_bytes, 0U) << "all is in the database";
}

TEST_F(FollowerTest, WhereverItsMachineDiesInARunItGoesOnFromThere) {
  OrderBlocks(20, 3);
  const std::size_t blocks = RunThatWaits().size();
  for (std::size_t written = 0; written <= blocks; ++written) {
    Enter();
    auto run = RunThatWaits();
    ASSERT_EQ(run.size(), blocks);
    ASSERT_TRUE(follower_->store->Write(std::span(run).first(written)));
    const Height said = follower_->committed.empty() ? Height(0) : follower_->committed.back();
    const Height first = run.front().layer->height();
    EXPECT_LT(said, first) << "nobody is shown what is not on disk";
    run.clear();  // it holds the machine's memory
    follower_->Crash();
    ASSERT_TRUE(follower_->Start().has_value());
    EXPECT_EQ(Next(follower_->store->head()->height()), Height(first.value() + written));
    CatchUp();
    EXPECT_EQ(follower_->damage, std::vector<std::string>());
  }
}

}  // namespace
}  // namespace heng::node
