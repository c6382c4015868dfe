// SPDX-License-Identifier: Apache-2.0
// Goal: a payload is ready when, and only when, every byte that its proposal orders is there.
// Method: proposals over transactions of the simulator's clients.
#include "node/driver/payloads.h"

#include <gtest/gtest.h>

#include "core/block.h"
#include "tests/sim/workload.h"

namespace heng::node {
namespace {

constexpr BlockTime kNow(1'717'200'000'000);

class PayloadsTest : public ::testing::Test {
 protected:
  PayloadsTest() : workload_(7, sim::SimGenesis(4)), payloads_(sim::SimGenesis(4).chain.id) {
    for (int i = 0; i < 3; ++i) {
      transactions_.push_back(std::make_shared<const VerifiedTransaction>(workload_.Next(kNow)));
      digests_.push_back(transactions_.back()->digest);
    }
  }

  ProposalId Open(const std::vector<TransactionDigest>& digests, std::uint64_t height = 1) {
    consensus::Proposal proposal;
    proposal.height = Height(height);
    proposal.transaction_root = TransactionRoot(digests);
    proposal.transaction_count = static_cast<std::uint32_t>(digests.size());
    const ProposalId pid = IdOf(proposal);
    payloads_.Open(pid, proposal);
    return pid;
  }

  sim::Workload workload_;
  Payloads payloads_;
  std::vector<TransactionPtr> transactions_;
  std::vector<TransactionDigest> digests_;
};

TEST_F(PayloadsTest, AnEmptyPayloadIsReadyAtOnce) {
  const ProposalId pid = Open({});
  EXPECT_TRUE(payloads_.Find(pid)->IsReady());
  EXPECT_TRUE(payloads_.Find(pid)->IsJudged());
}

TEST_F(PayloadsTest, RefusesDigestsOfAnotherRoot) {
  const ProposalId pid = Open(digests_);
  EXPECT_FALSE(payloads_.SetDigests(pid, std::vector{digests_[1], digests_[0], digests_[2]}));
  EXPECT_FALSE(payloads_.SetDigests(pid, std::vector{digests_[0], digests_[1]}));
  EXPECT_FALSE(payloads_.Find(pid)->entries.has_value());
  EXPECT_TRUE(payloads_.SetDigests(pid, digests_));
}

TEST_F(PayloadsTest, IsReadyWithTheLastTransactionAndJudgedWithTheLastSignature) {
  const ProposalId pid = Open(digests_);
  ASSERT_TRUE(payloads_.SetDigests(pid, digests_));
  const OpenPayload& payload = *payloads_.Find(pid);
  payloads_.Fill(transactions_[2], /*checked=*/true);
  payloads_.Fill(transactions_[0], /*checked=*/true);
  EXPECT_TRUE(payloads_.IsMissing(digests_[1]));
  EXPECT_FALSE(payload.IsReady());
  payloads_.FillBytes(digests_[1], transactions_[1]->bytes);
  EXPECT_FALSE(payloads_.IsMissing(digests_[1]));
  EXPECT_TRUE(payload.IsReady());
  EXPECT_FALSE(payload.IsJudged());
  payloads_.Fill(transactions_[1], /*checked=*/true);
  EXPECT_TRUE(payload.IsJudged());
  EXPECT_FALSE(payload.refused);
  for (std::size_t i = 0; i < digests_.size(); ++i) {
    EXPECT_EQ((*payload.entries)[i].transaction->id, transactions_[i]->id);
  }
}

TEST_F(PayloadsTest, OneTransactionFillsEveryPayloadThatOrdersIt) {
  const ProposalId first = Open({digests_[0]}, 1);
  const ProposalId second = Open({digests_[0]}, 2);
  ASSERT_TRUE(payloads_.SetDigests(first, std::vector{digests_[0]}));
  ASSERT_TRUE(payloads_.SetDigests(second, std::vector{digests_[0]}));
  payloads_.Fill(transactions_[0], /*checked=*/false);
  EXPECT_TRUE(payloads_.Find(first)->IsReady());
  EXPECT_TRUE(payloads_.Find(second)->IsReady());
  payloads_.Erase(first);
  EXPECT_EQ(payloads_.FindTransaction(digests_[0]), transactions_[0]);
  payloads_.Erase(second);
  EXPECT_EQ(payloads_.FindTransaction(digests_[0]), nullptr);
}

TEST_F(PayloadsTest, BytesThatAreNoTransactionMakeItDefectiveForEver) {
  const Bytes garbage = "no transaction";
  const std::vector digests = {digests_[0], DigestOf(garbage)};
  const ProposalId pid = Open(digests);
  ASSERT_TRUE(payloads_.SetDigests(pid, digests));
  payloads_.FillBytes(digests[1], garbage);
  EXPECT_TRUE(payloads_.Find(pid)->defective);
  EXPECT_TRUE(payloads_.Find(pid)->IsReady());
  EXPECT_FALSE(payloads_.IsMissing(digests_[0]));
  payloads_.Fill(transactions_[0], /*checked=*/true);
  EXPECT_TRUE(payloads_.Find(pid)->defective);
}

TEST_F(PayloadsTest, ATransactionNamedTwiceMakesItDefective) {
  const std::vector digests = {digests_[0], digests_[0]};
  const ProposalId pid = Open(digests);
  ASSERT_TRUE(payloads_.SetDigests(pid, digests));
  EXPECT_TRUE(payloads_.Find(pid)->defective);
  payloads_.Erase(pid);
  EXPECT_FALSE(payloads_.IsMissing(digests_[0]));
}

TEST_F(PayloadsTest, MoreBytesThanABlockMayHoldMakeItDefective) {
  std::vector<TransactionPtr> large;
  std::vector<TransactionDigest> digests;
  for (int i = 0; i < 9; ++i) {
    VerifiedTransaction transaction = workload_.Next(kNow);
    transaction.bytes.resize(kTransactionBytesMax, 'x');
    large.push_back(std::make_shared<const VerifiedTransaction>(std::move(transaction)));
    digests.push_back(large.back()->digest);
  }
  const ProposalId pid = Open(digests);
  ASSERT_TRUE(payloads_.SetDigests(pid, digests));
  for (int i = 0; i < 8; ++i) {
    payloads_.Fill(large[static_cast<std::size_t>(i)], /*checked=*/true);
  }
  EXPECT_FALSE(payloads_.Find(pid)->defective);
  payloads_.Fill(large[8], /*checked=*/true);
  EXPECT_TRUE(payloads_.Find(pid)->defective);
  EXPECT_EQ(payloads_.FindTransaction(digests[0]), nullptr);
}

TEST_F(PayloadsTest, WhatAQuorumAcceptedNeedsNoCheckUnlessAnotherPayloadOrdersItToo) {
  EXPECT_TRUE(payloads_.NeedsCheck(digests_[0])) << "gossip";
  const ProposalId accepted = Open(digests_);
  ASSERT_TRUE(payloads_.SetDigests(accepted, digests_));
  EXPECT_TRUE(payloads_.NeedsCheck(digests_[0])) << "a proposal that this node may vote for";
  payloads_.Find(accepted)->accepted = true;
  EXPECT_FALSE(payloads_.NeedsCheck(digests_[0]));
  const ProposalId fresh = Open({digests_[0]}, 2);
  ASSERT_TRUE(payloads_.SetDigests(fresh, std::vector{digests_[0]}));
  EXPECT_TRUE(payloads_.NeedsCheck(digests_[0]));
  EXPECT_FALSE(payloads_.NeedsCheck(digests_[1]));
}

TEST_F(PayloadsTest, AWrongSignatureIsForVotersNotForExecution) {
  const ProposalId pid = Open({digests_[0]});
  ASSERT_TRUE(payloads_.SetDigests(pid, std::vector{digests_[0]}));
  payloads_.Fill(transactions_[0], /*checked=*/false);
  payloads_.Refuse(digests_[0]);
  EXPECT_TRUE(payloads_.Find(pid)->refused);
  EXPECT_FALSE(payloads_.Find(pid)->defective);
  EXPECT_TRUE(payloads_.Find(pid)->IsJudged());
}

}  // namespace
}  // namespace heng::node
