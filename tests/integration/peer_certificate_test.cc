// SPDX-License-Identifier: Apache-2.0
// A process that is not the validator it says it is gets no stream from the others. Here its
// certificate is of another authority; a real certificate for another key is refused in
// tests/unit/node/peer_transport_test.cc.
#include <atomic>

#include "core/bytes.h"
#include "node/keys/certificate.h"
#include "node/log/log.h"
#include "node/metrics/metrics.h"
#include "node/transport/peer_transport.h"
#include "tests/integration/test_network.h"

namespace heng::testing {
namespace {

using node::Secret;

constexpr node::Validity kValid{.not_before_s = 0, .not_after_s = 4'000'000'000};

// Hears nothing, and says whether it did.
class Deaf final : public node::PeerHandler {
 public:
  void OnMessages(node::PeerIndex, std::vector<Bytes>, node::ReceiveCredit) override {
    heard_ = true;
  }
  void OnAccepted(node::PeerIndex) override { accepted_ = true; }
  [[nodiscard]] bool heard() const { return heard_; }
  [[nodiscard]] bool accepted() const { return accepted_; }

 private:
  std::atomic<bool> heard_ = false;
  std::atomic<bool> accepted_ = false;
};

PublicKey KeyOfSeed(const Secret& seed) {
  return KeyPair::FromSeed(seed.view()).public_key();
}

TEST(PeerCertificate, ACertificateOfAnotherAuthorityGetsNoStream) {
  TestNetwork network(2);
  ASSERT_TRUE(network.AwaitReady());
  // Node 1 makes room, and an impostor dials node 0 in its name.
  network.Kill(1);
  const Secret authority_seed = Secret::Random(32);
  const Secret seed = Secret::Random(32);
  const auto authority = node::MakeAuthority(authority_seed, "impostors", kValid);
  ASSERT_TRUE(authority);
  const auto certificate = node::IssueCertificate(
      *authority,
      authority_seed,
      KeyOfSeed(seed),
      node::CertificateUse::kPeer,
      {.common_name = network.node(1).name, .dns_names = {}, .ip_addresses = {"127.0.0.1"}},
      kValid);
  ASSERT_TRUE(certificate) << certificate.error().context;
  auto identity = node::TlsIdentity::Make(
      *certificate,
      seed,
      *authority + ReadFile(network.profile().directory + "/authority/peer.crt"));
  ASSERT_TRUE(identity) << identity.error().context;
  const auto genuine = node::ReadCertificate(ReadFile(network.node(0).directory + "/peer.crt"));
  ASSERT_TRUE(genuine);

  node::LogOptions log_options;
  log_options.node = "impostor";
  auto log = node::Log::Open(std::move(log_options));
  ASSERT_TRUE(log);
  node::Metrics metrics;
  Deaf handler;
  const std::string config = ReadFile(network.node(0).config_file);
  const std::size_t at = config.find("peer = \"") + 8;
  node::PeerTransportOptions options{
      .chain_id = network.profile().chain_id,
      .self = network.node(1).name,
      .listen_address = "127.0.0.1:0",
      .peers = {{.name = network.node(0).name,
                 .address = config.substr(at, config.find('"', at) - at),
                 .tls_key = genuine->key}},
      .limits = {},
      .times = {}};
  node::PeerTransport impostor(std::move(options), *std::move(identity), handler, **log, metrics);
  ASSERT_TRUE(impostor.Start());
  EXPECT_TRUE(Eventually([&] { return !impostor.Snapshot().front().last_failure.empty(); }));
  EXPECT_FALSE(impostor.Snapshot().front().sending);
  EXPECT_FALSE(handler.accepted());
  EXPECT_FALSE(handler.heard());
  const auto status = network.Operate(0)->GetStatus();
  ASSERT_TRUE(status);
  EXPECT_FALSE(status->peers(0).connected());
  impostor.Stop();
}

}  // namespace
}  // namespace heng::testing
