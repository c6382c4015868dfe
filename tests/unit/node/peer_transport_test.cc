// SPDX-License-Identifier: Apache-2.0
// Goal: validators reach each other, and nobody else does.
// Method: whole PeerTransports in one process over loopback with real mutual TLS. Every wait is for
// an event, with a time limit that only a failure meets.
#include "node/transport/peer_transport.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/crypto/signature.h"
#include "node/keys/key_file.h"
#include "node/log/log.h"
#include "node/metrics/metrics.h"
#include "node/transport/grpc_log.h"

namespace heng::node {
namespace {

constexpr Validity kAlways{.not_before_s = 1'500'000'000, .not_after_s = 4'000'000'000};
constexpr std::chrono::seconds kPatience{30};

std::uint16_t FreePort() {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(descriptor);
  return ntohs(address.sin_port);
}

Secret SeedOf(char fill) {
  return Secret(Bytes(kSeedBytes, fill));
}
PublicKey KeyOf(char fill) {
  return KeyPair::FromSeed(SeedOf(fill).view()).public_key();
}

std::string AuthorityPem(char fill) {
  return *MakeAuthority(SeedOf(fill), std::string("authority ") + fill, kAlways);
}

// A certificate of authority `authority` for the key of `key`, and trust in authority 'Z' only.
TlsIdentity Identity(const std::string& name, char key, char authority = 'Z') {
  auto pem = IssueCertificate(AuthorityPem(authority),
                              SeedOf(authority),
                              KeyOf(key),
                              CertificateUse::kPeer,
                              {.common_name = name, .dns_names = {}, .ip_addresses = {}},
                              kAlways);
  return *TlsIdentity::Make(*pem, SeedOf(key), AuthorityPem(authority));
}

// Everything that one node of a test hears.
class Ear : public PeerHandler {
 public:
  void OnMessages(PeerIndex peer, std::vector<Bytes> messages, ReceiveCredit credit) override {
    const std::scoped_lock lock(mutex_);
    for (Bytes& message : messages) {
      messages_[peer].push_back(std::move(message));
    }
    if (keeps_credits_) {
      credits_.push_back(std::move(credit));
    }
    changed_.notify_all();
  }
  void OnAccepted(PeerIndex peer) override {
    const std::scoped_lock lock(mutex_);
    ++accepted_[peer];
    changed_.notify_all();
  }
  void OnLine(std::string_view line) {
    const std::scoped_lock lock(mutex_);
    lines_.emplace_back(line);
    changed_.notify_all();
  }

  [[nodiscard]] bool WaitForAccepted(PeerIndex peer, int times = 1) {
    return Wait([&] { return accepted_[peer] >= times; });
  }
  [[nodiscard]] bool WaitForMessages(PeerIndex peer, std::size_t count) {
    return Wait([&] { return messages_[peer].size() >= count; });
  }
  [[nodiscard]] bool WaitForLine(const std::string& part) {
    return Wait([&] {
      for (const std::string& line : lines_) {
        if (line.find(part) != std::string::npos) {
          return true;
        }
      }
      return false;
    });
  }
  [[nodiscard]] std::vector<Bytes> messages(PeerIndex peer) {
    const std::scoped_lock lock(mutex_);
    return messages_[peer];
  }
  [[nodiscard]] int accepted(PeerIndex peer) {
    const std::scoped_lock lock(mutex_);
    return accepted_[peer];
  }
  void KeepCredits() {
    const std::scoped_lock lock(mutex_);
    keeps_credits_ = true;
  }
  void ReleaseCredits() {
    const std::scoped_lock lock(mutex_);
    keeps_credits_ = false;
    credits_.clear();
  }

 private:
  bool Wait(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<PeerIndex, std::vector<Bytes>> messages_;
  std::map<PeerIndex, int> accepted_;
  std::vector<std::string> lines_;
  std::vector<ReceiveCredit> credits_;
  bool keeps_credits_ = false;
};

struct NodeSpec {
  std::string name;
  char key = 0;
  char authority = 'Z';
  std::uint16_t port = 0;
  std::string chain = "heng-test";
  PeerLimits limits;
};

class Node {
 public:
  Node(const NodeSpec& spec, const std::vector<Peer>& peers) {
    LogOptions options;
    options.node = spec.name;
    options.level = LogLevel::kDebug;
    options.tap = [this](LogLevel, std::string_view line) { ear_.OnLine(line); };
    log_ = *Log::Open(options);
    network_ = std::make_unique<PeerTransport>(
        PeerTransportOptions{.chain_id = ChainId(spec.chain),
                             .self = spec.name,
                             .listen_address = "127.0.0.1:" + std::to_string(spec.port),
                             .peers = peers,
                             .limits = spec.limits,
                             .times = {.retry_first = std::chrono::milliseconds(20),
                                       .retry_last = std::chrono::milliseconds(100)}},
        Identity(spec.name, spec.key, spec.authority),
        ear_,
        *log_,
        metrics_);
    const auto started = network_->Start();
    EXPECT_TRUE(started.has_value()) << started.error().context;
  }
  ~Node() { network_->Stop(); }

  PeerTransport& network() { return *network_; }
  Ear& ear() { return ear_; }
  void Send(PeerIndex peer, Bytes message) {
    EXPECT_TRUE(network_->Send(peer, std::move(message)).has_value());
    network_->Flush();
  }
  std::string metrics() { return metrics_.Serialize(); }

 private:
  Ear ear_;
  Metrics metrics_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<PeerTransport> network_;
};

Peer PeerFor(const NodeSpec& spec) {
  return {.name = spec.name,
          .address = "127.0.0.1:" + std::to_string(spec.port),
          .tls_key = KeyOf(spec.key)};
}

class PeerTransportTest : public ::testing::Test {
 protected:
  PeerTransportTest() { RouteGrpcLog(nullptr); }

  // Peer 0 of a is b, peer 0 of b is a.
  NodeSpec a{.name = "a", .key = 'a', .port = FreePort(), .limits = {}};
  NodeSpec b{.name = "b", .key = 'b', .port = FreePort(), .limits = {}};
};

TEST_F(PeerTransportTest, DeliversMessagesInOrderBothWays) {
  Node node_a(a, {PeerFor(b)});
  Node node_b(b, {PeerFor(a)});
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0));
  ASSERT_TRUE(node_b.ear().WaitForAccepted(0));
  std::vector<Bytes> sent;
  for (int i = 0; i < 2000; ++i) {
    sent.push_back("message " + std::to_string(i));
    ASSERT_TRUE(node_a.network().Send(0, sent.back()).has_value());
    ASSERT_TRUE(node_b.network().Send(0, sent.back()).has_value());
    if (i % 7 == 0) {
      node_a.network().Flush();
      node_b.network().Flush();
    }
  }
  node_a.network().Flush();
  node_b.network().Flush();
  ASSERT_TRUE(node_b.ear().WaitForMessages(0, sent.size()));
  ASSERT_TRUE(node_a.ear().WaitForMessages(0, sent.size()));
  EXPECT_EQ(node_b.ear().messages(0), sent);
  EXPECT_EQ(node_a.ear().messages(0), sent);
  const PeerStatus status = node_a.network().Snapshot().at(0);
  EXPECT_TRUE(status.sending);
  EXPECT_TRUE(status.receiving);
  EXPECT_EQ(status.dropped_messages, 0U);
}

TEST_F(PeerTransportTest, CarriesAMessageOfTheLargestSize) {
  a.limits.message_bytes_max = b.limits.message_bytes_max = 3 << 20;
  Node node_a(a, {PeerFor(b)});
  Node node_b(b, {PeerFor(a)});
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0));
  node_a.Send(0, Bytes(3 << 20, 'x'));
  ASSERT_TRUE(node_b.ear().WaitForMessages(0, 1));
  EXPECT_EQ(node_b.ear().messages(0)[0], Bytes(3 << 20, 'x'));
}

TEST_F(PeerTransportTest, BroadcastsToEveryPeer) {
  const NodeSpec c{.name = "c", .key = 'c', .port = FreePort(), .limits = {}};
  Node node_a(a, {PeerFor(b), PeerFor(c)});
  Node node_b(b, {PeerFor(a), PeerFor(c)});
  Node node_c(c, {PeerFor(a), PeerFor(b)});
  ASSERT_TRUE(node_c.ear().WaitForAccepted(0));
  ASSERT_TRUE(node_c.ear().WaitForAccepted(1));
  ASSERT_TRUE(node_c.network().Broadcast("to all").has_value());
  node_c.network().Flush();
  ASSERT_TRUE(node_a.ear().WaitForMessages(1, 1));
  ASSERT_TRUE(node_b.ear().WaitForMessages(1, 1));
  EXPECT_EQ(node_a.ear().messages(1), std::vector<Bytes>{"to all"});
}

TEST_F(PeerTransportTest, GossipReachesOnlyThosePeersThatAreThere) {
  const NodeSpec c{.name = "c", .key = 'c', .port = FreePort(), .limits = {}};
  Node node_a(a, {PeerFor(b), PeerFor(c)});
  Node node_b(b, {PeerFor(a), PeerFor(c)});
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0));
  ASSERT_TRUE(node_a.network().Gossip("stale").has_value());
  node_a.network().Flush();
  ASSERT_TRUE(node_b.ear().WaitForMessages(0, 1));
  EXPECT_EQ(node_a.network().Snapshot().at(1).queued_bytes, 0U);
  Node node_c(c, {PeerFor(a), PeerFor(b)});
  ASSERT_TRUE(node_a.ear().WaitForAccepted(1));
  node_a.Send(1, "fresh");
  ASSERT_TRUE(node_c.ear().WaitForMessages(0, 1));
  EXPECT_EQ(node_c.ear().messages(0), std::vector<Bytes>{"fresh"});
}

TEST_F(PeerTransportTest, HoldsMessagesUntilThePeerIsThere) {
  Node node_a(a, {PeerFor(b)});
  ASSERT_TRUE(node_a.ear().WaitForLine("peer.dial_failed"));
  node_a.Send(0, "early");
  Node node_b(b, {PeerFor(a)});
  ASSERT_TRUE(node_b.ear().WaitForMessages(0, 1));
  EXPECT_EQ(node_b.ear().messages(0)[0], "early");
}

TEST_F(PeerTransportTest, ComesBackAfterThePeerRestarts) {
  Node node_a(a, {PeerFor(b)});
  {
    const Node first(b, {PeerFor(a)});
    ASSERT_TRUE(node_a.ear().WaitForAccepted(0));
  }
  ASSERT_TRUE(node_a.ear().WaitForLine("peer.lost"));
  Node second(b, {PeerFor(a)});
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0, 2));
  node_a.Send(0, "again");
  ASSERT_TRUE(second.ear().WaitForMessages(0, 1));
  ASSERT_TRUE(second.ear().WaitForAccepted(0));
  second.Send(0, "and back");
  ASSERT_TRUE(node_a.ear().WaitForMessages(0, 1));
}

// Of what waits for a peer that is away the newest is kept, and little; a peer that is there may be
// slow.
TEST_F(PeerTransportTest, KeepsLessForAPeerThatIsAway) {
  a.limits.offline_queue_bytes_max = 5 * (1'000 + kFrameMessageOverhead);
  Node node_a(a, {PeerFor(b)});
  const auto message = [](int number) { return Bytes(1'000, static_cast<char>('a' + number)); };
  std::vector<Bytes> newest;
  const auto send_ten = [&] {
    for (int number = 0; number < 10; ++number) {
      node_a.Send(0, message(number));
    }
    const PeerStatus status = node_a.network().Snapshot().at(0);
    EXPECT_EQ(status.queued_bytes, a.limits.offline_queue_bytes_max);
    return status.dropped_messages;
  };
  for (int number = 5; number < 10; ++number) {
    newest.push_back(message(number));
  }
  ASSERT_TRUE(node_a.ear().WaitForLine("peer.dial_failed"));
  EXPECT_EQ(send_ten(), 5U) << "never linked";
  {
    Node first(b, {PeerFor(a)});
    ASSERT_TRUE(first.ear().WaitForMessages(0, 5));
    EXPECT_EQ(first.ear().messages(0), newest);
    node_a.Send(0, Bytes(100'000, 'z'));
    ASSERT_TRUE(first.ear().WaitForMessages(0, 6)) << "twenty times as much, while it is there";
  }
  ASSERT_TRUE(node_a.ear().WaitForLine("peer.lost"));
  EXPECT_EQ(send_ten(), 10U) << "linked once";
  Node second(b, {PeerFor(a)});
  ASSERT_TRUE(second.ear().WaitForMessages(0, 5));
  EXPECT_EQ(second.ear().messages(0), newest);
}

TEST_F(PeerTransportTest, RefusesACallerWithAKeyOfNoValidator) {
  NodeSpec intruder = b;
  intruder.key = 'x';
  Node node_a(a, {PeerFor(b)});
  Node node_x(intruder, {PeerFor(a)});
  EXPECT_TRUE(node_a.ear().WaitForLine("knows no validator with the tls key " + KeyOf('x').hex()));
  EXPECT_TRUE(node_x.ear().WaitForLine("peer.dial_failed"));
  EXPECT_EQ(node_x.ear().accepted(0), 0);
  EXPECT_FALSE(node_a.network().Snapshot().at(0).receiving);
  EXPECT_NE(node_a.metrics().find("heng_peer_refused_streams_total{reason=\"key\"}"),
            std::string::npos);
}

TEST_F(PeerTransportTest, RefusesAListenerWithAnotherKey) {
  NodeSpec intruder = b;
  intruder.key = 'x';
  Node node_x(intruder, {PeerFor(a)});
  Node node_a(a, {PeerFor(b)});
  EXPECT_TRUE(node_a.ear().WaitForLine("the ledger has registered " + KeyOf('b').hex()));
  EXPECT_EQ(node_a.ear().accepted(0), 0);
  EXPECT_FALSE(node_a.network().Snapshot().at(0).sending);
  EXPECT_NE(node_a.network().Snapshot().at(0).last_failure.find(KeyOf('x').hex()),
            std::string::npos);
}

TEST_F(PeerTransportTest, RefusesTheRightKeyUnderAnotherAuthority) {
  b.authority = 'Y';
  Node node_b(b, {PeerFor(a)});
  Node node_a(a, {PeerFor(b)});
  EXPECT_TRUE(node_a.ear().WaitForLine("peer.dial_failed"));
  EXPECT_TRUE(node_b.ear().WaitForLine("peer.dial_failed"));
  EXPECT_TRUE(node_a.ear().WaitForLine("certificate verify failed"));
  EXPECT_EQ(node_a.ear().accepted(0) + node_b.ear().accepted(0), 0);
}

TEST_F(PeerTransportTest, RefusesAValidatorUnderTheNameOfAnother) {
  const NodeSpec c{.name = "c", .key = 'c', .port = FreePort(), .limits = {}};
  NodeSpec liar = c;
  liar.name = "b";
  Node node_a(a, {PeerFor(b), PeerFor(c)});
  Node node_c(liar, {PeerFor(a)});
  EXPECT_TRUE(node_a.ear().WaitForLine("has the tls key of \\\"c\\\""));
  EXPECT_TRUE(node_c.ear().WaitForLine("has the tls key of \\\"c\\\""));
  EXPECT_EQ(node_c.ear().accepted(0), 0);
}

TEST_F(PeerTransportTest, RefusesAPeerOfAnotherChain) {
  b.chain = "heng-other";
  Node node_a(a, {PeerFor(b)});
  Node node_b(b, {PeerFor(a)});
  EXPECT_TRUE(node_a.ear().WaitForLine("is on chain \\\"heng-other\\\""));
  EXPECT_TRUE(node_a.ear().WaitForLine("peer.dial_failed"));
  EXPECT_EQ(node_a.ear().accepted(0) + node_b.ear().accepted(0), 0);
}

TEST_F(PeerTransportTest, RefusesToSendAMessageAboveTheLimit) {
  a.limits.message_bytes_max = 1000;
  Node node_a(a, {PeerFor(b)});
  EXPECT_FALSE(node_a.network().Send(0, Bytes(1001, 'x')).has_value());
  EXPECT_FALSE(node_a.network().Broadcast(Bytes(1001, 'x')).has_value());
  EXPECT_FALSE(node_a.network().Gossip(Bytes(1001, 'x')).has_value());
}

TEST_F(PeerTransportTest, RefusesToReceiveAMessageAboveTheLimitAndServesTheNextStream) {
  b.limits.message_bytes_max = 1000;
  Node node_a(a, {PeerFor(b)});
  Node node_b(b, {PeerFor(a)});
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0));
  node_a.Send(0, Bytes(1001, 'x'));
  EXPECT_TRUE(node_b.ear().WaitForLine("the most is 1000"));
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0, 2));
  node_a.Send(0, Bytes(1000, 'y'));
  ASSERT_TRUE(node_b.ear().WaitForMessages(0, 1));
  EXPECT_EQ(node_b.ear().messages(0)[0], Bytes(1000, 'y'));
}

TEST_F(PeerTransportTest, RefusesToReceiveAFrameAboveTheLimit) {
  b.limits.message_bytes_max = b.limits.frame_bytes = 10'000;
  Node node_a(a, {PeerFor(b)});
  Node node_b(b, {PeerFor(a)});
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0));
  node_a.Send(0, Bytes(1 << 20, 'x'));
  EXPECT_TRUE(node_a.ear().WaitForLine("larger than max"));
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0, 2));
  EXPECT_TRUE(node_b.ear().messages(0).empty());
}

TEST_F(PeerTransportTest, StopsReadingAPeerWhoseMessagesAreNotHandled) {
  b.limits.held_bytes_max = 100'000;
  Node node_a(a, {PeerFor(b)});
  Node node_b(b, {PeerFor(a)});
  node_b.ear().KeepCredits();
  ASSERT_TRUE(node_a.ear().WaitForAccepted(0));
  constexpr std::size_t kCount = 60;
  for (std::size_t i = 0; i < kCount; ++i) {
    node_a.Send(0, Bytes(1 << 20, static_cast<char>('0' + i)));
  }
  ASSERT_TRUE(node_b.ear().WaitForMessages(0, 1));
  // What the kernel and gRPC hold between the two is far below what was sent.
  EXPECT_LT(node_b.ear().messages(0).size(), kCount / 2);
  node_b.ear().ReleaseCredits();
  ASSERT_TRUE(node_b.ear().WaitForMessages(0, kCount));
  for (std::size_t i = 0; i < kCount; ++i) {
    EXPECT_EQ(node_b.ear().messages(0)[i][0], static_cast<char>('0' + i));
  }
}

TEST_F(PeerTransportTest, FailsToStartOnAPortThatIsTaken) {
  Node node_a(a, {PeerFor(b)});
  Ear ear;
  Metrics metrics;
  const auto log = Log::Silent();
  PeerTransport second(PeerTransportOptions{.chain_id = ChainId("heng-test"),
                                            .self = "a",
                                            .listen_address = "127.0.0.1:" + std::to_string(a.port),
                                            .peers = {PeerFor(b)},
                                            .limits = {},
                                            .times = {}},
                       Identity("a", 'a'),
                       ear,
                       *log,
                       metrics);
  EXPECT_FALSE(second.Start().has_value());
}

TEST(TlsIdentity, RefusesACertificateOfAnotherKeyAndALeafAsAuthority) {
  const auto pem = IssueCertificate(AuthorityPem('Z'),
                                    SeedOf('Z'),
                                    KeyOf('a'),
                                    CertificateUse::kPeer,
                                    {.common_name = "a", .dns_names = {}, .ip_addresses = {}},
                                    kAlways);
  ASSERT_TRUE(pem.has_value());
  EXPECT_TRUE(TlsIdentity::Make(*pem, SeedOf('a'), AuthorityPem('Z')).has_value());
  EXPECT_FALSE(TlsIdentity::Make(*pem, SeedOf('b'), AuthorityPem('Z')).has_value());
  EXPECT_FALSE(TlsIdentity::Make(*pem, SeedOf('a'), *pem).has_value());
  EXPECT_FALSE(TlsIdentity::Make("nonsense", SeedOf('a'), AuthorityPem('Z')).has_value());
}

}  // namespace
}  // namespace heng::node
