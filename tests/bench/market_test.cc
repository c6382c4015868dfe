// SPDX-License-Identifier: Apache-2.0
// The benchmark measures transfers, so its transactions must be transfers: played on a ledger in
// this process, each is applied, and title is with the buyer afterwards.
#include "tests/bench/market.h"

#include <gtest/gtest.h>

#include <memory>

#include "contracts/state/records/holding.h"
#include "contracts/state/records/trade.h"
#include "core/codec/codec.h"
#include "core/transaction.h"
#include "node/in_process/in_process_ledger.h"

namespace heng::bench {
namespace {

constexpr CstDay kDay(20240301);
const ChainId kChain("heng-bench");

MarketShape Small() {
  MarketShape shape;
  shape.chain_id = kChain;
  shape.day = StartOf(kDay);
  shape.sellers = 3;
  shape.buyers = 2;
  shape.clerks = 2;
  return shape;
}

class MarketTest : public ::testing::Test {
 protected:
  MarketTest() {
    auto opened = node::InProcessLedger::Open(node::DevelopmentGenesis(
        {.chain_id = kChain, .time = StartOf(kDay), .key_seed = {}, .validators = 4}));
    EXPECT_TRUE(opened) << opened.error().context;
    ledger_ = *std::move(opened);
  }

  // The result codes, in order.
  std::vector<std::uint32_t> Play(const Result<std::vector<Prepared>, Status>& transactions) {
    EXPECT_TRUE(transactions) << transactions.error().context;
    std::vector<std::uint32_t> codes;
    for (const Prepared& transaction : *transactions) {
      const auto receipt = ledger_->Submit(transaction.bytes);
      EXPECT_TRUE(receipt) << receipt.error().context;
      EXPECT_EQ(receipt->receipt.transaction_id, transaction.id);
      codes.push_back(receipt->receipt.code);
    }
    return codes;
  }

  void Found() { EXPECT_EQ(Play(market_.Founding()), std::vector<std::uint32_t>(6, 0)); }

  contracts::Trade TradeAt(std::uint64_t index) {
    const auto record = ledger_->Read(market_.TradeKey(index));
    EXPECT_TRUE(record) << index;
    const auto trade = Decode<contracts::Trade>(record.value_or(Bytes()));
    EXPECT_TRUE(trade);
    return trade.value_or(contracts::Trade{});
  }

  std::uint64_t HeldBy(const std::string& account) {
    const auto record =
        ledger_->Read(contracts::Holding::KeyOf(AccountId(account), SeriesId("CEA/2023/CN")));
    return record ? Decode<contracts::Holding>(*record)->total().value() : 0;
  }

  Market market_{Small()};
  std::unique_ptr<node::InProcessLedger> ledger_;
};

TEST_F(MarketTest, AFileLocksAndEveryDeliveryMovesTitleToItsBuyer) {
  Found();
  EXPECT_EQ(Play(market_.SettlementFile(7)), std::vector<std::uint32_t>(1, 0));
  EXPECT_EQ(market_.undelivered(), 7U);
  EXPECT_EQ(TradeAt(6).status, contracts::TradeStatus::kUnitsLocked);
  EXPECT_EQ(HeldBy("B0000") + HeldBy("B0001"), 0U);

  EXPECT_EQ(Play(market_.Deliveries(7)), std::vector<std::uint32_t>(7, 0));
  EXPECT_EQ(market_.undelivered(), 0U);
  std::uint64_t sold = 0;
  for (std::uint64_t i = 0; i < 7; ++i) {
    EXPECT_EQ(TradeAt(i).status, contracts::TradeStatus::kSettled) << i;
    sold += TradeAt(i).quantity.value();
  }
  EXPECT_GT(sold, 0U);
  EXPECT_EQ(HeldBy("B0000") + HeldBy("B0001"), sold);
}

TEST_F(MarketTest, ADeliveryHasOneOperationAndOneSignature) {
  (void)market_.SettlementFile(2);
  const auto deliveries = market_.Deliveries(2);
  ASSERT_TRUE(deliveries);
  for (const Prepared& delivery : *deliveries) {
    const auto verified = VerifyTransaction(kChain, delivery.bytes);
    ASSERT_TRUE(verified) << verified.error().context;
    EXPECT_EQ(verified->signers.size(), 1U);
    EXPECT_EQ(verified->body.operations.size(), 1U);
  }
}

TEST_F(MarketTest, ALargeFileIsSeveralTransactions) {
  const auto file = market_.SettlementFile(Market::kLegsPerTransaction * 2 + 1);
  ASSERT_TRUE(file) << file.error().context;
  ASSERT_EQ(file->size(), 3U);
  EXPECT_EQ(VerifyTransaction(kChain, file->at(0).bytes)->body.operations.size(),
            Market::kLegsPerTransaction);
  EXPECT_EQ(VerifyTransaction(kChain, file->at(2).bytes)->body.operations.size(), 1U);
}

TEST_F(MarketTest, RefusesToDeliverWhatIsNotLocked) {
  EXPECT_FALSE(market_.Deliveries(1));
  (void)market_.SettlementFile(3);
  EXPECT_FALSE(market_.Deliveries(4));
  EXPECT_TRUE(market_.Deliveries(3));
  EXPECT_FALSE(market_.Deliveries(1));
}

TEST_F(MarketTest, AWordForATradeThatTheLedgerDoesNotHaveIsRefused) {
  Found();
  (void)market_.SettlementFile(1);  // made, and never sent
  const std::vector<std::uint32_t> codes = Play(market_.Deliveries(1));
  ASSERT_EQ(codes.size(), 1U);
  EXPECT_NE(codes[0], 0U);
}

TEST_F(MarketTest, ADeliverySentTwiceMovesNothingTwice) {
  Found();
  (void)Play(market_.SettlementFile(1));
  const auto delivery = market_.Deliveries(1);
  EXPECT_EQ(Play(delivery), std::vector<std::uint32_t>(1, 0));
  const std::uint64_t held = HeldBy("B0000");
  EXPECT_NE(Play(delivery).at(0), 0U);
  EXPECT_EQ(HeldBy("B0000"), held);
}

}  // namespace
}  // namespace heng::bench
