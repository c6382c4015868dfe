// SPDX-License-Identifier: Apache-2.0
// Goal: every message and journal record has one byte form, pinned, and survives nothing else.
// Method: a sample of each kind is encoded, decoded, compared with a golden hash, then every byte
// of it is mutated and every length of it cut: what still decodes must encode to what was read.
#include <gtest/gtest.h>

#include "consensus/durable_state.h"
#include "consensus/message.h"
#include "core/crypto/signature.h"
#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

template <class T>
T Named(const std::string& name) {
  return As<T>(Sha256(name));
}

Vote SampleVote(VoteType type = VoteType::kFinalize) {
  const ValidatorSet set = MakeValidators(4);
  Vote vote = type == VoteType::kFinalize
                  ? SignAs(2, set, FinalizeOf(7, Named<ProposalId>("p"), Named<BlockId>("b")))
              : type == VoteType::kNullify ? SignAs(2, set, NullifyOf(7))
                                           : SignAs(2, set, NotarizeOf(7, Named<ProposalId>("p")));
  vote.hi_final = View(5);
  return vote;
}

Certificate SampleCertificate() {
  return CertifyAs({0, 1, 3}, MakeValidators(4), NotarizeOf(7, Named<ProposalId>("p")));
}

Evidence SampleEvidence() {
  const ValidatorSet set = MakeValidators(4);
  return *MakeEvidence(SignAs(1, set, NotarizeOf(7, Named<ProposalId>("a"))),
                       SignAs(1, set, NotarizeOf(7, Named<ProposalId>("b"))));
}

Proposal SampleProposal() {
  return Proposal{.chain_id = ChainId(kChain),
                  .epoch = Epoch(1),
                  .view = View(8),
                  .parent_view = View(7),
                  .parent_pid = Named<ProposalId>("p"),
                  .height = Height(4),
                  .time = BlockTime(1'700'000'000'000),
                  .parent_block_id = Named<BlockId>("b"),
                  .transaction_root = TransactionRoot({Named<TransactionDigest>("t")}),
                  .transaction_count = 1,
                  .evidence = {SampleEvidence()},
                  .next_validator_set_hash = ValidatorSetHash()};
}

Proposal SampleChild() {
  Proposal child = SampleProposal();
  child.view = View(9);
  child.parent_view = View(8);
  child.parent_pid = IdOf(SampleProposal());
  child.height = Height(5);
  child.evidence.clear();
  return child;
}

ProposalMessage SampleProposalMessage() {
  return {
      .proposal = SampleProposal(),
      .transactions = {Named<TransactionDigest>("t")},
      .signature = SampleVote().signature,
      .justification = {.parent = SampleCertificate(),
                        .nullifications = {CertifyAs({0, 1, 2}, MakeValidators(4), NullifyOf(6))}}};
}

std::vector<Message> SampleMessages() {
  return {
      SampleProposalMessage(),
      SampleVote(),
      SampleCertificate(),
      Hello{.epoch = Epoch(1),
            .view = View(9),
            .finality = SampleCertificate(),
            .echo = SampleVote()},
      SampleEvidence(),
      FetchCertificates{
          .epoch = Epoch(1), .type = VoteType::kNullify, .first = View(3), .last = View(9)},
      FetchAncestors{.epoch = Epoch(1), .pid = Named<ProposalId>("p"), .after_height = Height(3)},
      Ancestors{.epoch = Epoch(1),
                .proposals = {SampleProposal(), SampleChild()},
                .finality = SampleCertificate()},
      FetchPayload{.pid = Named<ProposalId>("p"), .with_transactions = true, .height = Height(4)},
      Payload{.pid = Named<ProposalId>("p"),
              .digests = {Named<TransactionDigest>("t")},
              .transactions = {"signed bytes"}},
      FetchTransactions{.digests = {Named<TransactionDigest>("t")}},
      Transactions{.transactions = {"signed bytes", "more"}}};
}

std::vector<JournalRecord> SampleRecords() {
  return {EntryRecord{SampleCertificate()},
          ProposalRecord{.proposal = SampleProposal(), .signature = SampleVote().signature},
          VoteRecord{SampleVote()},
          CertifiedRecord{
              .view = View(8), .pid = Named<ProposalId>("p"), .block_id = Named<BlockId>("b")},
          EvidenceRecord{SampleEvidence()},
          AmnesiaRecord{SampleVote()}};
}

TEST(Messages, HaveTheirGoldenBytes) {
  const std::vector<std::string> golden = {
      "573b65938e7957b9b8ddf9dab0fd72eb2e785a6655442e5278e8190c46472ed5",
      "9531047471df63564e8f8364fd9b664a2605e0f3de36ee20763bdf1fa13bac30",
      "bee58d3984c38bc64129721b21c1e385c66ddd177c6c7223770d66d68f0a3c0e",
      "5587aa27c71ebb88fa1a76239a57cc7f0d39e42b12c2e748042141012b4a5c4d",
      "4f2f55aa7a04d70f623d754f268424d200ca66693d9587eafaad954bca11bfd8",
      "f683d2ae1f6d702cee1044941f4b2dcd02ea5775da5dddf0e4c57c9c433753ef",
      "5158b5841f389577a17c9b981ea970b000beae5dc9cdfaec457649e2bc6902cb",
      "9585bf8dbd44ba21a32f4b6318417ae370422a9f26998e3fa3673ee68500993e",
      "c4886f1a04ceb17a904394d9fc26741305bd1a98c25d388aae743e89fa2c029c",
      "6443ce7e35090f98d16195c06a0256b8b2a7fa69769b9765c9836dba8e750e90",
      "bd1be37cdce086771be0bf23e4952690ec4a1ffcc58d1c0a14bfc2c39e412aea",
      "0ad87244dd5108b75677ebe770710d5e094249f07937df12bcd2531e4ec11ba2",
  };
  const std::vector<Message> samples = SampleMessages();
  ASSERT_EQ(samples.size(), std::variant_size_v<Message>);
  ASSERT_EQ(golden.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    EXPECT_EQ(samples[i].index(), i);
    EXPECT_EQ(Sha256(EncodeMessage(samples[i])).hex(), golden[i]) << i;
  }
}

TEST(Messages, AVoteIsTheseBytes) {
  EXPECT_EQ(ToHex(EncodeMessage(SampleVote(VoteType::kNullify))),
            "124c0802100118073002"
            "3a40" +
                SampleVote(VoteType::kNullify).signature.hex() + "4005");
}

TEST(JournalRecords, HaveTheirGoldenBytes) {
  const std::vector<std::string> golden = {
      "336b10e2caa8a53c974ae4f700bf67a276794d19f90688139aa297b9f13e38bf",
      "552630a8753635ada7336a3211e899817f1d1c1f14f7adfda98084c4e67f65d0",
      "3c476150349ff9b8439761a299279cde5742575acb3dd55f7b2e57488973fdbd",
      "fcb51278e83e1395e914d72960cb0556f7af727d71aaefdebf8f7ee84b946e14",
      "c0a3791eb6734168c85d310f41764973a2cdaad5ccbf150bf73cd15a2eeba3e5",
      "e3983f002c4e7234b44cdbe302d1e420810e3db6578fa22132f3ed588caf1384",
  };
  const std::vector<JournalRecord> samples = SampleRecords();
  ASSERT_EQ(samples.size(), std::variant_size_v<JournalRecord>);
  ASSERT_EQ(golden.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    EXPECT_EQ(samples[i].index(), i);
    EXPECT_EQ(Sha256(EncodeRecord(samples[i])).hex(), golden[i]) << i;
  }
}

TEST(Messages, RoundTrip) {
  for (const Message& message : SampleMessages()) {
    const auto decoded = DecodeMessage(EncodeMessage(message));
    ASSERT_TRUE(decoded.has_value()) << decoded.error().context;
    EXPECT_TRUE(*decoded == message) << message.index();
  }
  for (const JournalRecord& record : SampleRecords()) {
    const auto decoded = DecodeRecord(EncodeRecord(record));
    ASSERT_TRUE(decoded.has_value()) << decoded.error().context;
    EXPECT_TRUE(*decoded == record) << record.index();
  }
}

// Runs `check` on every single-byte mutation and every prefix.
template <class Check>
void ForEachMutant(const Bytes& bytes, const Check& check) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const unsigned flip : {0x01U, 0x08U, 0x80U}) {
      Bytes mutant = bytes;
      mutant[i] = static_cast<char>(static_cast<unsigned char>(mutant[i]) ^ flip);
      check(mutant);
    }
    check(bytes.substr(0, i));
  }
}

TEST(Messages, WhatStillDecodesAfterAMutationIsCanonical) {
  for (const Message& message : SampleMessages()) {
    const Bytes bytes = EncodeMessage(message);
    ForEachMutant(bytes, [&](const Bytes& mutant) {
      if (const auto decoded = DecodeMessage(mutant)) {
        EXPECT_EQ(EncodeMessage(*decoded), mutant);
        EXPECT_FALSE(*decoded == message);
      }
    });
    EXPECT_FALSE(DecodeMessage(bytes + '\0').has_value());
    EXPECT_FALSE(DecodeMessage(bytes + bytes).has_value()) << "two fields of a oneof";
  }
}

TEST(JournalRecords, WhatStillDecodesAfterAMutationIsCanonical) {
  for (const JournalRecord& record : SampleRecords()) {
    const Bytes bytes = EncodeRecord(record);
    ForEachMutant(bytes, [&](const Bytes& mutant) {
      if (const auto decoded = DecodeRecord(mutant)) {
        EXPECT_EQ(EncodeRecord(*decoded), mutant);
      }
    });
    EXPECT_FALSE(DecodeRecord(bytes + '\0').has_value());
  }
}

TEST(Messages, RefusesNothingTooMuchAndTooLong) {
  EXPECT_FALSE(DecodeMessage("").has_value());
  EXPECT_FALSE(DecodeMessage(Bytes("\x12\x00", 2)).has_value()) << "a vote without content";
  EXPECT_FALSE(DecodeMessage(Bytes("\x6a\x02\x08\x01", 4)).has_value()) << "field 13";
  EXPECT_FALSE(DecodeMessage(Bytes(kMessageBytesMax + 1, 'x')).has_value());
  EXPECT_FALSE(
      DecodeMessage(EncodeMessage(SampleVote()) + EncodeMessage(SampleCertificate())).has_value());
}

TEST(Messages, RefusesListsAboveTheirBound) {
  ProposalMessage message = SampleProposalMessage();
  message.proposal.evidence.assign(kProposalEvidenceMax + 1, SampleEvidence());
  EXPECT_FALSE(DecodeMessage(EncodeMessage(message)).has_value());
  message = SampleProposalMessage();
  message.justification.nullifications.assign(kInlineNullificationsMax + 1, SampleCertificate());
  EXPECT_FALSE(DecodeMessage(EncodeMessage(message)).has_value());
  message = SampleProposalMessage();
  message.transactions.assign(kBlockTransactionsMax + 1, Named<TransactionDigest>("t"));
  EXPECT_FALSE(DecodeMessage(EncodeMessage(message)).has_value());
  Certificate certificate = SampleCertificate();
  certificate.signatures.assign(kValidatorsMax + 1, SampleVote().signature);
  EXPECT_FALSE(DecodeMessage(EncodeMessage(certificate)).has_value());
}

TEST(Vote, SignsThePublishedBytes) {
  const ValidatorSet set = MakeValidators(4);
  const VoteContent content = FinalizeOf(258, Named<ProposalId>("p"), Named<BlockId>("b"));
  const Bytes bytes = SignedBytes(ChainId(kChain), set.hash(), content);
  EXPECT_EQ(bytes.size(), 12U + 32 + 1 + 8 + 8 + 32 + 32 + 32);
  EXPECT_EQ(bytes,
            "HENG-VOTE/1\n" + Sha256(kChain).bytes() + '\3' + Bytes("\0\0\0\0\0\0\0\1", 8) +
                Bytes("\0\0\0\0\0\0\1\2", 8) + set.hash().bytes() + Sha256("p").bytes() +
                Sha256("b").bytes());
  EXPECT_EQ(SignedBytes(ChainId(kChain), set.hash(), NullifyOf(258)).substr(93), Bytes(64, '\0'));
}

TEST(Vote, CanBeSignedAndCheckedWithEd25519) {
  const KeyPair key = KeyPair::FromSeed(Bytes(32, 'k'));
  const Bytes bytes =
      SignedBytes(ChainId(kChain), MakeValidators(4).hash(), SampleVote().content());
  const Signature signature = key.Sign(bytes);
  EXPECT_TRUE(Verify(key.public_key(), bytes, signature));
  Bytes other = bytes;
  other.back() = static_cast<char>(other.back() ^ 1);
  EXPECT_FALSE(Verify(key.public_key(), other, signature));
}

TEST(Vote, RefusesFieldsThatItsTypeDoesNotHave) {
  const ProposalId pid = Named<ProposalId>("p");
  const BlockId block_id = Named<BlockId>("b");
  EXPECT_TRUE(IsWellFormed(NotarizeOf(1, pid)));
  EXPECT_TRUE(IsWellFormed(NullifyOf(1)));
  EXPECT_TRUE(IsWellFormed(FinalizeOf(1, pid, block_id)));
  for (const VoteContent& broken : {
           VoteContent{VoteType::kUnspecified, Epoch(1), View(1), pid, block_id},
           VoteContent{VoteType::kNotarize, Epoch(1), View(1), ProposalId(), BlockId()},
           VoteContent{VoteType::kNotarize, Epoch(1), View(1), pid, block_id},
           VoteContent{VoteType::kNullify, Epoch(1), View(1), pid, BlockId()},
           VoteContent{VoteType::kNullify, Epoch(1), View(1), ProposalId(), block_id},
           VoteContent{VoteType::kFinalize, Epoch(1), View(1), pid, BlockId()},
           VoteContent{VoteType::kFinalize, Epoch(1), View(1), ProposalId(), block_id},
           VoteContent{VoteType::kNullify, Epoch(0), View(1), ProposalId(), BlockId()},
           VoteContent{VoteType::kNullify, Epoch(1), View(0), ProposalId(), BlockId()},
       }) {
    EXPECT_FALSE(IsWellFormed(broken));
  }
}

TEST(Certificate, NamesItsSigners) {
  const Certificate certificate = SampleCertificate();
  EXPECT_EQ(ToHex(certificate.signers), "0b");
  EXPECT_EQ(SignersOf(certificate),
            (std::vector<ValidatorIndex>{ValidatorIndex(0), ValidatorIndex(1), ValidatorIndex(3)}));
  EXPECT_EQ(ToHex(SignerBitmap({ValidatorIndex(0), ValidatorIndex(9)}, 10)), "0102");
}

TEST(Certificate, RefusesEveryBrokenForm) {
  const ValidatorSet set = MakeValidators(4);
  EXPECT_TRUE(IsWellFormed(SampleCertificate(), set));
  Certificate few = CertifyAs({0, 1}, set, NullifyOf(7));
  Certificate long_map = SampleCertificate();
  long_map.signers.push_back('\0');
  Certificate no_map = SampleCertificate();
  no_map.signers.clear();
  Certificate outside = SampleCertificate();
  outside.signers = "\x13";  // validators 0, 1 and 4
  Certificate one_short = SampleCertificate();
  one_short.signatures.pop_back();
  Certificate wrong_type = SampleCertificate();
  wrong_type.type = VoteType::kNullify;
  for (const Certificate& broken : {few, long_map, no_map, outside, one_short, wrong_type}) {
    EXPECT_FALSE(IsWellFormed(broken, set));
  }
}

TEST(Evidence, KnowsWhatContradicts) {
  const ProposalId a = Named<ProposalId>("a");
  const ProposalId b = Named<ProposalId>("b");
  const BlockId x = Named<BlockId>("x");
  const BlockId y = Named<BlockId>("y");
  EXPECT_TRUE(Conflict(NotarizeOf(7, a), NotarizeOf(7, b)));
  EXPECT_TRUE(Conflict(FinalizeOf(7, a, x), FinalizeOf(7, b, x)));
  EXPECT_TRUE(Conflict(FinalizeOf(7, a, x), FinalizeOf(7, a, y)));
  EXPECT_TRUE(Conflict(FinalizeOf(7, a, x), NullifyOf(7)));
  EXPECT_TRUE(Conflict(NullifyOf(7), FinalizeOf(7, a, x)));
  EXPECT_FALSE(Conflict(NotarizeOf(7, a), NullifyOf(7)));
  EXPECT_FALSE(Conflict(NotarizeOf(7, a), FinalizeOf(7, a, x)));
  EXPECT_FALSE(Conflict(NotarizeOf(7, a), NotarizeOf(8, b)));
  EXPECT_FALSE(Conflict(NotarizeOf(7, a), NotarizeOf(7, a)));
}

TEST(Evidence, HasOneFormAndOneSigner) {
  const ValidatorSet set = MakeValidators(4);
  const Vote a = SignAs(1, set, NotarizeOf(7, Named<ProposalId>("a")));
  const Vote b = SignAs(1, set, NotarizeOf(7, Named<ProposalId>("b")));
  EXPECT_EQ(MakeEvidence(a, b), MakeEvidence(b, a));
  EXPECT_TRUE(IsWellFormed(*MakeEvidence(a, b)));
  EXPECT_EQ(MakeEvidence(a, SignAs(2, set, b.content())), std::nullopt);
  EXPECT_EQ(MakeEvidence(a, a), std::nullopt);
  Evidence swapped = *MakeEvidence(a, b);
  std::swap(swapped.first, swapped.second);
  EXPECT_FALSE(IsWellFormed(swapped));
  Evidence hinted = *MakeEvidence(a, b);
  hinted.first.hi_final = View(1);
  EXPECT_FALSE(IsWellFormed(hinted));
}

TEST(Proposal, RefusesWhatDoesNotFitTogether) {
  EXPECT_TRUE(IsWellFormed(SampleProposalMessage()));
  using Break = void (*)(ProposalMessage&);
  for (const Break broken : std::initializer_list<Break>{
           [](ProposalMessage& m) { m.proposal.chain_id = ChainId(); },
           [](ProposalMessage& m) { m.proposal.epoch = Epoch(); },
           [](ProposalMessage& m) { m.proposal.parent_view = m.proposal.view; },
           [](ProposalMessage& m) { m.proposal.height = Height(); },
           [](ProposalMessage& m) { m.proposal.height = Height(1); },
           [](ProposalMessage& m) { m.proposal.parent_pid = ProposalId(); },
           [](ProposalMessage& m) { m.proposal.parent_block_id = BlockId(); },
           [](ProposalMessage& m) { m.proposal.transaction_count = 2; },
           [](ProposalMessage& m) { m.proposal.transaction_root = Hash(); },
           [](ProposalMessage& m) { m.transactions.push_back(m.transactions[0]); },
           [](ProposalMessage& m) { m.transactions[0] = TransactionDigest(); },
           [](ProposalMessage& m) {
             std::swap(m.proposal.evidence[0].first, m.proposal.evidence[0].second);
           },
           [](ProposalMessage& m) {
             m.proposal.next_validator_set_hash = Named<ValidatorSetHash>("next");
           }}) {
    ProposalMessage message = SampleProposalMessage();
    broken(message);
    EXPECT_FALSE(IsWellFormed(message));
  }
}

TEST(Proposal, EveryFieldChangesTheId) {
  const Proposal proposal = SampleProposal();
  Proposal other = proposal;
  other.parent_view = View(6);
  EXPECT_NE(IdOf(other), IdOf(proposal));
  other = proposal;
  other.time = BlockTime(other.time.value() + 1);
  EXPECT_NE(IdOf(other), IdOf(proposal));
  other = proposal;
  other.evidence.clear();
  EXPECT_NE(IdOf(other), IdOf(proposal));
  EXPECT_EQ(IdOf(proposal), As<ProposalId>(Sha256({"HENG-PROPOSAL/1\n", Encode(proposal)})));
}

TEST(Fetch, RefusesBrokenQuestions) {
  const FetchCertificates good{
      .epoch = Epoch(1), .type = VoteType::kNullify, .first = View(3), .last = View(66)};
  EXPECT_TRUE(IsWellFormed(good));
  FetchCertificates fetch = good;
  fetch.last = View(67);
  EXPECT_FALSE(IsWellFormed(fetch));
  fetch = good;
  fetch.last = View(2);
  EXPECT_FALSE(IsWellFormed(fetch));
  fetch = good;
  fetch.first = View();
  EXPECT_FALSE(IsWellFormed(fetch));
  fetch = good;
  fetch.type = VoteType::kUnspecified;
  EXPECT_FALSE(IsWellFormed(fetch));
  EXPECT_FALSE(IsWellFormed(FetchAncestors{.epoch = Epoch(1), .pid = {}, .after_height = {}}));
  EXPECT_FALSE(
      IsWellFormed(FetchAncestors{.epoch = {}, .pid = Named<ProposalId>("p"), .after_height = {}}));
}

TEST(Ancestors, RefusesListsThatAreNoChain) {
  const Ancestors good{
      .epoch = Epoch(1), .proposals = {SampleProposal(), SampleChild()}, .finality = std::nullopt};
  EXPECT_TRUE(IsWellFormed(good));
  Ancestors broken = good;
  broken.proposals.clear();
  EXPECT_FALSE(IsWellFormed(broken));
  broken = good;
  std::swap(broken.proposals[0], broken.proposals[1]);
  EXPECT_FALSE(IsWellFormed(broken));
  broken = good;
  broken.proposals[1].height = Height(6);
  EXPECT_FALSE(IsWellFormed(broken));
  broken = good;
  broken.proposals[1].parent_pid = Named<ProposalId>("other");
  EXPECT_FALSE(IsWellFormed(broken));
  broken = good;
  broken.proposals[0].epoch = Epoch(2);
  EXPECT_FALSE(IsWellFormed(broken));
}

}  // namespace
}  // namespace heng::consensus::testing
