// SPDX-License-Identifier: Apache-2.0
// Goal: words become exactly the fields of the published messages, or a mistake that helps.
// Method: operations that exist; their bytes are decoded again with the generated code.
#include "cli/scenario/binder.h"

#include <gtest/gtest.h>
#include <heng/v1/operations.pb.h>
#include <heng/v1/records.pb.h>

#include "cli/scenario/lexer.h"
#include "cli/scenario/parser.h"
#include "core/crypto/development_key.h"
#include "core/crypto/hash.h"

namespace heng::cli::scenario {
namespace {

Binding TestBinding() {
  return {.names = {{"P1", "91420700MA0000111P"}, {"Q", "1,602,360"}}, .key_seed = "seed"};
}

Parsed<Bytes> Bind(std::string_view text) {
  HENG_TRY(const std::vector<Word> words, SplitWords(text, {.line = 1, .column = 1}));
  HENG_TRY(const OperationText operation, ParseOperation(words));
  return BindOperation(operation, TestBinding());
}

heng::v1::Operation Bound(std::string_view text) {
  heng::v1::Operation operation;
  const auto bytes = Bind(text);
  EXPECT_TRUE(bytes.has_value()) << (bytes ? "" : bytes.error().message);
  EXPECT_TRUE(bytes && operation.ParseFromString(*bytes));
  return operation;
}

std::string Mistaken(std::string_view text) {
  const auto bytes = Bind(text);
  return bytes ? "no mistake" : bytes.error().message;
}

TEST(Binder, FillsTextsEnumsTruthsAndHashes) {
  const auto operation = Bound(
      "register-participant id=$P1 name=\"鄂州 \\\"A\\\"\" roles=holder,ccer-exchange "
      "key-emitting=yes exception-evidence=text:\"证据\"");
  const auto& participant = operation.register_participant();
  EXPECT_EQ(participant.id(), "91420700MA0000111P");
  EXPECT_EQ(participant.name(), "鄂州 \"A\"");
  ASSERT_EQ(participant.roles_size(), 2);
  EXPECT_EQ(participant.roles(1), heng::v1::ROLE_CCER_EXCHANGE);
  EXPECT_TRUE(participant.key_emitting());
  EXPECT_EQ(participant.exception_evidence(), Sha256("证据").bytes());
}

TEST(Binder, FillsNumbersMoneyDaysTimesAndSerials) {
  const auto trade = Bound(
                         "settle-trade mode=block quantity=$Q price=58.00 "
                         "traded-at=2025-11-03T10:00 ranges=CN-CEA-2024-000000000001-000000000100")
                         .settle_trade();
  EXPECT_EQ(trade.mode(), heng::v1::TRADE_MODE_BLOCK);
  EXPECT_EQ(trade.quantity(), 1'602'360U);
  EXPECT_EQ(trade.price(), 5800U);
  EXPECT_EQ(trade.traded_at(), 1'762'135'200'000U);
  ASSERT_EQ(trade.ranges_size(), 1);
  EXPECT_EQ(trade.ranges(0).batch(), "CN-CEA-2024");
  EXPECT_EQ(trade.ranges(0).last(), 100U);
  EXPECT_EQ(Bound("propose-pledge term=2026-12-01").propose_pledge().term(), 20261201U);
}

TEST(Binder, FillsMessagesInBraces) {
  const auto right =
      Bound("issue-water-right years={year=2024 quantity=5,000,000},{year=2025 quantity=1}")
          .issue_water_right();
  ASSERT_EQ(right.years_size(), 2);
  EXPECT_EQ(right.years(0).quantity(), 5'000'000U);
  EXPECT_EQ(right.years(1).year(), 2025U);
}

TEST(Binder, GivesPersonsTheKeysOfTheirNames) {
  const auto person = Bound("register-person id=p1.maker").register_person();
  EXPECT_EQ(person.public_key(), DevelopmentKey("seed", "p1.maker").public_key().bytes());
  const auto other = Bound("register-person id=p1.maker public-key=key:x").register_person();
  EXPECT_EQ(other.public_key(), DevelopmentKey("seed", "x").public_key().bytes());
}

TEST(Binder, HelpsWithMistakes) {
  EXPECT_NE(Mistaken("settle-trad x=1").find("did you mean 'settle-trade'"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade quantiy=1").find("did you mean 'quantity'"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade mode=blok").find("did you mean 'block'"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade mode=x").find("bidding"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade price=58").find("two decimals"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade quantity=1,00").find("number"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade quantity=-1").find("number"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade quantity=18446744073709551616").find("number"),
            std::string::npos);
  EXPECT_NE(Mistaken("settle-trade quantity=1 quantity=1").find("twice"), std::string::npos);
  EXPECT_NE(Mistaken("settle-trade seller=$NOBODY").find("nothing above is named"),
            std::string::npos);
  EXPECT_NE(Mistaken("settle-trade ranges=CN-CEA-2024").find("range of serials"),
            std::string::npos);
  EXPECT_NE(Mistaken("register-participant key-emitting=true").find("yes or no"),
            std::string::npos);
  EXPECT_NE(Mistaken("register-participant exception-evidence=xyz").find("hexadecimal"),
            std::string::npos);
  EXPECT_NE(Mistaken("propose-pledge term=2026-13-01").find("day"), std::string::npos);
  EXPECT_NE(Mistaken("propose-pledge term=2026-12-01T10:00").find("day"), std::string::npos);
  EXPECT_NE(Mistaken("issue-water-right years=5").find("fields of its own"), std::string::npos);
}

TEST(Binder, StopsAtBracesNestedTooDeeply) {
  std::string text = "a";
  for (int i = 0; i < 200; ++i) {
    text = "{issue-water-right years={" + text + "}}";
  }
  EXPECT_NE(Mistaken("issue-water-right years=" + text), "no mistake");
}

}  // namespace
}  // namespace heng::cli::scenario
