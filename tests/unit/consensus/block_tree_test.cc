// SPDX-License-Identifier: Apache-2.0
// Goal: the tree knows what leads to a block, what is missing, and what can never be committed.
// Method: small trees by hand.
#include "consensus/block_tree.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(tree.PathTo(IdOf(three)).kind, BlockTree::Path::Kind::kMissing);
  EXPECT_EQ(tree.PathTo(IdOf(three)).missing, IdOf(two));
  tree.Insert(two);
  EXPECT_EQ(tree.PathTo(IdOf(three)).missing, IdOf(one));
  tree.Insert(one);
  const BlockTree::Path path = tree.PathTo(IdOf(three));
  EXPECT_EQ(path.kind, BlockTree::Path::Kind::kConnected);
  EXPECT_EQ(path.blocks, (std::vector<ProposalId>{IdOf(one), IdOf(two), IdOf(three)}));
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
  EXPECT_EQ(tree.PathTo(IdOf(two)).kind, BlockTree::Path::Kind::kConnected);
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
