// SPDX-License-Identifier: Apache-2.0
// Goal: quorums of any size overlap in an honest member, and malformed sets are refused.
// Method: every size up to the limit; a table of broken sets; the schedule over whole rounds.
#include "consensus/validator_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "consensus/leader_schedule.h"
#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

std::vector<Validator> Members(std::uint32_t n) {
  const ValidatorSet set = MakeValidators(n);
  std::vector<Validator> members;
  for (std::uint32_t i = 0; i < n; ++i) {
    members.push_back(set.at(ValidatorIndex(i)));
  }
  return members;
}

TEST(ValidatorSet, AnyTwoQuorumsShareAnHonestMember) {
  for (std::uint32_t n = 1; n <= kValidatorsMax; ++n) {
    const ValidatorSet set = MakeValidators(n);
    EXPECT_EQ(set.faults(), (n - 1) / 3);
    EXPECT_EQ(set.quorum(), n - set.faults());
    EXPECT_GT(2 * set.quorum(), n + set.faults()) << n;
    EXPECT_LE(set.quorum() + set.faults(), n) << "the honest alone are a quorum";
  }
}

TEST(ValidatorSet, FindsMembersByKeyAndKnowsItsHash) {
  const ValidatorSet set = MakeValidators(4);
  EXPECT_EQ(set.IndexOf(KeyOf(2)), ValidatorIndex(2));
  EXPECT_EQ(set.IndexOf(KeyOf(9)), std::nullopt);
  EXPECT_EQ(set.hash(), HashOf(Members(4)));
  EXPECT_NE(set.hash(), MakeValidators(5).hash());
  EXPECT_FALSE(set.Contains(ValidatorIndex(4)));
}

TEST(ValidatorSet, RefusesMalformedSets) {
  std::vector<Validator> unsorted = Members(4);
  std::swap(unsorted[1], unsorted[2]);
  std::vector<Validator> twice = Members(4);
  twice[2].name = twice[1].name;
  std::vector<Validator> shared_key = Members(4);
  shared_key[3].vote_key = shared_key[0].vote_key;
  std::vector<Validator> nameless = Members(4);
  nameless[0].name = "";
  std::vector<Validator> too_many = Members(100);
  too_many.push_back(too_many.back());
  too_many.back().name = "v999";
  too_many.back().vote_key = KeyOf(1000);
  for (const auto& broken :
       {std::vector<Validator>{}, unsorted, twice, shared_key, nameless, too_many}) {
    EXPECT_FALSE(ValidatorSet::Create(broken).has_value());
  }
}

TEST(LeaderSchedule, EveryValidatorLeadsOnceARound) {
  for (const std::uint32_t n : {1U, 4U, 7U, 100U}) {
    const LeaderSchedule schedule{ChainId("heng-dev-1"), Epoch(1), n};
    std::set<ValidatorIndex> leaders;
    for (std::uint64_t view = 5; view < 5 + n; ++view) {
      leaders.insert(schedule.LeaderOf(View(view)));
    }
    EXPECT_EQ(leaders.size(), n);
    EXPECT_EQ(schedule.LeaderOf(View(5)), schedule.LeaderOf(View(5 + n)));
  }
}

TEST(LeaderSchedule, FollowsThePublishedFormula) {
  // SHA-256("HENG-LEADER/1\n" | SHA-256("heng-test-4") | 0000000000000001) begins with a number
  // that is a multiple of four.
  const LeaderSchedule schedule{ChainId("heng-test-4"), Epoch(1), 4};
  for (std::uint64_t view = 0; view < 12; ++view) {
    EXPECT_EQ(schedule.LeaderOf(View(view)), ValidatorIndex(static_cast<std::uint32_t>(view % 4)));
  }
  EXPECT_EQ(LeaderSchedule(ChainId("heng-test-3"), Epoch(1), 4).LeaderOf(View(0)),
            ValidatorIndex(3));
}

TEST(LeaderSchedule, DoesNotOverflowAtTheLastView) {
  const LeaderSchedule schedule{ChainId("heng-test-3"), Epoch(1), 7};
  EXPECT_LT(schedule.LeaderOf(View(~0ULL)).value(), 7U);
}

}  // namespace
}  // namespace heng::consensus::testing
