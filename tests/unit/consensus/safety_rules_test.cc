// SPDX-License-Identifier: Apache-2.0
// Goal: whatever is asked in whatever order, the votes given out never contradict each other.
// Method: each forbidden case by name, then every sequence of up to five questions about one view,
// with a restart between any two of them.
#include "consensus/safety_rules.h"

#include <gtest/gtest.h>

#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

const ProposalId kA = As<ProposalId>(Sha256("a"));
const ProposalId kB = As<ProposalId>(Sha256("b"));
const BlockId kX = As<BlockId>(Sha256("x"));

SafetyRules Voting(View floor = View()) {
  return SafetyRules(Epoch(1), VotingMode::kVoting, floor);
}
NotarizeCase NotarizeIn(std::uint64_t view, const ProposalId& pid) {
  return {.current = View(view),
          .view = View(view),
          .pid = pid,
          .justified = true,
          .parent_certified = true,
          .verified = true};
}
FinalizeCase FinalizeIn(std::uint64_t view, const ProposalId& pid) {
  return {.view = View(view), .pid = pid, .block_id = kX, .notarized = true, .certified = true};
}
NullifyCase NullifyIn(std::uint64_t view) {
  return {.current = View(view), .view = View(view)};
}

TEST(SafetyRules, NotarizesOnlyWhenEveryConditionHolds) {
  using Break = void (*)(NotarizeCase&);
  for (const Break broken :
       std::initializer_list<Break>{[](NotarizeCase& c) { c.current = View(6); },
                                    [](NotarizeCase& c) { c.justified = false; },
                                    [](NotarizeCase& c) { c.parent_certified = false; },
                                    [](NotarizeCase& c) { c.verified = false; }}) {
    SafetyRules rules = Voting();
    NotarizeCase facts = NotarizeIn(5, kA);
    broken(facts);
    EXPECT_EQ(rules.Notarize(facts), std::nullopt);
    EXPECT_FALSE(rules.HasNotarized(View(5)));
  }
  SafetyRules rules = Voting();
  EXPECT_EQ(rules.Notarize(NotarizeIn(5, kA)), NotarizeOf(5, kA));
}

TEST(SafetyRules, FinalizesOnlyWhatIsNotarizedAndCertified) {
  SafetyRules rules = Voting();
  FinalizeCase facts = FinalizeIn(5, kA);
  facts.notarized = false;
  EXPECT_EQ(rules.Finalize(facts), std::nullopt);
  facts = FinalizeIn(5, kA);
  facts.certified = false;
  EXPECT_EQ(rules.Finalize(facts), std::nullopt);
  EXPECT_EQ(rules.Finalize(FinalizeIn(5, kA)), FinalizeOf(5, kA, kX));
}

TEST(SafetyRules, NullifiesOnlyTheCurrentView) {
  SafetyRules rules = Voting();
  EXPECT_EQ(rules.Nullify({.current = View(6), .view = View(5)}), std::nullopt);
  EXPECT_EQ(rules.Nullify(NullifyIn(6)), NullifyOf(6));
  EXPECT_EQ(rules.Nullify(NullifyIn(6)), std::nullopt) << "once";
}

TEST(SafetyRules, SaysNothingBelowTheFloorAndNothingWithoutTheRight) {
  SafetyRules below = Voting(View(5));
  EXPECT_EQ(below.Notarize(NotarizeIn(5, kA)), std::nullopt);
  EXPECT_EQ(below.Nullify(NullifyIn(5)), std::nullopt);
  EXPECT_EQ(below.Finalize(FinalizeIn(5, kA)), std::nullopt);
  for (const VotingMode mode :
       {VotingMode::kFollower, VotingMode::kAmnesia, VotingMode::kStopped}) {
    SafetyRules rules(Epoch(1), mode, View());
    EXPECT_EQ(rules.Notarize(NotarizeIn(6, kA)), std::nullopt);
    EXPECT_EQ(rules.Nullify(NullifyIn(6)), std::nullopt);
    EXPECT_EQ(rules.Finalize(FinalizeIn(6, kA)), std::nullopt);
  }
}

TEST(SafetyRules, StoppingIsForEverAndAmnesiaIsStrongest) {
  SafetyRules rules = Voting();
  rules.Stop(VotingMode::kStopped);
  EXPECT_EQ(rules.Nullify(NullifyIn(6)), std::nullopt);
  rules.Stop(VotingMode::kAmnesia);
  rules.Stop(VotingMode::kStopped);
  EXPECT_EQ(rules.mode(), VotingMode::kAmnesia);
}

TEST(SafetyRules, RecognisesAForgottenVote) {
  const ValidatorSet set = MakeValidators(4);
  SafetyRules rules = Voting(View(3));
  EXPECT_EQ(rules.Notarize(NotarizeIn(5, kA)), NotarizeOf(5, kA));
  EXPECT_FALSE(rules.HasForgotten(SignAs(0, set, NotarizeOf(5, kA))));
  EXPECT_TRUE(rules.HasForgotten(SignAs(0, set, NotarizeOf(5, kB))));
  EXPECT_TRUE(rules.HasForgotten(SignAs(0, set, NullifyOf(5))));
  EXPECT_TRUE(rules.HasForgotten(SignAs(0, set, FinalizeOf(5, kA, kX))));
  EXPECT_TRUE(rules.HasForgotten(SignAs(0, set, NullifyOf(9))));
  EXPECT_FALSE(rules.HasForgotten(SignAs(0, set, NullifyOf(3)))) << "the floor has forgotten it";
}

TEST(SafetyRules, RaisingTheFloorNeverOpensAViewAgain) {
  SafetyRules rules = Voting();
  EXPECT_TRUE(rules.Notarize(NotarizeIn(5, kA)).has_value());
  rules.RaiseFloor(View(7));
  rules.RaiseFloor(View(2));
  EXPECT_EQ(rules.floor(), View(7));
  EXPECT_EQ(rules.Notarize(NotarizeIn(5, kB)), std::nullopt);
  EXPECT_EQ(rules.Notarize(NotarizeIn(7, kB)), std::nullopt);
}

// Question 0..4 about view 5.
std::optional<VoteContent> Ask(SafetyRules& rules, int question) {
  switch (question) {
    case 0:
      return rules.Notarize(NotarizeIn(5, kA));
    case 1:
      return rules.Notarize(NotarizeIn(5, kB));
    case 2:
      return rules.Nullify(NullifyIn(5));
    case 3:
      return rules.Finalize(FinalizeIn(5, kA));
    default:
      return rules.Finalize(FinalizeIn(5, kB));
  }
}

TEST(SafetyRules, NoSequenceOfQuestionsAndRestartsMakesItContradictItself) {
  const ValidatorSet set = MakeValidators(4);
  int sequences = 0;
  for (int code = 0; code < 10 * 10 * 10 * 10 * 10; ++code) {
    SafetyRules rules = Voting();
    std::vector<VoteContent> given;
    int rest = code;
    for (int step = 0; step < 5; ++step) {
      if (const auto vote = Ask(rules, rest % 5)) {
        for (const VoteContent& earlier : given) {
          ASSERT_FALSE(Conflict(earlier, *vote)) << code;
          ASSERT_FALSE(earlier.type == VoteType::kNullify) << "nothing after NULLIFY, " << code;
          ASSERT_FALSE(earlier == *vote) << "twice, " << code;
        }
        given.push_back(*vote);
      }
      if (rest % 10 >= 5) {
        rules = Voting();
        for (const VoteContent& vote : given) {
          rules.Replay(SignAs(0, set, vote));
        }
      }
      rest /= 10;
    }
    sequences += given.empty() ? 0 : 1;
  }
  EXPECT_EQ(sequences, 100'000);
}

}  // namespace
}  // namespace heng::consensus::testing
