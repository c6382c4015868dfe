// SPDX-License-Identifier: Apache-2.0
// Transactions of a scenario: their bodies, and the signatures of development keys.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/crypto/signature.h"
#include "core/transaction.h"

namespace heng::cli::scenario {

// Which key each signer signs with. A person's key has the person's name until a scenario says
// otherwise.
class KeyRing {
 public:
  explicit KeyRing(Bytes seed) : seed_(std::move(seed)) {}

  void Use(const std::string& person, const std::string& key_name);
  [[nodiscard]] KeyPair KeyOf(const std::string& person) const;

 private:
  Bytes seed_;
  std::map<std::string, std::string> key_names_;
};

struct Signed {
  TransactionId id;
  Bytes bytes;
};

// Signs the body as each of these persons; two names with one key sign once.
[[nodiscard]] Signed SignAs(const TransactionBody& body,
                            const std::vector<std::string>& persons,
                            const KeyRing& keys);

}  // namespace heng::cli::scenario
