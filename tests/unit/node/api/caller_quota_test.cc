// SPDX-License-Identifier: Apache-2.0
// Goal: who asks for more than its budget is told so, when to come back, and nobody else notices.
// Method: budgets with the time given by hand; then a TestNode with small budgets over loopback.
#include "node/api/caller_quota.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <heng/v1/events.grpc.pb.h>
#include <heng/v1/submit.grpc.pb.h>

#include <future>
#include <memory>
#include <vector>

#include "core/crypto/hash.h"
#include "tests/unit/node/api/test_node.h"

namespace heng::node {
namespace {

CallerQuota::Identity KeyOf(std::uint64_t number) {
  return KeyPair::FromSeed(Sha256("caller " + std::to_string(number)).view()).public_key();
}

TEST(Allowance, GivesTwoSecondsWorthAtOnceAndThenTheRate) {
  Allowance allowance;
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(allowance.Take(1, 10, 5'000), 0U) << i;
  }
  EXPECT_EQ(allowance.Take(1, 10, 5'000), 1U) << "the next thousandth comes in a millisecond";
  EXPECT_EQ(allowance.Take(1, 10, 5'001), 0U);
  EXPECT_EQ(allowance.Take(1, 10, 5'001), 100U) << "what it owes comes back first";
  EXPECT_NE(allowance.Take(1, 10, 5'099), 0U);
  EXPECT_EQ(allowance.Take(1, 10, 5'101), 0U);
}

TEST(Allowance, TheTimeItNamesIsEnough) {
  for (const std::uint64_t amount : {1U, 7U, 1'000U, 100'000U}) {
    Allowance allowance;
    ASSERT_EQ(allowance.Take(40 + amount, 20, 1'000), 0U);
    const std::uint64_t wait_ms = allowance.Take(1, 20, 1'000);
    ASSERT_NE(wait_ms, 0U);
    EXPECT_NE(allowance.Take(1, 20, 1'000 + wait_ms - 1), 0U) << amount;
    EXPECT_EQ(allowance.Take(1, 20, 1'000 + wait_ms), 0U) << amount;
  }
}

TEST(Allowance, NeverSavesMoreThanTwoSecondsAndIgnoresAClockThatGoesBack) {
  Allowance allowance;
  ASSERT_EQ(allowance.Take(1, 5, 10'000), 0U);
  EXPECT_TRUE(allowance.IsFull(5, 100'000'000));
  ASSERT_EQ(allowance.Take(10, 5, 100'000'000), 0U);
  EXPECT_NE(allowance.Take(1, 5, 100'000'000), 0U);
  EXPECT_NE(allowance.Take(1, 5, 1), 0U);
  EXPECT_FALSE(allowance.IsFull(5, 1));
}

TEST(CallerQuota, RefusesTheFlooderAndNobodyElse) {
  int refused = 0;
  CallerQuota quota({.calls_per_s = 10}, [&refused] { ++refused; });
  while (quota.ChargeCall(KeyOf(1), 1'000)) {
  }
  const auto again = quota.ChargeCall(KeyOf(1), 1'000);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, ErrorReason::kRateLimited);
  EXPECT_GT(again.error().retry_after_ms, 0U);
  EXPECT_EQ(refused, 2);
  EXPECT_TRUE(quota.ChargeCall(KeyOf(2), 1'000));
  EXPECT_TRUE(quota.ChargeCall(KeyOf(1), 1'000 + again.error().retry_after_ms));
}

TEST(CallerQuota, CountsTransactionsAndTheirBytesEach) {
  CallerQuota quota({.transactions_per_s = 10, .submit_bytes_per_s = 1'000});
  EXPECT_TRUE(quota.ChargeTransactions(KeyOf(1), 50, 10, 0)) << "more than is left is lent once";
  const auto many = quota.ChargeTransactions(KeyOf(1), 1, 10, 0);
  ASSERT_FALSE(many);
  EXPECT_NE(many.error().message.find("10 transactions"), std::string::npos);
  EXPECT_TRUE(quota.ChargeTransactions(KeyOf(2), 1, 5'000, 0));
  const auto large = quota.ChargeTransactions(KeyOf(2), 1, 1, 0);
  ASSERT_FALSE(large);
  EXPECT_NE(large.error().message.find("1000 bytes"), std::string::npos);
  EXPECT_EQ(large.error().retry_after_ms, 3'001U);
}

TEST(CallerQuota, ARefusalTakesNothing) {
  CallerQuota quota({.transactions_per_s = 1, .submit_bytes_per_s = 1'000});
  ASSERT_TRUE(quota.ChargeTransactions(KeyOf(1), 2, 1, 0));
  for (int i = 0; i < 100; ++i) {
    ASSERT_FALSE(quota.ChargeTransactions(KeyOf(1), 1, 1'000, 0));
  }
  EXPECT_TRUE(quota.ChargeTransactions(KeyOf(1), 1, 1'000, 1));
  EXPECT_TRUE(quota.ChargeTransactions(KeyOf(1), 1, 1, 1'002)) << "the bytes of refusals are free";
}

TEST(CallerQuota, StrangersShareOneAllowanceAndTakeNobodysPlace) {
  CallerQuota quota({.calls_per_s = 10});
  std::size_t allowed = 0;
  while (quota.ChargeStranger(1'000)) {
    ++allowed;
  }
  EXPECT_EQ(allowed, 100U);
  EXPECT_EQ(quota.ChargeStranger(1'000).error().reason, ErrorReason::kRateLimited);
  EXPECT_EQ(quota.size(), 0U);
  EXPECT_TRUE(quota.ChargeCall(KeyOf(1), 1'000));
}

TEST(CallerQuota, BoundsStreamsOfOneAndOfAll) {
  CallerQuota quota({.streams = 2, .streams_together = 3});
  std::vector<CallerQuota::Stream> open;
  open.push_back(quota.OpenStream(KeyOf(1)).value());
  open.push_back(quota.OpenStream(KeyOf(1)).value());
  EXPECT_EQ(quota.OpenStream(KeyOf(1)).error().reason, ErrorReason::kStreamLimit);
  open.push_back(quota.OpenStream(KeyOf(2)).value());
  EXPECT_EQ(quota.OpenStream(KeyOf(3)).error().reason, ErrorReason::kStreamLimit);
  open.erase(open.begin());
  EXPECT_TRUE(quota.OpenStream(KeyOf(3)));
  EXPECT_TRUE(quota.OpenStream(KeyOf(1))) << "a stream that was dropped at once is over too";
}

TEST(CallerQuota, ForgetsWhoHasEverythingBack) {
  CallerQuota quota({.calls_per_s = 10});
  const auto kept = quota.OpenStream(KeyOf(0));
  ASSERT_TRUE(kept);
  for (std::uint64_t number = 1; number <= 3'000; ++number) {
    ASSERT_TRUE(quota.ChargeCall(KeyOf(number), number * 1'000));
  }
  EXPECT_LT(quota.size(), 2'000U);
  EXPECT_FALSE(quota.ChargeCall(KeyOf(3'000), 3'000'000) &&
               quota.ChargeTransactions(KeyOf(3'000), 1'000'000, 1, 3'000'000) &&
               quota.ChargeTransactions(KeyOf(3'000), 1, 1, 3'000'000));
}

class Budgets : public ::testing::Test {
 protected:
  Budgets()
      : node_({.calls_per_s = 4, .transactions_per_s = 5, .streams = 3, .streams_together = 8}) {}

  TestNode node_;
};

TEST_F(Budgets, AFloodOfCallsIsAnsweredWithTheTimeToComeBack) {
  const auto client = node_.As("mee.maker");
  std::size_t refused = 0;
  // A refusal is held for as long as one call takes to come back.
  for (int i = 0; i < 20; ++i) {
    if (const auto answer = client->GetChain(); !answer) {
      ++refused;
      ASSERT_EQ(answer.error().reason, "RATE_LIMITED");
      ASSERT_GT(answer.error().retry_after_ms, 0U);
    }
  }
  EXPECT_GT(refused, 3U);
  EXPECT_TRUE(node_.As("reg.maker")->GetChain()) << "another identity has its own budget";
}

TEST_F(Budgets, APatientClientIsNeverRefused) {
  const auto client = node_.AsPatient("mee.maker");
  for (int i = 0; i < 20; ++i) {
    const auto answer = client->GetChain();
    ASSERT_TRUE(answer) << answer.error().message;
  }
}

TEST_F(Budgets, AnAnswerCostsByItsSize) {
  // Thirty calls' worth in one answer.
  node_.CommitEvents(1, 256 << 10);
  const auto client = node_.As("mee.maker");
  ASSERT_TRUE(client->GetBlock(node_.height(), false, true));
  const auto next = client->GetChain();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().reason, "RATE_LIMITED");
  EXPECT_GT(next.error().retry_after_ms, 1'000U);
}

TEST_F(Budgets, ATransactionThatFailsCostsTen) {
  const auto client = node_.As("reg.maker");
  ASSERT_EQ(client->SubmitAll({"garbage", "garbage"})->front().reason(), "MALFORMED");
  // Two were charged, and eighteen are owed: two seconds had ten.
  EXPECT_EQ(client->SubmitAll({"garbage"})->front().reason(), "RATE_LIMITED");
}

TEST_F(Budgets, AFloodOfTransactionsIsRefusedBeforeTheyAreChecked) {
  const auto client = node_.As("reg.maker");
  // Not even transactions: whoever checked them would say MALFORMED.
  const std::vector<Bytes> garbage(40, "garbage");
  const auto first = client->SubmitAll(garbage);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->front().reason(), "MALFORMED");
  const auto second = client->SubmitAll(garbage);
  ASSERT_TRUE(second) << "the stream goes on";
  ASSERT_EQ(second->size(), garbage.size());
  for (const v1::SubmitResponse& answer : *second) {
    EXPECT_EQ(answer.reason(), "RATE_LIMITED");
    EXPECT_EQ(answer.admission(), v1::ADMISSION_BUSY);
  }
  const auto single = client->Submit("garbage");
  ASSERT_FALSE(single);
  EXPECT_EQ(single.error().reason, "RATE_LIMITED");
  EXPECT_GT(single.error().retry_after_ms, 1'000U);
  EXPECT_TRUE(node_.pool.Received().empty());
}

TEST_F(Budgets, StreamsThatAreNeverReadAreFewAndOthersGetTheirs) {
  const auto stub = v1::EventService::NewStub(node_.ChannelAs("reg.maker"));
  struct Open {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::StreamEventsResponse>> reader;
  };
  std::vector<std::unique_ptr<Open>> open;
  std::size_t refused = 0;
  for (int i = 0; i < 10; ++i) {
    auto one = std::make_unique<Open>();
    one->reader = stub->StreamEvents(&one->context, v1::StreamEventsRequest());
    v1::StreamEventsResponse event;
    // Genesis has events, so that a stream that is open has something to say.
    if (one->reader->Read(&event)) {
      open.push_back(std::move(one));
    } else {
      EXPECT_EQ(one->reader->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
      ++refused;
    }
  }
  EXPECT_EQ(open.size(), 3U);
  EXPECT_EQ(refused, 7U);
  const auto other = node_.As("mee.maker")->SubmitAll({node_.Sign({"mee.maker"}, 1)});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->size(), 1U);
  for (const auto& one : open) {
    one->context.TryCancel();
    EXPECT_FALSE(one->reader->Finish().ok());
  }
}

TEST(EventStream, BlocksWithoutEventsDoNotPutTheHeartbeatOff) {
  TestNode node({}, TestNode::kTimeout, std::chrono::milliseconds(50));
  const auto stub = v1::EventService::NewStub(node.ChannelAs("reg.maker"));
  v1::StreamEventsRequest after_the_head;
  after_the_head.set_height(node.height() + 1);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + TestNode::kTimeout);
  const auto stream = stub->StreamEvents(&context, after_the_head);
  v1::StreamEventsResponse response;
  auto read = std::async(std::launch::async, [&] { return stream->Read(&response); });
  // A block a moment, as an idle chain makes them.
  while (read.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
    node.Commit();
  }
  EXPECT_TRUE(read.get()) << "nothing was said in all that time";
  EXPECT_TRUE(response.event().empty());
  context.TryCancel();
  (void)stream->Finish();
}

TEST(StalledReader, AStreamThatNobodyReadsGivesItsPlaceBack) {
  TestNode node({.streams = 1}, std::chrono::milliseconds(200));
  node.CommitEvents(32, 256 << 10);  // more than a connection holds unread
  const auto stub = v1::EventService::NewStub(node.ChannelAs("reg.maker"));
  v1::StreamEventsRequest from_there;
  from_there.set_height(node.height());
  v1::StreamEventsResponse event;
  grpc::ClientContext idle;
  idle.set_deadline(std::chrono::system_clock::now() + 2 * TestNode::kTimeout);
  const auto never_read = stub->StreamEvents(&idle, from_there);
  ASSERT_TRUE(never_read->Read(&event)) << "it is open";

  const auto until = std::chrono::steady_clock::now() + TestNode::kTimeout;
  bool has_place = false;
  while (!has_place && std::chrono::steady_clock::now() < until) {
    grpc::ClientContext context;
    const auto next = stub->StreamEvents(&context, from_there);
    has_place = next->Read(&event);
    context.TryCancel();
    (void)next->Finish();
  }
  EXPECT_TRUE(has_place);
  while (never_read->Read(&event)) {
  }
  EXPECT_EQ(never_read->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

}  // namespace
}  // namespace heng::node
