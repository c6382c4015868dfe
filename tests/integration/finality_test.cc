// SPDX-License-Identifier: Apache-2.0
// Four processes agree, and what a client is told holds on all of them.
#include <set>

#include "core/codec/codec.h"
#include "core/event.h"
#include "tests/integration/test_network.h"

namespace heng::testing {
namespace {

class Finality : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    network_ = std::make_unique<TestNetwork>(4);
    ASSERT_TRUE(network_->AwaitReady());
  }
  static void TearDownTestSuite() { network_.reset(); }

  static std::unique_ptr<TestNetwork> network_;
};

std::unique_ptr<TestNetwork> Finality::network_;

TEST_F(Finality, ATransactionIsAppliedWithOneStateRootOnEveryNode) {
  const auto transaction = network_->Signed(network_->RegisterPerson("finality.one", 1));
  const auto client = network_->Connect(0, "reg.maker");
  const auto sent = client->Submit(transaction.Build());
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->transaction_id(), transaction.id().bytes());
  const auto outcome = client->Wait(transaction.id(), std::chrono::seconds(30));
  ASSERT_TRUE(outcome) << outcome.error().message;
  ASSERT_EQ(outcome->outcome(), v1::OUTCOME_APPLIED);

  std::set<Bytes> roots;
  for (std::size_t node = 0; node < 4; ++node) {
    EXPECT_TRUE(
        Eventually([&] { return !network_->StateRootAt(node, outcome->height()).empty(); }));
    roots.insert(network_->StateRootAt(node, outcome->height()));
    const auto record = network_->Connect(node, "reg.maker")->GetRecord("person/finality.one");
    EXPECT_TRUE(record) << record.error().message;
  }
  EXPECT_EQ(roots.size(), 1U);
}

TEST_F(Finality, TheSameBytesAgainAreTheSameTransaction) {
  const auto transaction = network_->Signed(network_->RegisterPerson("finality.twice", 2));
  const auto first = network_->Connect(1, "reg.maker");
  ASSERT_TRUE(first->Submit(transaction.Build()));
  const auto applied = first->Wait(transaction.id(), std::chrono::seconds(30));
  ASSERT_TRUE(applied && applied->outcome() == v1::OUTCOME_APPLIED);

  const auto second = network_->Connect(1, "reg.maker");
  const auto again = second->Submit(transaction.Build());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->admission(), v1::ADMISSION_FINAL);
  const auto same = second->Wait(transaction.id(), std::chrono::seconds(0));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->height(), applied->height());
}

TEST_F(Finality, AWaitThatRunsOutIsUnknownAndAskingByIdSettlesIt) {
  const auto transaction = network_->Signed(network_->RegisterPerson("finality.late", 3));
  const auto client = network_->Connect(2, "reg.maker");
  const auto early = client->Wait(transaction.id(), std::chrono::milliseconds(1));
  ASSERT_TRUE(early) << early.error().message;
  EXPECT_EQ(early->outcome(), v1::OUTCOME_UNKNOWN);

  ASSERT_TRUE(client->Submit(transaction.Build()));
  // Another node settles it as well as the one that took it.
  const auto settled =
      network_->Connect(3, "reg.maker")->Wait(transaction.id(), std::chrono::seconds(30));
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->outcome(), v1::OUTCOME_APPLIED);
}

// Reads `count` events from a position on.
std::vector<v1::StreamEventsResponse> ReadEvents(sdk::Client& client,
                                                 std::uint64_t height,
                                                 std::uint32_t index,
                                                 std::size_t count) {
  v1::StreamEventsRequest request;
  request.set_height(height);
  request.set_index(index);
  std::vector<v1::StreamEventsResponse> events;
  const auto ended = client.StreamEvents(request, [&](const v1::StreamEventsResponse& response) {
    if (!response.event().empty()) {
      events.push_back(response);
    }
    return events.size() < count;
  });
  EXPECT_TRUE(ended) << ended.error().message;
  return events;
}

TEST_F(Finality, AnEventStreamGoesOnWhereItBroke) {
  const auto client = network_->Connect(0, "audit.maker");
  const auto whole = ReadEvents(*client, 0, 0, 20);
  ASSERT_EQ(whole.size(), 20U);
  const v1::StreamEventsResponse& last_seen = whole[7];
  // Another node, another connection: the position is enough.
  const auto other = network_->Connect(3, "audit.maker");
  const auto rest = ReadEvents(*other, last_seen.height(), last_seen.index() + 1, 12);
  ASSERT_EQ(rest.size(), 12U);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    EXPECT_EQ(rest[i].height(), whole[8 + i].height());
    EXPECT_EQ(rest[i].index(), whole[8 + i].index());
    EXPECT_EQ(rest[i].event(), whole[8 + i].event());
  }
}

}  // namespace
}  // namespace heng::testing
