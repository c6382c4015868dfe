// SPDX-License-Identifier: Apache-2.0
// Goal: the certificates that we make are ones that others verify, and we read what they say.
// Method: OpenSSL's own chain verification over what certificate.h made.
#include "node/keys/certificate.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "core/crypto/signature.h"
#include "node/keys/key_file.h"

namespace heng::node {
namespace {

constexpr Validity kValidity{.not_before_s = 1'700'000'000, .not_after_s = 4'000'000'000};

Secret SeedOf(char fill) {
  return Secret(Bytes(kSeedBytes, fill));
}
PublicKey KeyOf(char fill) {
  return KeyPair::FromSeed(SeedOf(fill).view()).public_key();
}

X509* Parse(const std::string& pem) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  return certificate;
}

// X509_V_OK, or why OpenSSL does not believe the leaf for the purpose.
int VerifyChain(const std::string& authority, const std::string& leaf, int purpose) {
  X509* root = Parse(authority);
  X509* certificate = Parse(leaf);
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, root);
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, certificate, nullptr);
  X509_STORE_CTX_set_purpose(context, purpose);
  X509_STORE_CTX_set_flags(context, X509_V_FLAG_X509_STRICT);
  X509_verify_cert(context);
  const int result = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  X509_free(certificate);
  X509_free(root);
  return result;
}

class CertificateTest : public ::testing::Test {
 protected:
  std::string Issue(CertificateUse use, Validity validity = kValidity) {
    const auto pem = IssueCertificate(authority,
                                      SeedOf('Z'),
                                      KeyOf('a'),
                                      use,
                                      {.common_name = "hubei",
                                       .dns_names = {"hubei.example", "localhost"},
                                       .ip_addresses = {"127.0.0.1", "::1"}},
                                      validity);
    EXPECT_TRUE(pem.has_value()) << pem.error().context;
    return pem.value_or("");
  }

  const std::string authority = *MakeAuthority(SeedOf('Z'), "Heng dev authority", kValidity);
};

TEST_F(CertificateTest, VerifiesForItsUseAndNoOther) {
  const std::string peer = Issue(CertificateUse::kPeer);
  EXPECT_EQ(VerifyChain(authority, peer, X509_PURPOSE_SSL_SERVER), X509_V_OK);
  EXPECT_EQ(VerifyChain(authority, peer, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  const std::string server = Issue(CertificateUse::kServer);
  EXPECT_EQ(VerifyChain(authority, server, X509_PURPOSE_SSL_SERVER), X509_V_OK);
  EXPECT_EQ(VerifyChain(authority, server, X509_PURPOSE_SSL_CLIENT), X509_V_ERR_INVALID_PURPOSE);
  const std::string client = Issue(CertificateUse::kClient);
  EXPECT_EQ(VerifyChain(authority, client, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(VerifyChain(authority, client, X509_PURPOSE_SSL_SERVER), X509_V_ERR_INVALID_PURPOSE);
}

TEST_F(CertificateTest, DoesNotVerifyUnderAnotherAuthorityOrAfterItsTime) {
  const std::string other = *MakeAuthority(SeedOf('Y'), "Heng dev authority", kValidity);
  EXPECT_NE(VerifyChain(other, Issue(CertificateUse::kPeer), X509_PURPOSE_SSL_SERVER), X509_V_OK);
  const std::string old =
      Issue(CertificateUse::kPeer, {.not_before_s = 1'000'000'000, .not_after_s = 1'100'000'000});
  EXPECT_EQ(VerifyChain(authority, old, X509_PURPOSE_SSL_SERVER), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(CertificateTest, NamesTheHostsThatItIsFor) {
  X509* certificate = Parse(Issue(CertificateUse::kPeer));
  EXPECT_EQ(X509_check_host(certificate, "hubei.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(certificate, "shanghai.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(certificate, "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate, "127.0.0.2", 0), 0);
  X509_free(certificate);
}

TEST_F(CertificateTest, ReadsWhatItSays) {
  const auto facts = ReadCertificate(Issue(CertificateUse::kPeer));
  ASSERT_TRUE(facts.has_value()) << facts.error().context;
  EXPECT_EQ(facts->key, KeyOf('a'));
  EXPECT_EQ(facts->common_name, "hubei");
  EXPECT_EQ(facts->issuer, "Heng dev authority");
  EXPECT_EQ(facts->validity.not_before_s, kValidity.not_before_s);
  EXPECT_EQ(facts->validity.not_after_s, kValidity.not_after_s);
  EXPECT_FALSE(facts->authority);
  EXPECT_TRUE(ReadCertificate(authority)->authority);
}

TEST_F(CertificateTest, RefusesToIssueWithAKeyThatIsNotTheAuthoritys) {
  EXPECT_FALSE(IssueCertificate(authority,
                                SeedOf('Y'),
                                KeyOf('a'),
                                CertificateUse::kPeer,
                                {.common_name = "hubei", .dns_names = {}, .ip_addresses = {}},
                                kValidity)
                   .has_value());
}

TEST_F(CertificateTest, RefusesNamesThatHideOtherNames) {
  for (const std::string& name : {std::string("a,DNS:b"), std::string(), std::string("a b")}) {
    EXPECT_FALSE(IssueCertificate(authority,
                                  SeedOf('Z'),
                                  KeyOf('a'),
                                  CertificateUse::kPeer,
                                  {.common_name = "hubei", .dns_names = {name}, .ip_addresses = {}},
                                  kValidity)
                     .has_value())
        << name;
  }
  EXPECT_FALSE(
      IssueCertificate(authority,
                       SeedOf('Z'),
                       KeyOf('a'),
                       CertificateUse::kPeer,
                       {.common_name = "hubei", .dns_names = {}, .ip_addresses = {"1.2.3"}},
                       kValidity)
          .has_value());
  EXPECT_FALSE(MakeAuthority(SeedOf('Z'), std::string(65, 'x'), kValidity).has_value());
}

TEST_F(CertificateTest, RefusesToReadOtherKeysAndOtherText) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_TIME_set(X509_getm_notBefore(certificate), 0);
  ASN1_TIME_set(X509_getm_notAfter(certificate), 1);
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  const std::string whole(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  X509_free(certificate);
  EVP_PKEY_free(key);
  const auto facts = ReadCertificate(whole);
  ASSERT_FALSE(facts.has_value());
  EXPECT_NE(facts.error().context.find("is not ed25519"), std::string::npos);
  EXPECT_FALSE(ReadCertificate("").has_value());
  EXPECT_FALSE(ReadCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                   .has_value());
}

TEST_F(CertificateTest, WritesAPrivateKeyThatOpensslReads) {
  const Secret pem = PrivateKeyPem(SeedOf('a'));
  BIO* bio = BIO_new_mem_buf(pem.view().data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  ASSERT_NE(key, nullptr);
  std::string raw(32, '\0');
  std::size_t size = raw.size();
  EXPECT_EQ(EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size),
            1);
  EXPECT_EQ(raw, KeyOf('a').view());
  EVP_PKEY_free(key);
  BIO_free(bio);
}

}  // namespace
}  // namespace heng::node
