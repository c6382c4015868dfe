// SPDX-License-Identifier: Apache-2.0
// Goal: a proof file verifies against the genesis alone, and no other bytes verify as it.
// Method: proofs of presence and absence, with a certificate of their own and through a later one;
// each byte changed in three ways, cut, and added to.
#include "cli/audit/proof_file.h"

#include <gtest/gtest.h>

#include "cli/audit/proof_report.h"
#include "cli/audit/unit_state.h"
#include "tests/unit/cli/audit_chain.h"

namespace heng::cli::audit {
namespace {

constexpr Height kUncertified(11);

AuditChain& Story() {
  static AuditChain* chain = [] {
    auto* made = new AuditChain;
    RunStory(*made);
    return made;
  }();
  return *chain;
}

void ExpectOnlyTheseBytes(const Bytes& bytes) {
  const sdk::TrustedSet trusted = Story().Trusted().set;
  const auto verified = VerifyProofBytes(trusted, bytes);
  ASSERT_TRUE(verified.has_value()) << verified.error().context;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      Bytes changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      EXPECT_FALSE(VerifyProofBytes(trusted, changed).has_value()) << "byte " << i;
    }
  }
  for (const std::size_t size : {bytes.size() - 1, bytes.size() / 2, std::size_t{0}}) {
    EXPECT_FALSE(VerifyProofBytes(trusted, ByteView(bytes).substr(0, size)).has_value());
  }
  EXPECT_FALSE(VerifyProofBytes(trusted, bytes + Bytes("\x78\x01", 2)).has_value());
  EXPECT_FALSE(VerifyProofBytes(trusted, bytes + bytes).has_value());
}

TEST(ProofFile, OfARecordVerifiesAsTheseBytesOnly) {
  const Bytes key = "account/P1";
  ExpectOnlyTheseBytes(Story().RecordProof(key, Story().height()));
}

TEST(ProofFile, OfAUnitBlockCarriesItsWholeHistory) {
  const Bytes key = UnitKey({.batch = BatchId("CN-CEA-2024"), .first = Serial(1)});
  const Bytes bytes = Story().RecordProof(key, Story().height());
  const auto verified = VerifyProofBytes(Story().Trusted().set, bytes);
  ASSERT_TRUE(verified.has_value());
  EXPECT_TRUE(verified->record.present);
  EXPECT_GE(verified->record.events.size(), 2U);
  ExpectOnlyTheseBytes(bytes);
}

TEST(ProofFile, OfAbsenceVerifiesAsTheseBytesOnly) {
  const Bytes bytes = Story().RecordProof("account/NOBODY", Story().height());
  const auto verified = VerifyProofBytes(Story().Trusted().set, bytes);
  ASSERT_TRUE(verified.has_value());
  EXPECT_FALSE(verified->record.present);
  ExpectOnlyTheseBytes(bytes);
}

TEST(ProofFile, ThroughALaterCertificateVerifiesAsTheseBytesOnly) {
  const Bytes bytes = Story().RecordProof("account/P1", kUncertified);
  v1::GetRecordProofResponse proof;
  ASSERT_TRUE(proof.ParseFromString(bytes));
  ASSERT_FALSE(proof.certified_header().empty());
  ExpectOnlyTheseBytes(bytes);
}

TEST(ProofFile, IsRefusedByAnotherSetOfValidators) {
  const Bytes bytes = Story().RecordProof("account/P1", Story().height());
  sdk::TrustedSet other = Story().Trusted().set;
  std::swap(other.validators[0], other.validators[3]);
  EXPECT_FALSE(VerifyProofBytes(other, bytes).has_value());
  other = Story().Trusted().set;
  other.chain_id = ChainId("another");
  EXPECT_FALSE(VerifyProofBytes(other, bytes).has_value());
}

TEST(ProofFile, NamesItsRecordAsPeopleDo) {
  EXPECT_EQ(ParseKey("account/P1").value(), "account/P1");
  EXPECT_EQ(ParseKey("0x612f").value(), "a/");
  EXPECT_EQ(ParseKey("CN-CEA-2024-000000000001").value(),
            UnitKey({.batch = BatchId("CN-CEA-2024"), .first = Serial(1)}));
  for (const char* wrong : {"", "P1", "0x", "0x6", "0xZZ", "CN-CEA-2024-1"}) {
    EXPECT_FALSE(ParseKey(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace heng::cli::audit
