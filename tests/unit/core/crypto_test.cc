// SPDX-License-Identifier: Apache-2.0
// Goal: hashes and signatures are the standards', and a signature that some library might take and
// another not is refused. Method: FIPS 180-4 and RFC 8032 vectors, malleable and weak inputs.
#include <gtest/gtest.h>

#include <array>

#include "core/crypto/hash.h"
#include "core/crypto/signature.h"
#include "tests/support/hex.h"

namespace heng {
namespace {

TEST(Sha256, GivesTheStandardsVectors) {
  EXPECT_EQ(Sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256(Bytes(1'000'000, 'a')).hex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, JoinsItsParts) {
  EXPECT_EQ(Sha256({"a", "", "bc"}), Sha256("abc"));
  EXPECT_EQ(Sha256({}), Sha256(""));
}

struct SignatureVector {
  const char* seed;
  const char* key;
  const char* message;
  const char* signature;
};

// RFC 8032 section 7.1, tests 1 to 3.
constexpr std::array<SignatureVector, 3> kVectors = {{
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
     "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
     "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
     "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
     "c6594a7c15e9716ed28dc027beceea1ec40a"},
}};

TEST(Signature, GivesTheStandardsVectors) {
  for (const SignatureVector& vector : kVectors) {
    const KeyPair pair = KeyPair::FromSeed(FromHex(vector.seed));
    const Bytes message = FromHex(vector.message);
    EXPECT_EQ(pair.public_key().hex(), vector.key);
    EXPECT_EQ(pair.Sign(message).hex(), vector.signature);
    EXPECT_TRUE(Verify(pair.public_key(), message, pair.Sign(message)));
  }
}

TEST(Signature, IsForOneKeyAndOneMessage) {
  const KeyPair pair = KeyPair::FromSeed(Bytes(32, 'a'));
  const KeyPair other = KeyPair::FromSeed(Bytes(32, 'b'));
  const Signature signature = pair.Sign("message");
  EXPECT_FALSE(Verify(pair.public_key(), "messagf", signature));
  EXPECT_FALSE(Verify(pair.public_key(), "", signature));
  EXPECT_FALSE(Verify(other.public_key(), "message", signature));
}

TEST(Signature, BreaksWithAnyChangedBit) {
  const KeyPair pair = KeyPair::FromSeed(Bytes(32, 'a'));
  const Signature signature = pair.Sign("message");
  for (std::size_t bit = 0; bit < 512; ++bit) {
    Signature changed = signature;
    changed.data()[bit / 8] ^= static_cast<unsigned char>(1 << (bit % 8));
    EXPECT_FALSE(Verify(pair.public_key(), "message", changed)) << bit;
  }
}

TEST(Signature, RefusesANonCanonicalScalar) {
  // S + L is the same scalar; a library that takes it makes signatures malleable.
  const Bytes order = FromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  const KeyPair pair = KeyPair::FromSeed(Bytes(32, 'a'));
  Signature signature = pair.Sign("message");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += signature.data()[32 + i];
    carry += static_cast<unsigned char>(order[i]);
    signature.data()[32 + i] = static_cast<unsigned char>(carry & 0xff);
    carry >>= 8;
  }
  ASSERT_EQ(carry, 0U);
  EXPECT_FALSE(Verify(pair.public_key(), "message", signature));
}

TEST(Signature, RefusesKeysOfSmallOrder) {
  // Under such a key one signature fits many messages.
  const char* const small[] = {
      "0100000000000000000000000000000000000000000000000000000000000000",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  };
  Signature identity;  // R = identity, S = 0
  identity.data()[0] = 1;
  for (const char* key : small) {
    EXPECT_FALSE(Verify(PublicKey::FromBytes(FromHex(key)), "message", identity)) << key;
  }
}

TEST(KeyPair, MovesItsSecretAway) {
  KeyPair pair = KeyPair::FromSeed(Bytes(32, 'a'));
  const Signature signature = pair.Sign("m");
  KeyPair moved = std::move(pair);
  EXPECT_EQ(moved.Sign("m"), signature);
  KeyPair assigned = KeyPair::FromSeed(Bytes(32, 'b'));
  assigned = std::move(moved);
  EXPECT_EQ(assigned.Sign("m"), signature);
}

}  // namespace
}  // namespace heng
