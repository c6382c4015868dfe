// SPDX-License-Identifier: Apache-2.0
#include "node/transport/tls.h"

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <utility>

#include "core/crypto/signature.h"

namespace heng::node {
namespace {

namespace tls = grpc::experimental;

// Runs after gRPC has checked the chain up to the authority.
class PinVerifier : public tls::ExternalCertificateVerifier {
 public:
  explicit PinVerifier(CertificateCheck check) : check_(std::move(check)) {}

  bool Verify(tls::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/,
              grpc::Status* sync_status) override {
    const grpc::string_ref pem = request->peer_cert();
    const auto facts = ReadCertificate({pem.data(), pem.size()});
    const auto checked =
        facts ? check_(*facts) : Result<void, Status>(std::unexpected(facts.error()));
    *sync_status = checked
                       ? grpc::Status::OK
                       : grpc::Status(grpc::StatusCode::UNAUTHENTICATED, checked.error().context);
    return true;
  }
  void Cancel(tls::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  const CertificateCheck check_;
};

std::shared_ptr<tls::CertificateProviderInterface> Provider(const TlsIdentity& identity) {
  const tls::IdentityKeyCertPair pair{.private_key = Bytes(identity.private_key_pem().view()),
                                      .certificate_chain = identity.certificate_pem()};
  return std::make_shared<tls::StaticDataCertificateProvider>(identity.authorities_pem(),
                                                              std::vector{pair});
}

void Configure(tls::TlsCredentialsOptions& options, CertificateCheck check) {
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(
      tls::ExternalCertificateVerifier::Create<PinVerifier>(std::move(check)));
  options.set_check_call_host(false);
}

}  // namespace

Result<TlsIdentity, Status> TlsIdentity::Make(std::string certificate_pem,
                                              const Secret& seed,
                                              std::string authorities_pem) {
  TlsIdentity identity;
  HENG_TRY(identity.facts_, ReadCertificate(certificate_pem));
  HENG_TRY(const CertificateFacts authority, ReadCertificate(authorities_pem));
  if (!authority.authority) {
    return Fail(StatusCode::kInvalid,
                "\"" + authority.common_name +
                    "\" is not the certificate of an authority; give the "
                    "network's CA certificate");
  }
  if (identity.facts_.key != KeyPair::FromSeed(seed.view()).public_key()) {
    return Fail(StatusCode::kInvalid,
                "the peer certificate \"" + identity.facts_.common_name + "\" is for the key " +
                    identity.facts_.key.hex() +
                    ", which is not the tls key of this node; have it issued for that key");
  }
  identity.certificate_pem_ = std::move(certificate_pem);
  identity.authorities_pem_ = std::move(authorities_pem);
  identity.private_key_pem_ = PrivateKeyPem(seed);
  return identity;
}

std::shared_ptr<grpc::ChannelCredentials> DialCredentials(const TlsIdentity& identity,
                                                          CertificateCheck check) {
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Provider(identity));
  options.set_verify_server_certs(true);
  Configure(options, std::move(check));
  return tls::TlsCredentials(options);
}

std::shared_ptr<grpc::ServerCredentials> ListenCredentials(const TlsIdentity& identity,
                                                           CertificateCheck check) {
  tls::TlsServerCredentialsOptions options(Provider(identity));
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  Configure(options, std::move(check));
  return tls::TlsServerCredentials(options);
}

Result<CertificateFacts, Status> CertificateOf(const grpc::AuthContext& context) {
  const auto values = context.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (values.empty()) {
    return Fail(StatusCode::kDenied, "the connection has no certificate");
  }
  return ReadCertificate({values.front().data(), values.front().size()});
}

}  // namespace heng::node
