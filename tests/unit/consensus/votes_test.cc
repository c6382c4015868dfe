// SPDX-License-Identifier: Apache-2.0
// Goal: votes become certificates at a quorum and not before, contradictions become evidence,
// memory stays bounded, and no signature is verified twice. Method: vote sets and pools fed by
// hand; a crypto that counts.
#include <gtest/gtest.h>

#include "consensus/certificate_pool.h"
#include "consensus/vote_pool.h"
#include "consensus/vote_verifier.h"
#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

const ProposalId kA = As<ProposalId>(Sha256("a"));
const ProposalId kB = As<ProposalId>(Sha256("b"));
const ProposalId kC = As<ProposalId>(Sha256("c"));
const BlockId kX = As<BlockId>(Sha256("x"));
const BlockId kY = As<BlockId>(Sha256("y"));

TEST(VoteSet, AssemblesACertificateAtAQuorumAndNotBefore) {
  const ValidatorSet set = MakeValidators(4);
  VoteSet votes;
  for (const std::uint32_t signer : {3U, 0U}) {
    EXPECT_EQ(votes.Insert(SignAs(signer, set, NotarizeOf(5, kA))), std::nullopt);
  }
  votes.Insert(SignAs(1, set, NotarizeOf(5, kB)));
  votes.Insert(SignAs(3, set, NotarizeOf(5, kA)));  // again
  EXPECT_EQ(votes.CountOf(NotarizeOf(5, kA)), 2U);
  EXPECT_EQ(votes.Assemble(NotarizeOf(5, kA), set), std::nullopt);
  votes.Insert(SignAs(2, set, NotarizeOf(5, kA)));
  EXPECT_EQ(votes.Assemble(NotarizeOf(5, kA), set), CertifyAs({0, 2, 3}, set, NotarizeOf(5, kA)));
}

TEST(VoteSet, CountsTheFirstOfTwoAndKeepsTheSecondAsEvidence) {
  const ValidatorSet set = MakeValidators(4);
  VoteSet votes;
  votes.Insert(SignAs(1, set, NotarizeOf(5, kA)));
  const auto evidence = votes.Insert(SignAs(1, set, NotarizeOf(5, kB)));
  ASSERT_TRUE(evidence.has_value());
  EXPECT_EQ(evidence->signer(), ValidatorIndex(1));
  EXPECT_EQ(votes.CountOf(NotarizeOf(5, kB)), 0U);
  EXPECT_TRUE(votes.IsFull(VoteType::kNotarize, ValidatorIndex(1)));
  const Vote third = SignAs(1, set, NotarizeOf(5, kC));
  EXPECT_TRUE(votes.Insert(third).has_value());
  EXPECT_FALSE(votes.Holds(third.content(), third.signer, third.signature)) << "bounded";
}

TEST(VoteSet, SeesFinalizeAgainstNullifyInBothOrders) {
  const ValidatorSet set = MakeValidators(4);
  VoteSet votes;
  EXPECT_FALSE(votes.Insert(SignAs(0, set, NotarizeOf(5, kA))).has_value());
  EXPECT_FALSE(votes.Insert(SignAs(0, set, NullifyOf(5))).has_value());
  EXPECT_TRUE(votes.Insert(SignAs(0, set, FinalizeOf(5, kA, kX))).has_value());
  EXPECT_FALSE(votes.Insert(SignAs(1, set, FinalizeOf(5, kA, kX))).has_value());
  EXPECT_TRUE(votes.Insert(SignAs(1, set, NullifyOf(5))).has_value());
  EXPECT_TRUE(votes.Insert(SignAs(1, set, FinalizeOf(5, kA, kY))).has_value());
  EXPECT_EQ(votes.CountFinalizeOfOtherBlock(kA, kX), 1U);
}

TEST(VotePool, RemembersTheNewestVoteOfEach) {
  const ValidatorSet set = MakeValidators(4);
  VotePool pool;
  pool.Insert(SignAs(1, set, NullifyOf(5)));
  pool.Insert(SignAs(1, set, NullifyOf(4)));
  ASSERT_NE(pool.NewestOf(ValidatorIndex(1)), nullptr);
  EXPECT_EQ(pool.NewestOf(ValidatorIndex(1))->view, View(5));
  EXPECT_EQ(pool.NewestOf(ValidatorIndex(2)), nullptr);
  pool.DropBelow(View(5));
  EXPECT_EQ(pool.Find(View(4)), nullptr);
  EXPECT_NE(pool.Find(View(5)), nullptr);
}

Config ConfigFor(const KeyedCrypto& crypto) {
  return {.chain_id = ChainId(kChain),
          .epoch = Epoch(1),
          .validators = MakeValidators(4),
          .self = ValidatorIndex(0),
          .crypto = &crypto,
          .parameters = {}};
}

TEST(VoteVerifier, RefusesEveryKindOfFalseVote) {
  const KeyedCrypto crypto(0);
  const Config config = ConfigFor(crypto);
  const VoteVerifier verifier(config);
  const Vote good = SignAs(1, config.validators, NotarizeOf(5, kA));
  EXPECT_TRUE(verifier.Check(good).has_value());
  Vote vote = good;
  vote.block_id = kX;
  EXPECT_EQ(verifier.Check(vote), Refuse(Reject::kMalformed));
  vote = good;
  vote.epoch = Epoch(2);
  EXPECT_EQ(verifier.Check(vote), Refuse(Reject::kWrongEpoch));
  vote = good;
  vote.signer = ValidatorIndex(4);
  EXPECT_EQ(verifier.Check(vote), Refuse(Reject::kUnknownValidator));
  vote = good;
  vote.signer = ValidatorIndex(2);
  EXPECT_EQ(verifier.Check(vote), Refuse(Reject::kBadSignature));
  vote = good;
  vote.view = View(6);
  EXPECT_EQ(verifier.Check(vote), Refuse(Reject::kBadSignature));
  vote = good;
  vote.pid = kB;
  EXPECT_EQ(verifier.Check(vote), Refuse(Reject::kBadSignature));
}

TEST(VoteVerifier, ASignatureOfAnotherChainOrSetDoesNotCount) {
  const KeyedCrypto crypto(0);
  Config config = ConfigFor(crypto);
  const Vote vote = SignAs(1, config.validators, NotarizeOf(5, kA));
  config.chain_id = ChainId("another");
  EXPECT_EQ(VoteVerifier(config).Check(vote), Refuse(Reject::kBadSignature));
  config = ConfigFor(crypto);
  config.validators = MakeValidators(5);
  EXPECT_EQ(VoteVerifier(config).Check(vote), Refuse(Reject::kBadSignature));
}

TEST(VoteVerifier, RefusesCertificatesBelowAQuorumOrWithOneFalseSignature) {
  const KeyedCrypto crypto(0);
  const Config config = ConfigFor(crypto);
  const VoteVerifier verifier(config);
  const VotePool nothing;
  const auto content = NotarizeOf(5, kA);
  EXPECT_TRUE(verifier.Check(CertifyAs({0, 1, 2}, config.validators, content), nothing));
  EXPECT_EQ(verifier.Check(CertifyAs({0, 1}, config.validators, content), nothing),
            Refuse(Reject::kTooFewSigners));
  Certificate forged = CertifyAs({0, 1, 2}, config.validators, content);
  forged.signatures[2] = forged.signatures[1];
  EXPECT_EQ(verifier.Check(forged, nothing), Refuse(Reject::kBadSignature));
  Certificate moved = CertifyAs({0, 1, 2}, config.validators, content);
  moved.view = View(6);
  EXPECT_EQ(verifier.Check(moved, nothing), Refuse(Reject::kBadSignature));
  Certificate other_epoch = CertifyAs({0, 1, 2}, config.validators, content);
  other_epoch.epoch = Epoch(2);
  EXPECT_EQ(verifier.Check(other_epoch, nothing), Refuse(Reject::kWrongEpoch));
}

TEST(VoteVerifier, DoesNotVerifyAgainWhatThePoolHolds) {
  const KeyedCrypto crypto(0);
  const Config config = ConfigFor(crypto);
  VotePool pool;
  pool.Insert(SignAs(0, config.validators, NullifyOf(5)));
  pool.Insert(SignAs(2, config.validators, NullifyOf(5)));
  const Certificate certificate = CertifyAs({0, 1, 2}, config.validators, NullifyOf(5));
  EXPECT_TRUE(VoteVerifier(config).Check(certificate, pool).has_value());
  EXPECT_EQ(crypto.verifications, 1U);
}

TEST(VoteVerifier, EvidenceNeedsBothSignatures) {
  const KeyedCrypto crypto(0);
  const Config config = ConfigFor(crypto);
  const VoteVerifier verifier(config);
  const Evidence good = *MakeEvidence(SignAs(1, config.validators, NotarizeOf(5, kA)),
                                      SignAs(1, config.validators, NotarizeOf(5, kB)));
  EXPECT_TRUE(verifier.Check(good).has_value());
  Evidence forged = good;
  forged.second.signature = forged.first.signature;
  EXPECT_EQ(verifier.Check(forged), Refuse(Reject::kBadSignature));
  Evidence same = good;
  same.second = same.first;
  EXPECT_EQ(verifier.Check(same), Refuse(Reject::kMalformed));
}

TEST(CertificatePool, KeepsOneOfAKindAndSeesConflicts) {
  using Added = CertificatePool::Added;
  const ValidatorSet set = MakeValidators(4);
  CertificatePool pool;
  EXPECT_EQ(pool.Add(CertifyAs({0, 1, 2}, set, NotarizeOf(5, kA))), Added::kNew);
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, NotarizeOf(5, kA))), Added::kKnown);
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, NotarizeOf(5, kB))), Added::kConflict);
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, FinalizeOf(5, kB, kX))), Added::kConflict);
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, NullifyOf(5))), Added::kNew) << "both may exist";
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, FinalizeOf(5, kA, kX))), Added::kConflict);
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, FinalizeOf(6, kA, kX))), Added::kNew);
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, FinalizeOf(6, kA, kY))), Added::kConflict);
  EXPECT_EQ(pool.Add(CertifyAs({1, 2, 3}, set, NullifyOf(6))), Added::kConflict);
}

TEST(CertificatePool, KeepsTheHighestFinWhateverIsDropped) {
  const ValidatorSet set = MakeValidators(4);
  CertificatePool pool;
  EXPECT_EQ(pool.HighestFinalization(), nullptr);
  pool.Add(CertifyAs({0, 1, 2}, set, FinalizeOf(3, kA, kX)));
  pool.Add(CertifyAs({0, 1, 2}, set, FinalizeOf(5, kB, kX)));
  pool.Add(CertifyAs({0, 1, 2}, set, NullifyOf(6)));
  pool.DropBelow(View(100));
  ASSERT_NE(pool.HighestFinalization(), nullptr);
  EXPECT_EQ(pool.HighestFinalization()->view, View(5));
  EXPECT_EQ(pool.Finalization(View(3)), nullptr);
  EXPECT_EQ(pool.Nullification(View(6)), nullptr);
  EXPECT_NE(pool.AcceptanceOf(View(5), kB), nullptr);
  EXPECT_EQ(pool.AcceptanceOf(View(5), kA), nullptr);
}

}  // namespace
}  // namespace heng::consensus::testing
