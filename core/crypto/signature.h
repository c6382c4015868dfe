// SPDX-License-Identifier: Apache-2.0
// Ed25519, the signature of suite 1, by libsodium's single verification everywhere: whether a
// signature is valid must be the same bit on every node, so no batch equation is ever used.
#pragma once

#include "core/bytes.h"
#include "core/ids.h"

namespace heng {

// A signing key. The secret is wiped when the object dies. Move only.
class KeyPair {
 public:
  // From 32 random bytes; the caller says where they come from.
  static KeyPair FromSeed(ByteView seed32);

  KeyPair(KeyPair&& other) noexcept;
  KeyPair& operator=(KeyPair&& other) noexcept;
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;
  ~KeyPair();

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] Signature Sign(ByteView message) const;

 private:
  KeyPair() = default;

  PublicKey public_key_;
  Digest<struct SecretKeyTag, 64> secret_;
};

// False for a wrong signature, a non-canonical S and a small-order or malformed key.
[[nodiscard]] bool Verify(const PublicKey& key, ByteView message, const Signature& signature);

}  // namespace heng
