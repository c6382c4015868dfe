// SPDX-License-Identifier: Apache-2.0
// X.509 certificates with ed25519 keys. A development network makes its own authority and leaves
// with these; a production network brings certificates of its authority, and the node only reads
// them. Pure but for the random serial number: the caller says what time it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "node/keys/secret.h"

namespace heng::node {

// Seconds since 1970-01-01T00:00:00Z, both included.
struct Validity {
  std::int64_t not_before_s = 0;
  std::int64_t not_after_s = 0;
};

enum class CertificateUse {
  kPeer,    // a validator: listens and dials
  kServer,  // the listener of clients and operators
  kClient,  // a person or program that calls
};

struct CertificateSubject {
  std::string common_name;  // at most 64 bytes
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;  // "127.0.0.1", "::1"
};

// What a certificate says.
struct CertificateFacts {
  PublicKey key;
  std::string common_name;
  std::string issuer;  // common name
  Validity validity;
  bool authority = false;
};

// A self-signed authority whose key is `seed`.
[[nodiscard]] Result<std::string, Status> MakeAuthority(const Secret& seed,
                                                        std::string_view common_name,
                                                        Validity validity);

// A certificate for `key`, signed by the authority.
[[nodiscard]] Result<std::string, Status> IssueCertificate(std::string_view authority_pem,
                                                           const Secret& authority_seed,
                                                           const PublicKey& key,
                                                           CertificateUse use,
                                                           const CertificateSubject& subject,
                                                           Validity validity);

// Reads the first certificate of a PEM text. Refuses keys that are not ed25519.
[[nodiscard]] Result<CertificateFacts, Status> ReadCertificate(std::string_view pem);

// PKCS#8, unencrypted: for memory, never for a file.
[[nodiscard]] Secret PrivateKeyPem(const Secret& seed);

}  // namespace heng::node
