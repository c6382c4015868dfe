// SPDX-License-Identifier: Apache-2.0
// Goal: a statement names every serial of an account, adds up to the holding in every position, and
// says so when it does not.
// Method: the accounts of a real story, now and at an earlier height, and sources that lie.
#include "cli/audit/statement.h"

#include <gtest/gtest.h>

#include "cli/audit/statement_report.h"
#include "contracts/state/records/holding.h"
#include "tests/support/market.h"
#include "tests/unit/cli/audit_chain.h"

namespace heng::cli::audit {
namespace {

AuditChain& Story() {
  static AuditChain* chain = [] {
    auto* made = new AuditChain;
    RunStory(*made);
    return made;
  }();
  return *chain;
}

StatementQuery Of(const std::string& account) {
  return {.account = AccountId(account), .at = {}, .since = {}, .blocks_max = 100};
}

TEST(Statement, NamesEverySerialAndAddsUp) {
  StoreSource source(Story().store());
  const auto statement = MakeStatement(source, Of("P1"));
  ASSERT_TRUE(statement.has_value()) << statement.error().context;
  EXPECT_EQ(statement->faults, std::vector<std::string>{});
  ASSERT_EQ(statement->holdings.size(), 1U);
  const HoldingStatement& holding = statement->holdings[0];
  EXPECT_EQ(holding.total, 12'640U);
  std::uint64_t sum = 0;
  for (const SerialGroup& group : holding.groups) {
    sum += group.quantity();
  }
  EXPECT_EQ(sum, 12'640U);
  EXPECT_EQ(holding.opening, 0U);
  EXPECT_EQ(holding.movements.back().balance, 12'640U);
}

TEST(Statement, JoinsAdjacentBlocksInOnePosition) {
  StoreSource source(Story().store());
  StatementQuery query = Of("P4");
  query.at = Height(5);  // pledged: two positions
  auto statement = MakeStatement(source, query);
  ASSERT_TRUE(statement.has_value());
  EXPECT_EQ(statement->holdings.at(0).groups.size(), 2U);
  query.at = Height(7);  // released: two blocks, one range again
  statement = MakeStatement(source, query);
  ASSERT_TRUE(statement.has_value());
  const HoldingStatement& holding = statement->holdings.at(0);
  EXPECT_EQ(holding.block_count, 2U);
  ASSERT_EQ(holding.groups.size(), 1U);
  EXPECT_EQ(holding.groups[0].quantity(), 60'061U);
  EXPECT_EQ(holding.groups[0].blocks, 2U);
}

TEST(Statement, SpeaksOfAnEarlierHeight) {
  StoreSource source(Story().store());
  StatementQuery query = Of("P4");
  query.at = Height(3);  // the allowances have just come
  const auto statement = MakeStatement(source, query);
  ASSERT_TRUE(statement.has_value());
  EXPECT_EQ(statement->faults, std::vector<std::string>{});
  EXPECT_EQ(statement->holdings.at(0).total, 60'061U);
  EXPECT_EQ(statement->holdings.at(0).movements.size(), 1U);
}

TEST(Statement, CarriesForwardWhatCameBeforeItsFirstDay) {
  StoreSource source(Story().store());
  StatementQuery query = Of("P1");
  query.since = tests::Time("2025-11-25");
  const auto statement = MakeStatement(source, query);
  ASSERT_TRUE(statement.has_value());
  const HoldingStatement& holding = statement->holdings.at(0);
  EXPECT_EQ(holding.opening, 13'640U);
  EXPECT_EQ(holding.movements.back().balance, 12'640U);
}

TEST(Statement, NoticesAnEventThatIsLeftOut) {
  StoreSource source(Story().store());
  source.change_events = [](ByteView, std::vector<Bytes>& events) { events.pop_back(); };
  const auto statement = MakeStatement(source, Of("P1"));
  ASSERT_TRUE(statement.has_value());
  EXPECT_EQ(statement->faults.size(), 1U);
}

TEST(Statement, NoticesAHoldingThatWasChanged) {
  StoreSource source(Story().store());
  source.change_record = [](ByteView key, Bytes& value) {
    if (key.starts_with("a/P1/")) {
      auto holding = *Decode<contracts::Holding>(value);
      holding.registered = Quantity(holding.registered.value() + 1);
      value = Encode(holding);
    }
  };
  const auto statement = MakeStatement(source, Of("P1"));
  ASSERT_TRUE(statement.has_value());
  EXPECT_FALSE(statement->faults.empty());
}

TEST(Statement, NoticesABlockThatIsHidden) {
  StoreSource source(Story().store());
  source.change_record = [](ByteView key, Bytes& value) {
    if (key.starts_with("u/")) {
      auto block = *Decode<contracts::UnitBlock>(value);
      block.holder = AccountId("ELSEWHERE");
      value = Encode(block);
    }
  };
  const auto statement = MakeStatement(source, Of("P1"));
  ASSERT_TRUE(statement.has_value());
  EXPECT_EQ(statement->faults.size(), 2U);  // the position and the number of blocks
  EXPECT_NE(StatementText(*statement, Language::kEnglish, {}).find("does not add up"),
            std::string::npos);
}

TEST(Statement, IsRefusedForAnAccountThatIsNotThereOrTooLarge) {
  StoreSource source(Story().store());
  EXPECT_EQ(MakeStatement(source, Of("NOBODY")).error().code, StatusCode::kNotFound);
  StatementQuery query = Of("P4");
  query.blocks_max = 1;
  EXPECT_EQ(MakeStatement(source, query).error().code, StatusCode::kLimit);
}

}  // namespace
}  // namespace heng::cli::audit
