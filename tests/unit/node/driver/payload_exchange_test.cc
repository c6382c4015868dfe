// SPDX-License-Identifier: Apache-2.0
// Goal: missing payloads are asked for side by side, within a bound, and a peer that says nothing
// or something else is named and asked last. A body on disk that is another is not believed.
// Method: one exchange over a network that writes down its questions.
#include "node/driver/payload_exchange.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "node/mempool/mempool.h"
#include "storage/memory_file.h"
#include "storage/memory_kv.h"

namespace heng::node {
namespace {

using consensus::PeerId;

constexpr std::uint64_t kRetryMs = 500;
constexpr std::uint64_t kPatienceMs = PayloadExchange::kPatienceRetries * kRetryMs;

class PayloadExchangeTest : public ::testing::Test, private PeerNetwork, private Observer {
 protected:
  void SetUp() override {
    auto log = PayloadLog::Open(directory_, "payloads");
    ASSERT_TRUE(log);
    log_.emplace(*std::move(log));
    auto store = storage::StateStore::Open(database_);
    ASSERT_TRUE(store);
    store_ = *std::move(store);
    exchange_.emplace(PayloadSources{.payloads = payloads_,
                                     .log = *log_,
                                     .pool = pool_,
                                     .network = *this,
                                     .store = *store_,
                                     .connected = connected_,
                                     .heard = heard_,
                                     .observer = *this},
                      kRetryMs);
  }

  // Of one transaction that nobody has yet.
  static consensus::Proposal ProposalAt(std::uint64_t height) {
    consensus::Proposal proposal;
    proposal.height = Height(height);
    proposal.transaction_count = 1;
    return proposal;
  }

  ProposalId Want(std::uint64_t height) {
    const consensus::Proposal proposal = ProposalAt(height);
    const ProposalId pid = consensus::IdOf(proposal);
    EXPECT_TRUE(exchange_->Request(
        {.pid = pid, .proposal = proposal, .transactions = std::nullopt, .sources = {PeerId(1)}},
        now_ms_));
    return pid;
  }

  // What is on disk of the proposal when the process starts again.
  std::optional<std::vector<Bytes>> OnDisk(const ProposalId& pid) {
    const auto log = PayloadLog::Open(directory_, "payloads");
    EXPECT_TRUE(log);
    const auto body = log->Read(pid);
    EXPECT_TRUE(body);
    return body.value_or(std::nullopt);
  }

  void Pass(std::uint64_t ms) {
    now_ms_ += ms;
    exchange_->AskDue(now_ms_);
  }

  std::set<PeerId> connected_ = {PeerId(1), PeerId(2), PeerId(3)};
  std::set<PeerId> heard_ = connected_;
  std::vector<PeerId> asked_;
  std::vector<std::pair<PeerId, PeerFault>> faults_;
  std::vector<std::string> damage_;
  storage::MemoryDirectory directory_;
  std::optional<PayloadLog> log_;
  std::uint64_t now_ms_ = 1'000;
  std::optional<PayloadExchange> exchange_;

 private:
  void Send(PeerId to, Bytes /*message*/) override { asked_.push_back(to); }
  void Broadcast(Bytes /*message*/) override {}
  void OnCommitted(const storage::LayerPtr&) override {}
  void OnExpired(std::span<const TransactionId>) override {}
  void OnEvidence(const consensus::Evidence&) override {}
  void OnAlarm(const consensus::Alarm&) override {}
  void OnHalted(const std::string&) override {}
  void OnDamage(const std::string& what) override { damage_.push_back(what); }
  void OnPeerFault(PeerId peer, PeerFault fault) override { faults_.emplace_back(peer, fault); }

  storage::MemoryKv database_;
  Payloads payloads_{ChainId("test")};
  Mempool pool_{MempoolLimits{}};
  std::unique_ptr<storage::StateStore> store_;
};

TEST_F(PayloadExchangeTest, AsksForManySideBySideButNotForAll) {
  for (std::uint64_t height = 1; height <= 40; ++height) {
    Want(height);
  }
  Pass(0);
  EXPECT_EQ(asked_.size(), 16U);
  // What must wait is no reason to wake up: nothing is due before the first answer is late.
  EXPECT_EQ(exchange_->NextDeadline(), now_ms_ + kRetryMs);
}

TEST_F(PayloadExchangeTest, APeerThatIsLateIsAskedLastAndNamedWhenItSaysNothingForLong) {
  Want(1);
  Pass(0);
  EXPECT_EQ(asked_, std::vector{PeerId(1)});
  Pass(kRetryMs);
  EXPECT_TRUE(faults_.empty());
  asked_.clear();
  Want(2);
  Pass(0);
  EXPECT_EQ(std::ranges::count(asked_, PeerId(1)), 0);
  connected_ = {PeerId(1)};  // the others were asked too, and have gone
  Pass(kPatienceMs - 1);
  EXPECT_TRUE(faults_.empty());
  EXPECT_EQ(exchange_->NextDeadline(), now_ms_ + 1);
  Pass(1);
  EXPECT_EQ(faults_, (std::vector{std::pair(PeerId(1), PeerFault::kUnanswered)}));
}

TEST_F(PayloadExchangeTest, APeerThatNeedNotHaveItIsNotNamedForItsSilence) {
  connected_ = {PeerId(2)};  // no source
  heard_ = connected_;
  Want(1);
  for (int i = 0; i < 3; ++i) {
    Pass(kRetryMs);
  }
  EXPECT_EQ(std::set(asked_.begin(), asked_.end()), connected_);
  Pass(kPatienceMs);
  EXPECT_TRUE(faults_.empty());
}

TEST_F(PayloadExchangeTest, APeerThatWasNotHeardIsAskedLast) {
  heard_ = {PeerId(3)};
  Want(1);
  Pass(0);
  EXPECT_EQ(asked_, std::vector{PeerId(3)}) << "though it is no source";
  for (int i = 0; i < 4; ++i) {
    Pass(kRetryMs);
  }
  EXPECT_EQ(std::set(asked_.begin(), asked_.end()), connected_) << "the others in their turn";
}

TEST_F(PayloadExchangeTest, APeerThatAnswersLateIsNotNamed) {
  const ProposalId pid = Want(1);
  Pass(0);
  Pass(kRetryMs);
  Pass(kRetryMs);
  // Another was quicker, so this one fills nothing.
  exchange_->Take(PeerId(1), {.pid = pid, .digests = {}, .transactions = {}}, now_ms_);
  connected_ = {PeerId(1)};
  Pass(kPatienceMs);
  EXPECT_EQ(std::ranges::count(faults_, std::pair(PeerId(1), PeerFault::kUnanswered)), 0);
}

TEST_F(PayloadExchangeTest, APeerWhoseLinkIsLostIsNotNamedForItsSilence) {
  Want(1);
  Pass(0);
  Pass(kRetryMs);
  connected_.clear();
  Pass(kPatienceMs);
  EXPECT_TRUE(faults_.empty());
}

TEST_F(PayloadExchangeTest, AWrongAnswerIsNamedAndTheNextPeerAskedAtOnce) {
  const ProposalId pid = Want(1);
  Pass(0);
  const consensus::Payload wrong{
      .pid = pid,
      .digests = {TransactionDigest::FromBytes(Bytes(TransactionDigest::kSize, 'x'))},
      .transactions = {"x"}};
  exchange_->Take(PeerId(1), wrong, now_ms_);
  EXPECT_EQ(faults_, (std::vector{std::pair(PeerId(1), PeerFault::kWrongPayload)}));
  Pass(0);
  ASSERT_EQ(asked_.size(), 2U);
  EXPECT_NE(asked_[1], PeerId(1));
}

TEST_F(PayloadExchangeTest, WhatWasNotAskedForBlamesNobody) {
  const ProposalId pid = Want(1);
  Pass(0);
  exchange_->Take(PeerId(2), {.pid = pid, .digests = {}, .transactions = {"x"}}, now_ms_);
  EXPECT_TRUE(faults_.empty());
  Pass(0);
  EXPECT_EQ(asked_.size(), 1U);
}

TEST_F(PayloadExchangeTest, APeerThatComesBackHasACleanSheet) {
  Want(1);
  Pass(0);
  Pass(kRetryMs);
  exchange_->Forgive(PeerId(1));
  asked_.clear();
  Want(2);
  Pass(0);
  EXPECT_EQ(asked_.back(), PeerId(1));
}

TEST_F(PayloadExchangeTest, ABodyOnDiskThatIsNotTheProposalsIsAskedForAndWrittenAgain) {
  const ProposalId pid = consensus::IdOf(ProposalAt(1));
  ASSERT_TRUE(log_->Append({.pid = pid, .transactions = {"damaged"}}));
  Want(1);
  Pass(0);
  ASSERT_EQ(damage_.size(), 1U);
  EXPECT_TRUE(damage_[0].contains(pid.hex())) << damage_[0];
  EXPECT_EQ(asked_.size(), 1U);
  ASSERT_TRUE(log_->Append({.pid = pid, .transactions = {"whole"}}));
  EXPECT_EQ(OnDisk(pid), std::vector<Bytes>{"whole"});
}

TEST_F(PayloadExchangeTest, ABodyThatCannotBeReadIsAskedForAndWrittenAgain) {
  const ProposalId pid = consensus::IdOf(ProposalAt(1));
  ASSERT_TRUE(log_->Append({.pid = pid, .transactions = {"whole"}}));
  Bytes damaged = directory_.ContentOf("payloads");
  damaged[8] = static_cast<char>(damaged[8] ^ 1);  // the tag of the first field
  directory_.Overwrite("payloads", damaged);
  Want(1);
  Pass(0);
  EXPECT_EQ(damage_.size(), 1U);
  EXPECT_EQ(asked_.size(), 1U);
  ASSERT_TRUE(log_->Append({.pid = pid, .transactions = {"whole"}}));
  EXPECT_EQ(OnDisk(pid), std::vector<Bytes>{"whole"});
}

}  // namespace
}  // namespace heng::node
