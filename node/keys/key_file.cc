// SPDX-License-Identifier: Apache-2.0
#include "node/keys/key_file.h"

#include <sodium.h>

#include <array>
#include <utility>

#include "core/check.h"
#include "core/crypto/signature.h"
#include "node/keys/private_file.h"

namespace heng::node {
namespace {

constexpr std::string_view kFormatLine = "HENG-KEY/1\n";
constexpr std::size_t kKeyFileBytesMax = 4096;
constexpr std::size_t kSealedBytes = kSeedBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;

using Salt = Digest<struct SaltTag, crypto_pwhash_SALTBYTES>;
using Nonce = Digest<struct NonceTag, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES>;

// The file after its first line. Without `sealed` it is what the seal authenticates.
struct SealedKey {
  KeyPurpose purpose = KeyPurpose::kUnspecified;
  PublicKey public_key;
  std::uint32_t kdf_passes = 0;
  std::uint32_t kdf_memory_kib = 0;
  Salt salt;
  Nonce nonce;
  Bytes sealed;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.purpose);
    codec(2, self.public_key);
    codec(3, self.kdf_passes);
    codec(4, self.kdf_memory_kib);
    codec(5, self.salt);
    codec(6, self.nonce);
    codec(7, self.sealed, Bound{.bytes = kSealedBytes});
  }
};

Bytes AssociatedBytes(const SealedKey& key) {
  SealedKey open = key;
  open.sealed.clear();
  return Bytes(kFormatLine) + Encode(open);
}

unsigned char* Raw(Bytes& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* Raw(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Result<Secret, Status> DeriveKey(const SealedKey& key, const Secret& passphrase) {
  HENG_ASSERT(sodium_init() >= 0);
  Bytes derived(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
  const int failed = crypto_pwhash(Raw(derived),
                                   derived.size(),
                                   passphrase.view().data(),
                                   passphrase.size(),
                                   key.salt.data(),
                                   key.kdf_passes,
                                   std::size_t{key.kdf_memory_kib} << 10,
                                   crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) {
    return Fail(StatusCode::kLimit,
                "deriving the key that opens a key file needs " +
                    std::to_string(key.kdf_memory_kib >> 10) +
                    " MiB of memory, which this machine does not give; free some and try again");
  }
  return Secret(std::move(derived));
}

Result<SealedKey, Status> ReadKeyFile(const std::string& path) {
  HENG_TRY(const Bytes bytes, ReadPrivateFile(path, kKeyFileBytesMax));
  ByteView rest = bytes;
  if (!rest.starts_with(kFormatLine)) {
    return Fail(StatusCode::kMalformed,
                path + " is not a key file: it does not begin with HENG-KEY/1");
  }
  rest.remove_prefix(kFormatLine.size());
  auto key = Decode<SealedKey>(rest);
  if (!key) {
    return Fail(StatusCode::kCorrupt,
                path + " is damaged: " + key.error().context + "; restore it from your key backup");
  }
  if (key->kdf_passes < kKdfCostMin.passes || key->kdf_passes > kKdfCostMax.passes ||
      key->kdf_memory_kib < kKdfCostMin.memory_kib ||
      key->kdf_memory_kib > kKdfCostMax.memory_kib || key->sealed.size() != kSealedBytes) {
    return Fail(
        StatusCode::kCorrupt,
        path + " is damaged: its cost or size is out of bounds; restore it from your key backup");
  }
  return *std::move(key);
}

}  // namespace

std::string_view NameOf(KeyPurpose purpose) {
  static constexpr std::array<std::string_view, 4> kNames = {
      "unspecified", "vote", "cosigner", "tls"};
  return kNames.at(static_cast<std::size_t>(purpose));
}

Result<void, Status> CreateKeyFile(const std::string& path,
                                   KeyPurpose purpose,
                                   const Secret& seed,
                                   const Secret& passphrase,
                                   KdfCost cost) {
  HENG_ASSERT(seed.size() == kSeedBytes);
  SealedKey key{.purpose = purpose,
                .public_key = KeyPair::FromSeed(seed.view()).public_key(),
                .kdf_passes = cost.passes,
                .kdf_memory_kib = cost.memory_kib,
                .salt = Salt::FromBytes(Secret::Random(Salt::kSize).view()),
                .nonce = Nonce::FromBytes(Secret::Random(Nonce::kSize).view()),
                .sealed = {}};
  HENG_TRY(const Secret derived, DeriveKey(key, passphrase));
  const Bytes associated = AssociatedBytes(key);
  key.sealed.assign(kSealedBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Raw(key.sealed),
                                             nullptr,
                                             Raw(seed.view()),
                                             seed.size(),
                                             Raw(ByteView(associated)),
                                             associated.size(),
                                             nullptr,
                                             key.nonce.data(),
                                             Raw(derived.view()));
  return CreatePrivateFile(path, Bytes(kFormatLine) + Encode(key));
}

Result<Secret, Status> OpenKeyFile(const std::string& path,
                                   KeyPurpose purpose,
                                   const Secret& passphrase) {
  HENG_TRY(const SealedKey key, ReadKeyFile(path));
  if (key.purpose != purpose) {
    return Fail(StatusCode::kInvalid,
                path + " holds a " + std::string(NameOf(key.purpose)) + " key and a " +
                    std::string(NameOf(purpose)) +
                    " key is needed; the two are never interchanged");
  }
  HENG_TRY(const Secret derived, DeriveKey(key, passphrase));
  const Bytes associated = AssociatedBytes(key);
  Bytes opened(kSeedBytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(Raw(opened),
                                                                nullptr,
                                                                nullptr,
                                                                Raw(ByteView(key.sealed)),
                                                                key.sealed.size(),
                                                                Raw(ByteView(associated)),
                                                                associated.size(),
                                                                key.nonce.data(),
                                                                Raw(derived.view()));
  Secret seed(std::move(opened));
  if (failed != 0 || KeyPair::FromSeed(seed.view()).public_key() != key.public_key) {
    return Fail(StatusCode::kDenied,
                path +
                    " does not open: the passphrase is wrong or the file was changed; check the "
                    "passphrase file, then restore the key from its backup");
  }
  return seed;
}

Result<PublicKey, Status> PublicKeyOfFile(const std::string& path) {
  HENG_TRY(const SealedKey key, ReadKeyFile(path));
  return key.public_key;
}

}  // namespace heng::node
