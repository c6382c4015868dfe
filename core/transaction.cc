// SPDX-License-Identifier: Apache-2.0
#include "core/transaction.h"

#include "core/crypto/hash.h"
#include "core/crypto/signature.h"
#include "core/merkle/log.h"
#include "core/utf8.h"

namespace heng {
namespace {

constexpr ByteView kSigningDomain = "HENG-TX/1\n";
constexpr ByteView kIdDomain = "HENG-TXID/1\n";

Result<void, Status> CheckSignatures(const SignedTransaction& transaction,
                                     ByteView message,
                                     bool check_signatures) {
  if (transaction.signatures.empty()) {
    return Fail(StatusCode::kInvalid, "the transaction carries no signature");
  }
  const PublicKey* previous = nullptr;
  for (const TransactionSignature& entry : transaction.signatures) {
    if (entry.suite != kSuiteEd25519Sha256) {
      return Fail(StatusCode::kInvalid,
                  "signature suite " + std::to_string(entry.suite) + " is not one of this chain");
    }
    if (previous != nullptr && !(*previous < entry.public_key)) {
      return Fail(StatusCode::kMalformed,
                  "signatures must ascend by public key, and a key may sign once");
    }
    previous = &entry.public_key;
    if (check_signatures && !Verify(entry.public_key, message, entry.signature)) {
      return Fail(StatusCode::kInvalid,
                  "the signature of key " + entry.public_key.hex() + " is wrong");
    }
  }
  return {};
}

}  // namespace

Bytes SigningBytes(const ChainId& chain_id, ByteView body) {
  Bytes bytes(kSigningDomain);
  bytes.append(Sha256(chain_id.value()).view());
  bytes.append(body);
  return bytes;
}

TransactionId IdOf(ByteView body) {
  return As<TransactionId>(Sha256({kIdDomain, body}));
}

TransactionDigest DigestOf(ByteView signed_bytes) {
  return As<TransactionDigest>(merkle::LeafHash(signed_bytes));
}

Result<VerifiedTransaction, Status> VerifyTransaction(const ChainId& chain_id,
                                                      ByteView signed_bytes,
                                                      bool check_signatures) {
  if (signed_bytes.size() > kTransactionBytesMax) {
    return Fail(StatusCode::kLimit,
                "the transaction has " + std::to_string(signed_bytes.size()) +
                    " bytes; the most is " + std::to_string(kTransactionBytesMax));
  }
  HENG_TRY(SignedTransaction transaction, Decode<SignedTransaction>(signed_bytes));
  HENG_TRY(TransactionBody body, Decode<TransactionBody>(transaction.body));
  if (body.chain_id != chain_id) {
    return Fail(StatusCode::kInvalid,
                "the transaction is for chain '" + body.chain_id.value() + "', this is '" +
                    chain_id.value() + "'");
  }
  if (!IsIdentifier(body.author.value())) {
    return Fail(StatusCode::kMalformed, "the author is not an identifier");
  }
  if (!IsUtf8(body.reason_code) || !IsUtf8(body.legal_reference)) {
    return Fail(StatusCode::kMalformed, "reason code and legal reference must be UTF-8");
  }
  if (body.sequence == 0 || body.operations.empty()) {
    return Fail(StatusCode::kMalformed,
                "a transaction needs a sequence of at least 1 and at least one operation");
  }
  HENG_CHECK_OK(
      CheckSignatures(transaction, SigningBytes(chain_id, transaction.body), check_signatures));
  VerifiedTransaction verified{
      .bytes = Bytes(signed_bytes),
      .id = IdOf(transaction.body),
      .digest = DigestOf(signed_bytes),
      .body = std::move(body),
      .signers = {},
  };
  for (const TransactionSignature& entry : transaction.signatures) {
    verified.signers.push_back(entry.public_key);
  }
  return verified;
}

}  // namespace heng
