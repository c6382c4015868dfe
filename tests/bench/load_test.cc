// SPDX-License-Identifier: Apache-2.0
// The load itself, against four real processes: what they took is applied, what they refused is
// counted as refused. Nothing here is about speed.
#include "tests/bench/load.h"

#include <gtest/gtest.h>

#include "tests/unit/node/temporary_directory.h"

namespace heng::bench {
namespace {

constexpr std::uint32_t kNodes = 4;
constexpr std::uint64_t kRate = 60;
constexpr std::uint64_t kTransfers = 2 * kRate;

class LoadTest : public ::testing::Test {
 protected:
  static LoadShape ToAll(std::uint64_t rate) {
    LoadShape shape;
    shape.rate_per_s = rate;
    shape.nodes = {0, 1, 2, 3};
    return shape;
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(LoadTest, EverythingThatWasTakenIsAppliedAndEveryRefusalIsCounted) {
  const auto network = BenchNetwork::Make(directory_.path(), kNodes, {});
  ASSERT_TRUE(network) << network.error().context;
  const auto client = (*network)->Connect(0, "reg.maker");
  ASSERT_TRUE(client) << client.error().context;
  MarketShape shape = (*network)->NewMarket();
  shape.sellers = 4;
  shape.buyers = 4;
  Market market(shape);
  const auto founding = market.Founding();
  ASSERT_TRUE(founding) << founding.error().context;
  const auto founded = ApplyInOrder(**client, *founding);
  ASSERT_TRUE(founded) << founded.error().context;
  const auto file = market.SettlementFile(kTransfers);
  ASSERT_TRUE(file);
  const auto locked = ApplyTogether(**client, *file);
  ASSERT_TRUE(locked) << locked.error().context;

  const auto transfers = market.Deliveries(kTransfers);
  ASSERT_TRUE(transfers);
  const auto outcome = RunLoad(**network, *transfers, ToAll(kRate));
  ASSERT_TRUE(outcome) << outcome.error().context;
  EXPECT_EQ(outcome->offered, kTransfers);
  EXPECT_EQ(outcome->accepted + outcome->turned_away, kTransfers);
  EXPECT_EQ(outcome->applied, outcome->accepted);
  EXPECT_EQ(outcome->refused, 0U) << outcome->first_refusal;
  EXPECT_EQ(outcome->unanswered, 0U);
  EXPECT_EQ(outcome->finality.size(), outcome->applied);
  // Arrivals do not wait: the last is due a step before the end of the second second.
  EXPECT_GE(outcome->sending_us, 1'900'000U);
  EXPECT_GE(outcome->last_height, outcome->first_height);

  // Trades that the ledger does not have: final all the same, and no transfers.
  (void)market.SettlementFile(20);
  const auto strangers = market.Deliveries(20);
  ASSERT_TRUE(strangers);
  const auto refused = RunLoad(**network, *strangers, ToAll(kRate));
  ASSERT_TRUE(refused) << refused.error().context;
  EXPECT_EQ(refused->refused, 20U);
  EXPECT_EQ(refused->applied, 0U);
  EXPECT_FALSE(refused->complete());
  EXPECT_FALSE(refused->first_refusal.empty());
  const auto not_applied = ApplyInOrder(**client, *strangers);
  EXPECT_FALSE(not_applied);

  for (std::size_t i = 0; i < kNodes; ++i) {
    const auto usage = (*network)->UsageOfNode(i);
    ASSERT_TRUE(usage) << usage.error().context;
    EXPECT_GT(usage->cpu_us, 0U);
    EXPECT_GT(usage->rss_kib, 0U);
    EXPECT_GT(BytesBelow((*network)->DataDirectory(i)), 0U);
  }
}

TEST_F(LoadTest, RefusesALoadWithoutANodeAStreamOrARate) {
  const auto network = BenchNetwork::Make(directory_.path(), 1, {});
  ASSERT_TRUE(network) << network.error().context;
  LoadShape shape;
  EXPECT_FALSE(RunLoad(**network, {}, shape));
  shape.nodes = {0};
  shape.rate_per_s = 0;
  EXPECT_FALSE(RunLoad(**network, {}, shape));
  shape.rate_per_s = 1;
  shape.streams_per_node = 0;
  EXPECT_FALSE(RunLoad(**network, {}, shape));
}

TEST_F(LoadTest, RefusesADirectoryThatHoldsFiles) {
  testing::WriteFile(directory_ / "notes", "mine");
  EXPECT_FALSE(BenchNetwork::Make(directory_.path(), kNodes, {}));
  EXPECT_EQ(testing::ReadFile(directory_ / "notes"), "mine");
}

TEST_F(LoadTest, AProcessThatIsGoneHasNoUsage) {
  EXPECT_FALSE(UsageOf(0));
}

}  // namespace
}  // namespace heng::bench
