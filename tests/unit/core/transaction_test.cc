// SPDX-License-Identifier: Apache-2.0
// Goal: only a transaction for this chain, in canonical form and signed by every key it names, is
// believed. Method: one good transaction, spoilt in every way that the checks name.
#include "core/transaction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "core/crypto/hash.h"
#include "core/crypto/signature.h"
#include "tests/support/hex.h"

namespace heng {
namespace {

const ChainId kChain("heng-test-1");

TransactionBody GoodBody() {
  TransactionBody body;
  body.chain_id = kChain;
  body.author = PersonId("mee.maker");
  body.sequence = 1;
  body.valid_until = BlockTime(1'800'000'000'000);
  body.operations = {"operation"};
  return body;
}

std::vector<KeyPair> Keys(std::size_t count) {
  std::vector<KeyPair> keys;
  for (std::size_t i = 0; i < count; ++i) {
    keys.push_back(KeyPair::FromSeed(Bytes(32, static_cast<char>('a' + i))));
  }
  std::ranges::sort(keys, {}, [](const KeyPair& key) { return key.public_key(); });
  return keys;
}

SignedTransaction SignedBy(const Bytes& body, std::size_t signers) {
  SignedTransaction transaction{.body = body, .signatures = {}};
  for (const KeyPair& key : Keys(signers)) {
    transaction.signatures.push_back({.suite = kSuiteEd25519Sha256,
                                      .public_key = key.public_key(),
                                      .signature = key.Sign(SigningBytes(kChain, body))});
  }
  return transaction;
}

TEST(Transaction, HasGoldenBytes) {
  TransactionBody body;
  body.chain_id = ChainId("c");
  body.author = PersonId("a");
  body.sequence = 1;
  body.valid_until = BlockTime(2);
  body.operations = {"op"};
  EXPECT_EQ(ToHex(Encode(body)), "0a01631201611801200232026f70");
}

TEST(Transaction, IsVerifiedWithEverySignature) {
  for (std::size_t signers = 1; signers <= 3; ++signers) {
    const Bytes body = Encode(GoodBody());
    const SignedTransaction transaction = SignedBy(body, signers);
    const Bytes bytes = Encode(transaction);
    const auto verified = VerifyTransaction(kChain, bytes);
    ASSERT_TRUE(verified.has_value()) << verified.error().context;
    EXPECT_EQ(verified->bytes, bytes);
    EXPECT_EQ(verified->body, GoodBody());
    EXPECT_EQ(verified->id, IdOf(body));
    EXPECT_EQ(verified->digest, DigestOf(bytes));
    EXPECT_EQ(verified->signers.size(), signers);
    EXPECT_TRUE(std::ranges::is_sorted(verified->signers));
  }
}

TEST(Transaction, KeepsItsIdWhoeverSigns) {
  const Bytes body = Encode(GoodBody());
  const auto one = VerifyTransaction(kChain, Encode(SignedBy(body, 1)));
  const auto two = VerifyTransaction(kChain, Encode(SignedBy(body, 2)));
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->id, two->id);
  EXPECT_NE(one->digest, two->digest);
}

TEST(Transaction, SeparatesWhatIsSignedHashedAndNamed) {
  const Bytes body = Encode(GoodBody());
  EXPECT_EQ(SigningBytes(kChain, body), "HENG-TX/1\n" + Sha256(kChain.value()).bytes() + body);
  EXPECT_EQ(IdOf(body), As<TransactionId>(Sha256("HENG-TXID/1\n" + body)));
  EXPECT_EQ(DigestOf(body), As<TransactionDigest>(Sha256(Bytes(1, '\0') + body)));
  EXPECT_NE(SigningBytes(ChainId("heng-test-2"), body), SigningBytes(kChain, body));
}

struct SpoiltBody {
  const char* why;
  std::function<void(TransactionBody&)> spoil;
};

TEST(Transaction, RefusesASpoiltBody) {
  const SpoiltBody spoilt[] = {
      {"another chain", [](TransactionBody& body) { body.chain_id = ChainId("heng-test-2"); }},
      {"no author", [](TransactionBody& body) { body.author = PersonId(); }},
      {"an author that is no identifier",
       [](TransactionBody& body) { body.author = PersonId("a/b"); }},
      {"sequence 0", [](TransactionBody& body) { body.sequence = 0; }},
      {"no operation", [](TransactionBody& body) { body.operations.clear(); }},
      {"too many operations",
       [](TransactionBody& body) { body.operations.assign(kOperationsMax + 1, "o"); }},
      {"an operation too large",
       [](TransactionBody& body) { body.operations = {Bytes(kOperationBytesMax + 1, 'o')}; }},
      {"a request id too long", [](TransactionBody& body) { body.request_id = Bytes(17, 'r'); }},
      {"a legal reference that is no text",
       [](TransactionBody& body) { body.legal_reference = "art. \xff"; }},
      {"a reason that is no text", [](TransactionBody& body) { body.reason_code = "\xc0\x80"; }},
      {"too many documents", [](TransactionBody& body) { body.document_hashes.resize(65); }},
  };
  for (const SpoiltBody& each : spoilt) {
    TransactionBody body = GoodBody();
    each.spoil(body);
    const auto verified = VerifyTransaction(kChain, Encode(SignedBy(Encode(body), 1)));
    ASSERT_FALSE(verified.has_value()) << each.why;
    EXPECT_FALSE(verified.error().context.empty());
  }
}

struct SpoiltSignatures {
  const char* why;
  std::function<void(SignedTransaction&)> spoil;
};

TEST(Transaction, RefusesSpoiltSignatures) {
  const SpoiltSignatures spoilt[] = {
      {"none", [](SignedTransaction& t) { t.signatures.clear(); }},
      {"descending keys", [](SignedTransaction& t) { std::ranges::reverse(t.signatures); }},
      {"a key twice", [](SignedTransaction& t) { t.signatures[1] = t.signatures[0]; }},
      {"another suite", [](SignedTransaction& t) { t.signatures[0].suite = 2; }},
      {"no suite", [](SignedTransaction& t) { t.signatures[0].suite = 0; }},
      {"a wrong signature", [](SignedTransaction& t) { t.signatures[1].signature.data()[0] ^= 1; }},
      {"signatures exchanged",
       [](SignedTransaction& t) {
         std::swap(t.signatures[0].signature, t.signatures[1].signature);
       }},
      {"more than sixteen",
       [](SignedTransaction& t) { t.signatures = SignedBy(t.body, 17).signatures; }},
      {"a changed body", [](SignedTransaction& t) { t.body.back() = 'N'; }},
  };
  for (const SpoiltSignatures& each : spoilt) {
    SignedTransaction transaction = SignedBy(Encode(GoodBody()), 2);
    each.spoil(transaction);
    EXPECT_FALSE(VerifyTransaction(kChain, Encode(transaction)).has_value()) << each.why;
  }
}

TEST(Transaction, RefusesASignatureMadeForAnotherChain) {
  const Bytes body = Encode(GoodBody());
  SignedTransaction transaction = SignedBy(body, 1);
  transaction.signatures[0].signature = Keys(1)[0].Sign(SigningBytes(ChainId("heng-test-2"), body));
  EXPECT_FALSE(VerifyTransaction(kChain, Encode(transaction)).has_value());
}

TEST(Transaction, LeavesSignaturesUncheckedOnlyWhenAsked) {
  SignedTransaction transaction = SignedBy(Encode(GoodBody()), 2);
  transaction.signatures[1].signature.data()[0] ^= 1;
  EXPECT_TRUE(VerifyTransaction(kChain, Encode(transaction), false).has_value());
  std::ranges::reverse(transaction.signatures);
  EXPECT_FALSE(VerifyTransaction(kChain, Encode(transaction), false).has_value())
      << "the form is checked always";
}

TEST(Transaction, IsRefusedBeforeItIsParsedWhenTooLarge) {
  const auto verified = VerifyTransaction(kChain, Bytes(kTransactionBytesMax + 1, 'x'));
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error().code, StatusCode::kLimit);
}

TEST(Transaction, BreaksWithAnyChangedByte) {
  const Bytes bytes = Encode(SignedBy(Encode(GoodBody()), 1));
  for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
    Bytes changed = bytes;
    changed[byte] = static_cast<char>(changed[byte] ^ 0x21);
    EXPECT_FALSE(VerifyTransaction(kChain, changed).has_value()) << byte;
    EXPECT_FALSE(VerifyTransaction(kChain, bytes.substr(0, byte)).has_value()) << byte;
  }
}

}  // namespace
}  // namespace heng
