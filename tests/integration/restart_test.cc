// SPDX-License-Identifier: Apache-2.0
// A validator is killed in the middle of a stream of transactions and comes back: nothing that was
// acknowledged is lost, and it has the state of the others.
#include <set>

#include "tests/integration/test_network.h"

namespace heng::testing {
namespace {

constexpr std::uint64_t kTransactions = 60;
constexpr std::uint64_t kKilledAt = 20;
constexpr std::uint64_t kStartedAt = 40;
constexpr std::size_t kVictim = 2;

class Restart : public ::testing::Test {
 protected:
  // Sends to a node that lives, until one has it in a final block.
  void SubmitOne(TestNetwork& network, std::uint64_t number) {
    const std::string person = "restart." + std::to_string(number);
    const auto transaction = network.Signed(network.RegisterPerson(person, number));
    const std::size_t entry = number % 2 == 0 ? 0 : 3;
    const auto client = network.Connect(entry, "reg.maker");
    const auto sent = client->Submit(transaction.Build());
    ASSERT_TRUE(sent) << sent.error().message;
    const auto outcome = client->Wait(transaction.id(), std::chrono::seconds(30));
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->outcome(), v1::OUTCOME_APPLIED) << "transaction " << number;
    acknowledged_.emplace_back(transaction.id(), outcome->height());
  }

  std::vector<std::pair<TransactionId, std::uint64_t>> acknowledged_;
};

TEST_F(Restart, AValidatorKilledMidStreamComesBackAndNothingAcknowledgedIsLost) {
  TestNetwork network(4);
  ASSERT_TRUE(network.AwaitReady());
  for (std::uint64_t number = 1; number <= kTransactions; ++number) {
    if (number == kKilledAt) {
      network.Kill(kVictim);
    }
    if (number == kStartedAt) {
      network.Start(kVictim);
    }
    ASSERT_NO_FATAL_FAILURE(SubmitOne(network, number));
  }
  ASSERT_TRUE(network.AwaitReady());

  const std::uint64_t height = acknowledged_.back().second;
  std::set<Bytes> roots;
  for (std::size_t node = 0; node < 4; ++node) {
    ASSERT_TRUE(Eventually([&] { return !network.StateRootAt(node, height).empty(); }))
        << "node " << node << " has not reached height " << height;
    roots.insert(network.StateRootAt(node, height));
  }
  EXPECT_EQ(roots.size(), 1U);
  // The one that was away knows every transaction, at the height that was acknowledged.
  const auto victim = network.Connect(kVictim, "reg.maker");
  for (const auto& [id, at] : acknowledged_) {
    const auto known = victim->GetTransaction(id);
    ASSERT_TRUE(known) << known.error().message;
    EXPECT_EQ(known->height(), at);
  }
  const auto status = network.Operate(kVictim)->GetStatus();
  ASSERT_TRUE(status);
  EXPECT_TRUE(status->voting());
}

TEST_F(Restart, WithoutAQuorumNothingIsAcknowledgedAndWithItTheSameTransactionIs) {
  TestNetwork network(4);
  ASSERT_TRUE(network.AwaitReady());
  const auto transaction = network.Signed(network.RegisterPerson("restart.quorum", 1));
  network.Kill(2);
  network.Kill(3);
  const auto client = network.Connect(0, "reg.maker");
  ASSERT_TRUE(client->Submit(transaction.Build()));
  const auto pending = client->Wait(transaction.id(), std::chrono::seconds(3));
  ASSERT_TRUE(pending) << pending.error().message;
  EXPECT_EQ(pending->outcome(), v1::OUTCOME_UNKNOWN);

  network.Start(2);
  const auto settled = client->Wait(transaction.id(), std::chrono::seconds(50));
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->outcome(), v1::OUTCOME_APPLIED);
}

}  // namespace
}  // namespace heng::testing
