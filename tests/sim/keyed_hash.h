// SPDX-License-Identifier: Apache-2.0
// Signatures by a keyed hash, for votes and transactions: as deterministic as ed25519 and a hundred
// times cheaper. The public key is the whole secret: only traitors would use another's, and ours
// sign with their own.
#pragma once

#include <string>

#include "consensus/vote_crypto.h"
#include "core/crypto/hash.h"

namespace heng::sim {

inline PublicKey KeyNamed(const std::string& name) {
  return As<PublicKey>(Sha256("simulated key of " + name));
}

inline Signature KeyedSignature(const PublicKey& key, ByteView bytes) {
  const Hash mac = Sha256({"keyed hash", key.view(), bytes});
  return Signature::FromBytes(mac.bytes() + mac.bytes());
}

class KeyedVotes final : public consensus::VoteCrypto {
 public:
  explicit KeyedVotes(const PublicKey& key) : key_(key) {}

  [[nodiscard]] Signature Sign(ByteView bytes) const override {
    return KeyedSignature(key_, bytes);
  }
  [[nodiscard]] bool Verify(const PublicKey& key,
                            ByteView bytes,
                            const Signature& signature) const override {
    return signature == KeyedSignature(key, bytes);
  }

 private:
  PublicKey key_;
};

}  // namespace heng::sim
