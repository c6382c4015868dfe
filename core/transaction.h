// SPDX-License-Identifier: Apache-2.0
// What a person signs. The bytes of the body are signed and hashed exactly as they are carried;
// nothing is ever re-serialised to check a signature. Wire form: proto/heng/v1/transaction.proto.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.h"
#include "core/codec/codec.h"
#include "core/ids.h"
#include "core/time.h"

namespace heng {

inline constexpr std::uint32_t kSuiteEd25519Sha256 = 1;

// The most that one transaction may carry. Checked before anything is parsed or verified.
inline constexpr std::size_t kTransactionBytesMax = 1 << 20;
inline constexpr std::size_t kOperationBytesMax = 64 << 10;
inline constexpr std::size_t kOperationsMax = 1024;
inline constexpr std::size_t kSignaturesMax = 16;

struct TransactionBody {
  ChainId chain_id;
  PersonId author;                // whose sequence this uses; must be among the signers
  std::uint64_t sequence = 0;     // window: contracts/state/records/
  BlockTime valid_until;          // last block time at which it may be applied
  Bytes request_id;               // chosen by the client, at most 16 bytes; not interpreted
  std::vector<Bytes> operations;  // each an encoded Operation; applied all or none
  std::string reason_code;        // why, where a rule asks for it ("merger", "court" ...)
  std::string legal_reference;    // the decision, contract or article it rests on
  std::vector<Hash> document_hashes;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.chain_id, Bound{.bytes = kIdentifierMax});
    codec(2, self.author, Bound{.bytes = kIdentifierMax});
    codec(3, self.sequence);
    codec(4, self.valid_until);
    codec(5, self.request_id, Bound{.bytes = 16});
    codec(6, self.operations, Bound{.bytes = kOperationBytesMax, .items = kOperationsMax});
    codec(7, self.reason_code, Bound{.bytes = 64});
    codec(8, self.legal_reference, Bound{.bytes = 256});
    codec(9, self.document_hashes, Bound{.items = 64});
  }
  friend bool operator==(const TransactionBody&, const TransactionBody&) = default;
};

struct TransactionSignature {
  std::uint32_t suite = kSuiteEd25519Sha256;
  PublicKey public_key;
  Signature signature;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.suite);
    codec(2, self.public_key);
    codec(3, self.signature);
  }
  friend bool operator==(const TransactionSignature&, const TransactionSignature&) = default;
};

// What travels and what a block holds.
struct SignedTransaction {
  Bytes body;
  std::vector<TransactionSignature> signatures;  // ascending by public key, each key once

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.body, Bound{.bytes = kTransactionBytesMax});
    codec(2, self.signatures, Bound{.items = kSignaturesMax});
  }
  friend bool operator==(const SignedTransaction&, const SignedTransaction&) = default;
};

// The bytes that every signer signs: "HENG-TX/1\n" | SHA-256(chain id) | body.
[[nodiscard]] Bytes SigningBytes(const ChainId& chain_id, ByteView body);

// SHA-256("HENG-TXID/1\n" | body): the same whoever has signed so far.
[[nodiscard]] TransactionId IdOf(ByteView body);

// SHA-256(00 | signed bytes): the RFC 6962 leaf of the transaction, and what a proposal orders.
// Two transactions with one id and other signatures have different digests.
[[nodiscard]] TransactionDigest DigestOf(ByteView signed_bytes);

// A transaction taken apart once and believed from then on: form, bounds and every signature hold.
struct VerifiedTransaction {
  Bytes bytes;  // the signed bytes as carried
  TransactionId id;
  TransactionDigest digest;
  TransactionBody body;
  std::vector<PublicKey> signers;  // ascending
};

// Checks form, bounds, chain id, order of signers and, when `check_signatures`, every signature.
// Pure: says nothing about who the keys belong to. Signatures may be left unchecked only for the
// transactions of a block that a finality certificate covers.
[[nodiscard]] Result<VerifiedTransaction, Status> VerifyTransaction(const ChainId& chain_id,
                                                                    ByteView signed_bytes,
                                                                    bool check_signatures = true);

}  // namespace heng
