// SPDX-License-Identifier: Apache-2.0
// Mutual TLS between validators. A connection stands only if the other side has a certificate of
// the network's authority and its key is one that the check of the caller accepts: the tls_key of
// the Validator record. Host names in certificates are not looked at; the key says more.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "node/keys/certificate.h"

namespace grpc {
class AuthContext;
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace heng::node {

// What this node shows to its peers, and whom it believes.
class TlsIdentity {
 public:
  // Fails when the certificate is not for the key of `seed`, or a PEM cannot be read.
  [[nodiscard]] static Result<TlsIdentity, Status> Make(std::string certificate_pem,
                                                        const Secret& seed,
                                                        std::string authorities_pem);

  [[nodiscard]] const CertificateFacts& facts() const { return facts_; }
  [[nodiscard]] const std::string& certificate_pem() const { return certificate_pem_; }
  [[nodiscard]] const std::string& authorities_pem() const { return authorities_pem_; }
  [[nodiscard]] const Secret& private_key_pem() const { return private_key_pem_; }

 private:
  TlsIdentity() = default;

  CertificateFacts facts_;
  std::string certificate_pem_;
  std::string authorities_pem_;
  Secret private_key_pem_;
};

// Whether a certificate that the authority signed is the right one. Runs within the handshake, on a
// thread of gRPC; the failure becomes the reason that the dialer logs.
using CertificateCheck = std::function<Result<void, Status>(const CertificateFacts&)>;

[[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> DialCredentials(const TlsIdentity& identity,
                                                                        CertificateCheck check);
[[nodiscard]] std::shared_ptr<grpc::ServerCredentials> ListenCredentials(
    const TlsIdentity& identity, CertificateCheck check);

// The certificate behind a call that has been accepted.
[[nodiscard]] Result<CertificateFacts, Status> CertificateOf(const grpc::AuthContext& context);

}  // namespace heng::node
