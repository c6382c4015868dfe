// SPDX-License-Identifier: Apache-2.0
// Goal: what a peer may not say is refused for exactly its reason and changes nothing.
// Method: handlers of a fresh engine of four validators, which is validator 0 in view 1; messages
// signed for real but for the one thing that is wrong.
#include <gtest/gtest.h>

#include "consensus/handlers/handlers.h"
#include "consensus/learn.h"
#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

const BlockId kGenesis = As<BlockId>(Sha256("genesis"));

class Refusals : public ::testing::Test {
 protected:
  Refusals()
      : crypto_(0),
        engine_(Config{.chain_id = ChainId(kChain),
                       .epoch = Epoch(1),
                       .validators = MakeValidators(4),
                       .self = ValidatorIndex(0),
                       .crypto = &crypto_,
                       .parameters = {}},
                RecoveredState{.tip = {.view = View(),
                                       .pid = ProposalId(),
                                       .height = Height(0),
                                       .block_id = kGenesis,
                                       .time = BlockTime(1'000)},
                               .tip_certificate = std::nullopt,
                               .journal = {},
                               .amnesia = false}) {
    HandleStarted(engine_);
  }

  static Vote VoteOf(std::uint32_t signer, const VoteContent& content) {
    return SignAs(signer, MakeValidators(4), content);
  }
  static PeerId Link(std::uint32_t validator) { return PeerOf(ValidatorIndex(validator)); }

  KeyedCrypto crypto_;
  Engine engine_;
};

void ExpectRefused(const Outcome& outcome, Reject reason) {
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error(), reason);
}

TEST_F(Refusals, AVoteOfAnotherEpoch) {
  Vote vote = VoteOf(1, NullifyOf(1));
  vote.epoch = Epoch(2);
  ExpectRefused(HandleVote(engine_, Link(1), vote), Reject::kWrongEpoch);
}

TEST_F(Refusals, AVoteThatComesOverAnothersLink) {
  ExpectRefused(HandleVote(engine_, Link(2), VoteOf(1, NullifyOf(1))), Reject::kWrongSender);
}

TEST_F(Refusals, AVoteOfNoValidator) {
  Vote vote = VoteOf(1, NullifyOf(1));
  vote.signer = ValidatorIndex(9);
  ExpectRefused(HandleVote(engine_, Link(9), vote), Reject::kUnknownValidator);
}

TEST_F(Refusals, AVoteFarAheadIsRefusedForNowOnly) {
  const Outcome outcome = HandleVote(engine_, Link(1), VoteOf(1, NullifyOf(50)));
  ExpectRefused(outcome, Reject::kTooEarly);
  EXPECT_FALSE(IsPermanent(outcome.error()));
}

TEST_F(Refusals, AVoteWithAWrongSignature) {
  Vote vote = VoteOf(1, NullifyOf(1));
  vote.signature = VoteOf(2, NullifyOf(1)).signature;
  ExpectRefused(HandleVote(engine_, Link(1), vote), Reject::kBadSignature);
}

TEST_F(Refusals, AVoteSaidBefore) {
  const Vote vote = VoteOf(1, NullifyOf(1));
  ASSERT_TRUE(HandleVote(engine_, Link(1), vote).has_value());
  ExpectRefused(HandleVote(engine_, Link(1), vote), Reject::kAlreadyKnown);
}

TEST_F(Refusals, AVoteOfAViewLongDecided) {
  engine_.current = View(10'000);
  ASSERT_GT(engine_.VoteFloor(), View(1));
  ExpectRefused(HandleVote(engine_, Link(1), VoteOf(1, NullifyOf(1))), Reject::kStale);
}

TEST_F(Refusals, ACertificateWithoutAQuorum) {
  ExpectRefused(HandleCertificate(engine_, CertifyAs({1, 2}, MakeValidators(4), NullifyOf(1))),
                Reject::kTooFewSigners);
}

TEST_F(Refusals, AProposalOfAnotherChain) {
  ProposalMessage message;
  message.proposal.chain_id = ChainId("another");
  message.proposal.epoch = Epoch(1);
  message.proposal.view = View(1);
  ExpectRefused(HandleProposal(engine_, Link(1), message), Reject::kWrongChain);
}

TEST_F(Refusals, AProposalThatIsNotTheLeaders) {
  ProposalMessage message;
  message.proposal.chain_id = ChainId(kChain);
  message.proposal.epoch = Epoch(1);
  message.proposal.view = View(1);
  const ValidatorIndex leader = engine_.leaders.LeaderOf(View(1));
  const std::uint32_t other = (leader.value() + 1) % 4;
  ExpectRefused(HandleProposal(engine_, Link(other), message), Reject::kWrongSender);
}

TEST_F(Refusals, AnAnswerThatWasNotAskedFor) {
  ExpectRefused(HandleAncestors(engine_, Link(1), Ancestors{}), Reject::kNotAsked);
}

// A true answer about other blocks: the question stays open, for the next peer.
TEST_F(Refusals, AnAnswerThatBringsNoBlockThatWasMissing) {
  Proposal known;
  known.chain_id = ChainId(kChain);
  known.epoch = Epoch(1);
  known.view = View(1);
  known.height = Height(1);
  known.parent_block_id = kGenesis;
  engine_.tree.Insert(known);
  engine_.catch_up.ancestors = AncestorsQuestion{.pid = IdOf(known), .asked = Link(1)};
  Ancestors answer;
  answer.epoch = Epoch(1);
  answer.proposals = {known};
  // It may be the late answer to an earlier question, unless no question was about that height.
  ExpectRefused(HandleAncestors(engine_, Link(1), answer), Reject::kAlreadyKnown);
  engine_.catch_up.asked_above_min = Height(1);
  ExpectRefused(HandleAncestors(engine_, Link(1), answer), Reject::kWrongAnswer);
  EXPECT_TRUE(engine_.catch_up.ancestors.has_value());
}

TEST_F(Refusals, AFetchThatAsksForNothing) {
  FetchCertificates fetch;
  fetch.epoch = Epoch(1);
  fetch.type = VoteType::kNotarize;
  fetch.first = View(5);
  fetch.last = View(4);
  ExpectRefused(HandleFetchCertificates(engine_, Link(1), fetch), Reject::kMalformed);
}

}  // namespace
}  // namespace heng::consensus::testing
