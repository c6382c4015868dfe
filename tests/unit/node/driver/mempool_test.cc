// SPDX-License-Identifier: Apache-2.0
// Goal: the pool keeps its bounds, its order and its promises to clients.
// Method: transactions made by hand; no signatures, no driver.
#include "node/mempool/mempool.h"

#include <gtest/gtest.h>

#include "core/crypto/hash.h"

namespace heng::node {
namespace {

TransactionPtr Make(const std::string& author,
                    std::uint64_t sequence,
                    std::uint64_t valid_until = 1'000,
                    std::size_t size = 100) {
  const Bytes name = author + "/" + std::to_string(sequence) + "/" + std::to_string(valid_until) +
                     "/" + std::to_string(size);
  VerifiedTransaction transaction;
  transaction.bytes = name;
  transaction.bytes.resize(size, '.');
  transaction.id = As<TransactionId>(Sha256("id" + name));
  transaction.digest = As<TransactionDigest>(Sha256("digest" + name));
  transaction.body.author = PersonId(author);
  transaction.body.sequence = sequence;
  transaction.body.valid_until = BlockTime(valid_until);
  return std::make_shared<const VerifiedTransaction>(std::move(transaction));
}

std::vector<TransactionPtr> ChooseAll(const Mempool& pool,
                                      const std::vector<TransactionPtr>& taken = {}) {
  return pool.Choose({.transactions_max = 1'000,
                      .bytes_max = 1 << 20,
                      .is_taken = [&taken](const TransactionId& id) {
                        for (const TransactionPtr& transaction : taken) {
                          if (transaction->id == id) {
                            return true;
                          }
                        }
                        return false;
                      }});
}

Mempool SmallPool() {
  return Mempool({.transactions_max = 4, .bytes_max = 1'000, .author_transactions_max = 2});
}

TEST(Mempool, FindsWhatItAccepted) {
  Mempool pool({});
  const TransactionPtr transaction = Make("a", 1);
  EXPECT_EQ(pool.Add(transaction, false), Admission::kAccepted);
  EXPECT_TRUE(pool.Contains(transaction->id));
  EXPECT_EQ(pool.Find(transaction->digest), transaction);
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.bytes(), 100U);
}

TEST(Mempool, RefusesTheSameTransactionTwice) {
  Mempool pool({});
  ASSERT_EQ(pool.Add(Make("a", 1), false), Admission::kAccepted);
  EXPECT_EQ(pool.Add(Make("a", 1), false), Admission::kDuplicate);
  EXPECT_EQ(pool.size(), 1U);
}

TEST(Mempool, RefusesMoreThanItsNumber) {
  Mempool pool = SmallPool();
  for (const char* author : {"a", "b", "c", "d"}) {
    ASSERT_EQ(pool.Add(Make(author, 1), false), Admission::kAccepted);
  }
  EXPECT_EQ(pool.Add(Make("e", 1), false), Admission::kPoolFull);
}

TEST(Mempool, RefusesMoreThanItsBytes) {
  Mempool pool = SmallPool();
  ASSERT_EQ(pool.Add(Make("a", 1, 1'000, 900), false), Admission::kAccepted);
  EXPECT_EQ(pool.Add(Make("b", 1, 1'000, 101), false), Admission::kPoolFull);
  EXPECT_EQ(pool.Add(Make("b", 2, 1'000, 100), false), Admission::kAccepted);
}

TEST(Mempool, RefusesMoreOfOneAuthorThanHisShare) {
  Mempool pool = SmallPool();
  ASSERT_EQ(pool.Add(Make("a", 1), false), Admission::kAccepted);
  ASSERT_EQ(pool.Add(Make("a", 2), false), Admission::kAccepted);
  EXPECT_EQ(pool.Add(Make("a", 3), false), Admission::kAuthorFull);
  EXPECT_EQ(pool.Add(Make("b", 1), false), Admission::kAccepted);
}

TEST(Mempool, RefusesWhatTheChainHasOutlived) {
  Mempool pool({});
  pool.Advance({}, BlockTime(500));
  EXPECT_EQ(pool.Add(Make("a", 1, 499), false), Admission::kExpired);
  EXPECT_EQ(pool.Add(Make("a", 2, 500), false), Admission::kAccepted);
}

TEST(Mempool, GivesBackRoomWhenABlockOrdersSomething) {
  Mempool pool = SmallPool();
  const TransactionPtr first = Make("a", 1);
  ASSERT_EQ(pool.Add(first, false), Admission::kAccepted);
  ASSERT_EQ(pool.Add(Make("a", 2), false), Admission::kAccepted);
  const std::vector<TransactionId> committed = {first->id, Make("z", 9)->id};
  EXPECT_TRUE(pool.Advance(committed, BlockTime(1)).empty());
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.bytes(), 100U);
  EXPECT_EQ(pool.Find(first->digest), nullptr);
  EXPECT_EQ(pool.Add(Make("a", 3), false), Admission::kAccepted);
}

TEST(Mempool, SaysWhatExpired) {
  Mempool pool({});
  const TransactionPtr old = Make("a", 1, 10);
  ASSERT_EQ(pool.Add(old, false), Admission::kAccepted);
  ASSERT_EQ(pool.Add(Make("a", 2, 20), false), Admission::kAccepted);
  EXPECT_TRUE(pool.Advance({}, BlockTime(10)).empty());
  EXPECT_EQ(pool.Advance({}, BlockTime(11)), std::vector<TransactionId>{old->id});
  EXPECT_EQ(pool.size(), 1U);
}

TEST(Mempool, ChoosesInOrderOfArrivalAndOfSequenceWithinAnAuthor) {
  Mempool pool({});
  const TransactionPtr later = Make("a", 7);
  const TransactionPtr other = Make("b", 1);
  const TransactionPtr earlier = Make("a", 3);
  for (const TransactionPtr& transaction : {later, other, earlier}) {
    ASSERT_EQ(pool.Add(transaction, false), Admission::kAccepted);
  }
  EXPECT_EQ(ChooseAll(pool), (std::vector<TransactionPtr>{earlier, other, later}));
}

TEST(Mempool, DoesNotChooseWhatAncestorsOrder) {
  Mempool pool({});
  const TransactionPtr first = Make("a", 1);
  const TransactionPtr second = Make("a", 2);
  const TransactionPtr third = Make("a", 3);
  for (const TransactionPtr& transaction : {third, first, second}) {
    ASSERT_EQ(pool.Add(transaction, false), Admission::kAccepted);
  }
  EXPECT_EQ(ChooseAll(pool, {first}), (std::vector<TransactionPtr>{second, third}));
  EXPECT_EQ(ChooseAll(pool, {third, second}), std::vector<TransactionPtr>{first});
  EXPECT_TRUE(ChooseAll(pool, {first, second, third}).empty());
}

TEST(Mempool, ChoosesWithinTheBoundsOfABlock) {
  Mempool pool({});
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
    ASSERT_EQ(pool.Add(Make("a", sequence), false), Admission::kAccepted);
  }
  const auto choose = [&pool](std::uint64_t transactions_max, std::uint64_t bytes_max) {
    return pool
        .Choose({.transactions_max = transactions_max,
                 .bytes_max = bytes_max,
                 .is_taken = [](const TransactionId&) { return false; }})
        .size();
  };
  EXPECT_EQ(choose(2, 10'000), 2U);
  EXPECT_EQ(choose(10, 399), 3U);
  EXPECT_EQ(choose(10, 400), 4U);
  EXPECT_EQ(choose(0, 10'000), 0U);
}

TEST(Mempool, StopsBeforeWhatIsWantedButTakesTheFirst) {
  Mempool pool({});
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
    ASSERT_EQ(pool.Add(Make("a", sequence), false), Admission::kAccepted);
  }
  const auto choose = [&pool](std::uint64_t bytes_max, std::uint64_t bytes_wanted) {
    return pool
        .Choose({.transactions_max = 10,
                 .bytes_max = bytes_max,
                 .bytes_wanted = bytes_wanted,
                 .is_taken = [](const TransactionId&) { return false; }})
        .size();
  };
  EXPECT_EQ(choose(10'000, 399), 3U);
  EXPECT_EQ(choose(10'000, 1), 1U);
  EXPECT_EQ(choose(99, 1), 0U) << "the bound of a block holds for the first too";
}

TEST(Mempool, GossipsWhatClientsBroughtOnce) {
  Mempool pool({});
  const TransactionPtr own = Make("a", 1);
  ASSERT_EQ(pool.Add(own, true), Admission::kAccepted);
  ASSERT_EQ(pool.Add(Make("b", 1), false), Admission::kAccepted);
  ASSERT_EQ(pool.Add(own, true), Admission::kDuplicate);
  EXPECT_TRUE(pool.HasUngossiped());
  EXPECT_EQ(pool.TakeUngossiped(), std::vector<TransactionPtr>{own});
  EXPECT_FALSE(pool.HasUngossiped());
  EXPECT_TRUE(pool.TakeUngossiped().empty());
}

}  // namespace
}  // namespace heng::node
