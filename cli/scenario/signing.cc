// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/signing.h"

#include <algorithm>

#include "core/codec/codec.h"
#include "core/crypto/development_key.h"

namespace heng::cli::scenario {

void KeyRing::Use(const std::string& person, const std::string& key_name) {
  key_names_.insert_or_assign(person, key_name);
}

KeyPair KeyRing::KeyOf(const std::string& person) const {
  const auto found = key_names_.find(person);
  return DevelopmentKey(seed_, found == key_names_.end() ? person : found->second);
}

Signed SignAs(const TransactionBody& body,
              const std::vector<std::string>& persons,
              const KeyRing& keys) {
  SignedTransaction transaction;
  transaction.body = Encode(body);
  const Bytes message = SigningBytes(body.chain_id, transaction.body);
  for (const std::string& person : persons) {
    const KeyPair key = keys.KeyOf(person);
    const bool twice =
        std::ranges::find(transaction.signatures,
                          key.public_key(),
                          &TransactionSignature::public_key) != transaction.signatures.end();
    if (!twice) {
      transaction.signatures.push_back(TransactionSignature{.suite = kSuiteEd25519Sha256,
                                                            .public_key = key.public_key(),
                                                            .signature = key.Sign(message)});
    }
  }
  std::ranges::sort(transaction.signatures, {}, &TransactionSignature::public_key);
  return {.id = IdOf(transaction.body), .bytes = Encode(transaction)};
}

}  // namespace heng::cli::scenario
