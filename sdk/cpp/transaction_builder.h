// SPDX-License-Identifier: Apache-2.0
// Building and signing a transaction. The body is made once; its id is known from then on, and any
// number of persons sign the same bytes, in any order, on any machine.
#pragma once

#include <heng/v1/operations.pb.h>

#include <string>
#include <vector>

#include "core/crypto/signature.h"
#include "core/result.h"
#include "core/transaction.h"

namespace heng::sdk {

// What the author wants. Times are milliseconds since 1970 UTC.
struct Draft {
  ChainId chain_id;
  PersonId author;
  std::uint64_t sequence = 0;  // of the author; one that was not used yet
  BlockTime valid_until;
  std::vector<v1::Operation> operations;
  std::string reason_code;
  std::string legal_reference;
  std::vector<Hash> document_hashes;
};

class TransactionBuilder {
 public:
  // Fails when an operation is empty, or the transaction passes a bound of core/transaction.h.
  [[nodiscard]] static Result<TransactionBuilder, Status> Make(const Draft& draft);

  [[nodiscard]] const TransactionId& id() const { return id_; }
  // What each person signs, for keys that are kept elsewhere.
  [[nodiscard]] Bytes signing_bytes() const;

  void Sign(const KeyPair& key);
  void AddSignature(const PublicKey& key, const Signature& signature);

  // The signed bytes, ready to send. Needs at least one signature.
  [[nodiscard]] Bytes Build() const;

 private:
  TransactionBuilder() = default;

  ChainId chain_id_;
  Bytes body_;
  TransactionId id_;
  std::vector<TransactionSignature> signatures_;  // ascending by key
};

}  // namespace heng::sdk
