// SPDX-License-Identifier: Apache-2.0
#include "sdk/cpp/transaction_builder.h"

#include <algorithm>

namespace heng::sdk {

Result<TransactionBuilder, Status> TransactionBuilder::Make(const Draft& draft) {
  if (draft.operations.empty() || draft.operations.size() > kOperationsMax) {
    return Fail(StatusCode::kLimit, "a transaction has 1 to 1,024 operations");
  }
  TransactionBody body;
  body.chain_id = draft.chain_id;
  body.author = draft.author;
  body.sequence = draft.sequence;
  body.valid_until = draft.valid_until;
  for (const v1::Operation& operation : draft.operations) {
    Bytes bytes = operation.SerializeAsString();
    if (operation.operation_case() == v1::Operation::OPERATION_NOT_SET) {
      return Fail(StatusCode::kInvalid, "an operation is empty");
    }
    if (bytes.size() > kOperationBytesMax) {
      return Fail(StatusCode::kLimit, "an operation has at most 64 KiB");
    }
    body.operations.push_back(std::move(bytes));
  }
  body.reason_code = draft.reason_code;
  body.legal_reference = draft.legal_reference;
  body.document_hashes = draft.document_hashes;
  TransactionBuilder builder;
  builder.chain_id_ = draft.chain_id;
  builder.body_ = Encode(body);
  builder.id_ = IdOf(builder.body_);
  if (builder.body_.size() > kTransactionBytesMax) {
    return Fail(StatusCode::kLimit, "a transaction has at most 1 MiB");
  }
  return builder;
}

Bytes TransactionBuilder::signing_bytes() const {
  return SigningBytes(chain_id_, body_);
}

void TransactionBuilder::Sign(const KeyPair& key) {
  AddSignature(key.public_key(), key.Sign(signing_bytes()));
}

void TransactionBuilder::AddSignature(const PublicKey& key, const Signature& signature) {
  const auto place =
      std::ranges::lower_bound(signatures_, key, {}, &TransactionSignature::public_key);
  if (place != signatures_.end() && place->public_key == key) {
    place->signature = signature;
    return;
  }
  signatures_.insert(place,
                     TransactionSignature{
                         .suite = kSuiteEd25519Sha256, .public_key = key, .signature = signature});
}

Bytes TransactionBuilder::Build() const {
  return Encode(SignedTransaction{.body = body_, .signatures = signatures_});
}

}  // namespace heng::sdk
