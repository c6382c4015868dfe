// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/development_key.h"

#include "core/crypto/hash.h"

namespace heng {

Hash DevelopmentSeed(ByteView seed, std::string_view name) {
  const Hash salt = Sha256(seed);
  return Sha256({"HENG-DEV-KEY/1\n", salt.view(), name});
}

KeyPair DevelopmentKey(ByteView seed, std::string_view name) {
  return KeyPair::FromSeed(DevelopmentSeed(seed, name).view());
}

}  // namespace heng
