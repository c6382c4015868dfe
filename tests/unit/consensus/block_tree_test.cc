// SPDX-License-Identifier: Apache-2.0
// Goal: the tree knows what leads to a block, what is missing, and what can never be committed.
// Method: small trees by hand.
#include "consensus/block_tree.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

const FinalizedTip kGenesis{.view = View(),
                            .pid = ProposalId(),
                            .height = Height(),
                            .block_id = As<BlockId>(Sha256("genesis")),
                            .time = BlockTime()};

Proposal Child(const FinalizedTip& parent, std::uint64_t view) {
  return {.chain_id = ChainId(kChain),
          .epoch = Epoch(1),
          .view = View(view),
          .parent_view = parent.view,
          .parent_pid = parent.pid,
          .height = Next(parent.height),
          .time = BlockTime(view * 1000),
          .parent_block_id = parent.block_id,
          .transaction_root = TransactionRoot({}),
          .transaction_count = 0,
          .evidence = {},
          .next_validator_set_hash = ValidatorSetHash()};
}
FinalizedTip TipOf(const Proposal& proposal) {
  return {.view = proposal.view,
          .pid = IdOf(proposal),
          .height = proposal.height,
          .block_id = As<BlockId>(Sha256(IdOf(proposal).view())),
          .time = proposal.time};
}

TEST(BlockTree, FindsTheWayFromTheTip) {
  BlockTree tree(kGenesis);
  const Proposal one = Child(kGenesis, 1);
  const Proposal two = Child(TipOf(one), 2);
  const Proposal three = Child(TipOf(two), 3);
  tree.Insert(three);
  EXPECT_EQ(tree.DescentOf(IdOf(three)), Descent::kUnknown);
  EXPECT_EQ(tree.MissingBehind(IdOf(three)), IdOf(two));
  tree.Insert(two);
  EXPECT_EQ(tree.MissingBehind(IdOf(three)), IdOf(one));
  tree.Insert(one);
  EXPECT_EQ(tree.DescentOf(IdOf(three)), Descent::kFromTip);
  EXPECT_EQ(tree.PathTo(IdOf(three)), (std::vector<ProposalId>{IdOf(one), IdOf(two), IdOf(three)}));
  EXPECT_EQ(tree.DescentOf(kGenesis.pid), Descent::kFromTip);
  EXPECT_TRUE(tree.PathTo(kGenesis.pid).empty());
}

TEST(BlockTree, WhatIsErasedIsMissingAgain) {
  BlockTree tree(kGenesis);
  const Proposal one = Child(kGenesis, 1);
  const Proposal two = Child(TipOf(one), 2);
  const Proposal three = Child(TipOf(two), 3);
  for (const Proposal& proposal : {one, two, three}) {
    tree.Insert(proposal);
  }
  tree.Erase(IdOf(one));
  EXPECT_EQ(tree.MissingBehind(IdOf(three)), IdOf(one));
  tree.Insert(one);
  EXPECT_EQ(tree.DescentOf(IdOf(three)), Descent::kFromTip);
}

TEST(BlockTree, ATipThatMovesKillsEveryOtherBranch) {
  BlockTree tree(kGenesis);
  const Proposal one = Child(kGenesis, 1);
  const Proposal rival = Child(kGenesis, 2);
  const Proposal rivals_child = Child(TipOf(rival), 3);
  const Proposal two = Child(TipOf(one), 4);
  const Proposal orphan = Child(TipOf(Child(TipOf(two), 6)), 7);
  for (const Proposal& proposal : {one, rival, rivals_child, two, orphan}) {
    tree.Insert(proposal);
  }
  Block& block = *tree.Find(IdOf(one));
  block.certify = CertifyState::kOk;
  block.block_id = TipOf(one).block_id;
  const std::vector<ProposalId> dead = tree.AdvanceTip(TipOf(one));
  EXPECT_EQ(std::set<ProposalId>(dead.begin(), dead.end()),
            (std::set<ProposalId>{IdOf(rival), IdOf(rivals_child)}));
  EXPECT_EQ(tree.Find(IdOf(rival)), nullptr);
  EXPECT_NE(tree.Find(IdOf(orphan)), nullptr) << "its parent may still come";
  EXPECT_EQ(tree.DescentOf(IdOf(two)), Descent::kFromTip);
  EXPECT_EQ(tree.Insert(rival).descent, Descent::kDead) << "it may come again";
  EXPECT_EQ(tree.Insert(rivals_child).descent, Descent::kDead);
}

// What the tree keeps for each block is what a walk to the tip finds, whatever came in whatever
// order, also proposals whose height does not follow from their parent's.
Descent Walk(const BlockTree& tree, const ProposalId& pid) {
  for (ProposalId at = pid; at != tree.tip().pid;) {
    const Block* block = tree.Find(at);
    if (block == nullptr) {
      return Descent::kUnknown;
    }
    const Proposal& proposal = block->proposal;
    if (proposal.height <= tree.tip().height ||
        (proposal.height == Next(tree.tip().height) && proposal.parent_pid != tree.tip().pid)) {
      return Descent::kDead;
    }
    at = proposal.parent_pid;
  }
  return Descent::kFromTip;
}

TEST(BlockTree, DescentIsWhatAWalkFinds) {
  std::mt19937 random(20261126);  // NOLINT(bugprone-random-generator-seed): the same every time
  for (int round = 0; round < 200; ++round) {
    BlockTree tree(kGenesis);
    std::vector<Proposal> forest = {Child(kGenesis, 1)};
    for (std::uint64_t view = 2; view < 30; ++view) {
      // Mostly a long branch, with a few short ones.
      const std::size_t back = random() % 3 == 0 ? random() % forest.size() : 0;
      Proposal child = Child(TipOf(forest[forest.size() - 1 - back]), view);
      child.height = random() % 20 == 0 ? Height(random() % 30) : child.height;
      forest.push_back(child);
    }
    for (int step = 0; step < 150; ++step) {
      const Proposal& any = forest[random() % forest.size()];
      if (random() % 8 == 0 && tree.Find(IdOf(any)) != nullptr) {
        tree.Erase(IdOf(any));
      } else if (any.parent_pid == tree.tip().pid && any.height == Next(tree.tip().height) &&
                 tree.Find(IdOf(any)) != nullptr && random() % 4 == 0) {
        tree.Find(IdOf(any))->certify = CertifyState::kOk;
        for (const ProposalId& dead : tree.AdvanceTip(TipOf(any))) {
          ASSERT_EQ(tree.Find(dead), nullptr);
        }
        for (const auto& [pid, block] : tree.blocks()) {
          ASSERT_NE(block.descent, Descent::kDead);
        }
      } else {
        tree.Insert(any);
      }
      for (const auto& [pid, block] : tree.blocks()) {
        const Descent descent = tree.DescentOf(pid);
        ASSERT_EQ(descent, Walk(tree, pid)) << "round " << round << ", step " << step;
        if (descent == Descent::kFromTip && pid != tree.tip().pid) {
          const std::vector<ProposalId> path = tree.PathTo(pid);
          ASSERT_EQ(path.back(), pid);
          ASSERT_EQ(tree.Find(path.front())->proposal.parent_pid, tree.tip().pid);
        } else if (descent == Descent::kUnknown) {
          ASSERT_EQ(tree.Find(tree.MissingBehind(pid)), nullptr);
        }
      }
    }
  }
}

TEST(BlockTree, OnlyTheTipAndCertifiedBlocksAreParents) {
  BlockTree tree(kGenesis);
  const Proposal one = Child(kGenesis, 1);
  tree.Insert(one);
  EXPECT_TRUE(tree.IsCertified(ProposalId()));
  EXPECT_FALSE(tree.IsCertified(IdOf(one)));
  EXPECT_FALSE(tree.FactsOf(IdOf(one)).has_value());
  for (const CertifyState state : {CertifyState::kPending, CertifyState::kBad}) {
    tree.Find(IdOf(one))->certify = state;
    EXPECT_FALSE(tree.IsCertified(IdOf(one)));
  }
  tree.Find(IdOf(one))->certify = CertifyState::kOk;
  EXPECT_EQ(tree.FactsOf(IdOf(one))->height, Height(1));
  EXPECT_EQ(tree.FactsOf(ProposalId())->block_id, kGenesis.block_id);
}

TEST(BlockTree, AsksForAPayloadAgainWhenItsDigestsCome) {
  BlockTree tree(kGenesis);
  const Proposal one = Child(kGenesis, 1);
  tree.Insert(one).payload = PayloadState::kRequested;
  tree.Insert(one, std::vector<TransactionDigest>{});
  EXPECT_EQ(tree.Find(IdOf(one))->payload, PayloadState::kUnknown);
  tree.Find(IdOf(one))->payload = PayloadState::kReady;
  tree.Find(IdOf(one))->transactions.reset();
  tree.Insert(one, std::vector<TransactionDigest>{});
  EXPECT_EQ(tree.Find(IdOf(one))->payload, PayloadState::kReady);
}

}  // namespace
}  // namespace heng::consensus::testing
