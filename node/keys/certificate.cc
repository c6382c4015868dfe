// SPDX-License-Identifier: Apache-2.0
#include "node/keys/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>
#include <utility>

#include "core/check.h"
#include "node/keys/key_file.h"

namespace heng::node {
namespace {

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

std::unexpected<Status> OpensslFailure(const std::string& what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return Fail(StatusCode::kInvalid, what + ": " + text.data());
}

Key PrivateKey(const Secret& seed) {
  HENG_ASSERT(seed.size() == kSeedBytes);
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519,
                                       nullptr,
                                       reinterpret_cast<const unsigned char*>(seed.view().data()),
                                       seed.size()));
  HENG_ASSERT(key != nullptr);
  return key;
}

Result<Certificate, Status> ParsePem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) {
    return OpensslFailure("this is not a PEM certificate");
  }
  return certificate;
}

std::string ToPem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  HENG_ASSERT(PEM_write_bio_X509(bio.get(), certificate) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string CommonName(const X509_NAME* name) {
  const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index < 0) {
    return {};
  }
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  std::string common_name(reinterpret_cast<const char*>(text),
                          static_cast<std::size_t>(std::max(size, 0)));
  OPENSSL_free(text);
  return common_name;
}

Result<std::int64_t, Status> SecondsOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) {
    return OpensslFailure("the certificate has a date that cannot be read");
  }
  return std::int64_t{timegm(&parts)};
}

Result<void, Status> AddExtension(X509* certificate,
                                  X509* issuer,
                                  int id,
                                  const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) {
    return OpensslFailure("the certificate cannot say \"" + value + "\"");
  }
  return {};
}

// A certificate with everything but extensions, issuer and signature.
Result<Certificate, Status> Begin(EVP_PKEY* key, std::string_view common_name, Validity validity) {
  Certificate certificate(X509_new());
  // 127 random bits: positive and unguessable.
  const Number serial(BN_new());
  const bool numbered =
      BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
      BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get())) != nullptr;
  const auto* name = reinterpret_cast<const unsigned char*>(common_name.data());
  if (!numbered || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      ASN1_TIME_set(X509_getm_notBefore(certificate.get()), validity.not_before_s) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), validity.not_after_s) == nullptr ||
      X509_set_pubkey(certificate.get(), key) != 1 ||
      X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()),
                                 "CN",
                                 MBSTRING_UTF8,
                                 name,
                                 static_cast<int>(common_name.size()),
                                 -1,
                                 0) != 1) {
    return OpensslFailure("cannot make a certificate for \"" + std::string(common_name) + "\"");
  }
  return certificate;
}

Result<std::string, Status> Finish(X509* certificate,
                                   const X509_NAME* issuer,
                                   EVP_PKEY* issuer_key) {
  // Ed25519 signs the bytes themselves, so there is no digest to name.
  if (X509_set_issuer_name(certificate, issuer) != 1 ||
      X509_sign(certificate, issuer_key, nullptr) == 0) {
    return OpensslFailure("cannot sign the certificate");
  }
  return ToPem(certificate);
}

// A comma or a line end would let a name smuggle in another one.
Result<std::string, Status> AlternativeNames(const CertificateSubject& subject) {
  std::string names;
  const auto add = [&](std::string_view kind, const std::string& name) {
    names += (names.empty() ? "" : ",") + std::string(kind) + name;
    return !name.empty() && name.find_first_of(", \r\n") == std::string::npos;
  };
  for (const std::string& name : subject.dns_names) {
    if (!add("DNS:", name)) {
      return Fail(StatusCode::kInvalid, "\"" + name + "\" is no DNS name");
    }
  }
  for (const std::string& address : subject.ip_addresses) {
    if (!add("IP:", address)) {
      return Fail(StatusCode::kInvalid, "\"" + address + "\" is no IP address");
    }
  }
  return names;
}

std::string ExtendedUse(CertificateUse use) {
  switch (use) {
    case CertificateUse::kPeer:
      return "serverAuth,clientAuth";
    case CertificateUse::kServer:
      return "serverAuth";
    case CertificateUse::kClient:
      return "clientAuth";
  }
  return {};
}

}  // namespace

Result<std::string, Status> MakeAuthority(const Secret& seed,
                                          std::string_view common_name,
                                          Validity validity) {
  const Key key = PrivateKey(seed);
  HENG_TRY(const Certificate certificate, Begin(key.get(), common_name, validity));
  X509* self = certificate.get();
  HENG_CHECK_OK(AddExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0"));
  HENG_CHECK_OK(AddExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign"));
  HENG_CHECK_OK(AddExtension(self, self, NID_subject_key_identifier, "hash"));
  return Finish(self, X509_get_subject_name(self), key.get());
}

Result<std::string, Status> IssueCertificate(std::string_view authority_pem,
                                             const Secret& authority_seed,
                                             const PublicKey& key,
                                             CertificateUse use,
                                             const CertificateSubject& subject,
                                             Validity validity) {
  HENG_TRY(const Certificate authority, ParsePem(authority_pem));
  const Key authority_key = PrivateKey(authority_seed);
  if (X509_check_private_key(authority.get(), authority_key.get()) != 1) {
    return OpensslFailure("the key does not belong to the authority's certificate");
  }
  const Key leaf_key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), PublicKey::kSize));
  HENG_TRY(const Certificate certificate, Begin(leaf_key.get(), subject.common_name, validity));
  HENG_TRY(const std::string names, AlternativeNames(subject));
  X509* leaf = certificate.get();
  HENG_CHECK_OK(AddExtension(leaf, authority.get(), NID_basic_constraints, "critical,CA:FALSE"));
  HENG_CHECK_OK(AddExtension(leaf, authority.get(), NID_key_usage, "critical,digitalSignature"));
  HENG_CHECK_OK(AddExtension(leaf, authority.get(), NID_ext_key_usage, ExtendedUse(use)));
  HENG_CHECK_OK(AddExtension(leaf, authority.get(), NID_subject_key_identifier, "hash"));
  HENG_CHECK_OK(AddExtension(leaf, authority.get(), NID_authority_key_identifier, "keyid:always"));
  if (!names.empty()) {
    HENG_CHECK_OK(AddExtension(leaf, authority.get(), NID_subject_alt_name, names));
  }
  return Finish(leaf, X509_get_subject_name(authority.get()), authority_key.get());
}

Result<CertificateFacts, Status> ReadCertificate(std::string_view pem) {
  HENG_TRY(const Certificate certificate, ParsePem(pem));
  std::array<unsigned char, PublicKey::kSize> raw{};
  std::size_t size = raw.size();
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (key == nullptr || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_public_key(key, raw.data(), &size) != 1 || size != raw.size()) {
    return Fail(StatusCode::kInvalid,
                "the key of certificate \"" + CommonName(X509_get_subject_name(certificate.get())) +
                    "\" is not ed25519; issue it for an ed25519 key");
  }
  HENG_TRY(const std::int64_t not_before, SecondsOf(X509_get0_notBefore(certificate.get())));
  HENG_TRY(const std::int64_t not_after, SecondsOf(X509_get0_notAfter(certificate.get())));
  return CertificateFacts{
      .key = PublicKey::FromBytes({reinterpret_cast<const char*>(raw.data()), raw.size()}),
      .common_name = CommonName(X509_get_subject_name(certificate.get())),
      .issuer = CommonName(X509_get_issuer_name(certificate.get())),
      .validity = {.not_before_s = not_before, .not_after_s = not_after},
      .authority = X509_check_ca(certificate.get()) == 1};
}

Secret PrivateKeyPem(const Secret& seed) {
  const Key key = PrivateKey(seed);
  const Bio bio(BIO_new(BIO_s_secmem()));
  HENG_ASSERT(PEM_write_bio_PKCS8PrivateKey(
                  bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return Secret(Bytes(text, static_cast<std::size_t>(size)));
}

}  // namespace heng::node
