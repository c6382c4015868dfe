// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/signature.h"

#include <sodium.h>

#include "core/check.h"

namespace heng {

KeyPair KeyPair::FromSeed(ByteView seed32) {
  HENG_ASSERT(seed32.size() == crypto_sign_SEEDBYTES);
  HENG_ASSERT(sodium_init() >= 0);
  KeyPair pair;
  crypto_sign_seed_keypair(pair.public_key_.data(),
                           pair.secret_.data(),
                           reinterpret_cast<const unsigned char*>(seed32.data()));
  return pair;
}

KeyPair::KeyPair(KeyPair&& other) noexcept
    : public_key_(other.public_key_), secret_(other.secret_) {
  sodium_memzero(other.secret_.data(), other.secret_.kSize);
}

KeyPair& KeyPair::operator=(KeyPair&& other) noexcept {
  if (this != &other) {
    public_key_ = other.public_key_;
    secret_ = other.secret_;
    sodium_memzero(other.secret_.data(), other.secret_.kSize);
  }
  return *this;
}

KeyPair::~KeyPair() {
  sodium_memzero(secret_.data(), secret_.kSize);
}

Signature KeyPair::Sign(ByteView message) const {
  Signature signature;
  crypto_sign_detached(signature.data(),
                       nullptr,
                       reinterpret_cast<const unsigned char*>(message.data()),
                       message.size(),
                       secret_.data());
  return signature;
}

bool Verify(const PublicKey& key, ByteView message, const Signature& signature) {
  return crypto_sign_verify_detached(signature.data(),
                                     reinterpret_cast<const unsigned char*>(message.data()),
                                     message.size(),
                                     key.data()) == 0;
}

}  // namespace heng
