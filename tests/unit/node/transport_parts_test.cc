// SPDX-License-Identifier: Apache-2.0
// Goal: the pure parts of the transport keep their bounds.
// Method: queues, pauses and accounts driven by hand; time is an argument.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "node/log/log.h"
#include "node/metrics/metrics.h"
#include "node/transport/backoff.h"
#include "node/transport/frame.h"
#include "node/transport/peer_gate.h"
#include "node/transport/receive_account.h"
#include "node/transport/send_queue.h"

namespace heng::node {
namespace {

using std::chrono::milliseconds;

SharedMessage Message(std::size_t size, char fill) {
  return std::make_shared<const Bytes>(size, fill);
}

TEST(SendQueue, TakesMessagesInOrderUpToTheFrame) {
  SendQueue queue(1 << 20);
  for (const char c : {'a', 'b', 'c'}) {
    EXPECT_EQ(queue.Push(Message(92, c)), 0U);
  }
  const auto first = queue.TakeFrame(200);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0]->front(), 'a');
  EXPECT_EQ(first[1]->front(), 'b');
  EXPECT_EQ(queue.TakeFrame(200).size(), 1U);
  EXPECT_TRUE(queue.TakeFrame(200).empty());
  EXPECT_EQ(queue.bytes(), 0U);
}

TEST(SendQueue, TakesAMessageLargerThanTheFrameAlone) {
  SendQueue queue(1 << 20);
  EXPECT_EQ(queue.Push(Message(5000, 'a')), 0U);
  EXPECT_EQ(queue.Push(Message(1, 'b')), 0U);
  EXPECT_EQ(queue.TakeFrame(100).size(), 1U);
}

TEST(SendQueue, BoundsTheMessagesOfAFrame) {
  SendQueue queue(1 << 20);
  for (std::uint32_t i = 0; i <= kFrameMessagesMax; ++i) {
    EXPECT_EQ(queue.Push(Message(0, 'a')), 0U);
  }
  EXPECT_EQ(queue.TakeFrame(1 << 20).size(), kFrameMessagesMax);
}

TEST(SendQueue, DropsTheOldestPastItsBound) {
  SendQueue queue(300);
  EXPECT_EQ(queue.Push(Message(92, 'a')) + queue.Push(Message(92, 'b')), 0U);
  EXPECT_EQ(queue.Push(Message(192, 'c')), 1U);
  EXPECT_EQ(queue.TakeFrame(1000)[0]->front(), 'b');
}

TEST(SendQueue, DropsWhatASmallerBoundNoLongerHolds) {
  SendQueue queue(1000);
  for (const char c : {'a', 'b', 'c'}) {
    EXPECT_EQ(queue.Push(Message(92, c)), 0U);
  }
  EXPECT_EQ(queue.SetBytesMax(100), 2U);
  EXPECT_EQ(queue.TakeFrame(1000)[0]->front(), 'c');
}

TEST(Backoff, DoublesToItsCapAndStartsAgain) {
  Backoff backoff(milliseconds(100), milliseconds(350));
  EXPECT_EQ(backoff.Next(0), milliseconds(100));
  EXPECT_EQ(backoff.Next(0), milliseconds(200));
  EXPECT_EQ(backoff.Next(0), milliseconds(350));
  EXPECT_EQ(backoff.Next(0), milliseconds(350));
  backoff.Reset();
  EXPECT_EQ(backoff.Next(0), milliseconds(100));
}

TEST(Backoff, ShortensByAtMostAHalf) {
  Backoff backoff(milliseconds(1000), milliseconds(1000));
  for (std::uint32_t chance : {0U, 1U, 499U, 500U, 501U, 4'000'000'000U}) {
    const auto wait = backoff.Next(chance);
    EXPECT_GE(wait, milliseconds(500));
    EXPECT_LE(wait, milliseconds(1000));
  }
}

class Account : public ::testing::Test {
 protected:
  const ReceiveAccount::Clock::time_point start{};
  std::shared_ptr<ReceiveAccount> account = std::make_shared<ReceiveAccount>(
      ReceiveAccount::Bounds{.held_bytes_max = 100, .bytes_per_s = 1000, .bytes_burst = 500},
      start);
};

TEST_F(Account, LetsABurstThroughAndThenTheRate) {
  account->Spend(500, start);
  EXPECT_EQ(account->WaitBeforeReading(start), milliseconds(0));
  account->Spend(200, start);
  EXPECT_EQ(account->WaitBeforeReading(start), milliseconds(200));
  EXPECT_EQ(account->WaitBeforeReading(start + milliseconds(200)), milliseconds(0));
}

TEST_F(Account, NeverSaysToWaitLongerThanASecond) {
  account->Spend(1'000'000, start);
  EXPECT_EQ(account->WaitBeforeReading(start), milliseconds(1000));
}

TEST_F(Account, DoesNotSaveUpMoreThanTheBurst) {
  account->Spend(600, start + std::chrono::hours(10));
  EXPECT_EQ(account->WaitBeforeReading(start + std::chrono::hours(10)), milliseconds(100));
}

TEST_F(Account, WaitsWhileTooMuchIsHeldAndReadsOnWhenItIsReleased) {
  {
    const ReceiveCredit first(account, 60);
    ReceiveCredit second(account, 60);
    const ReceiveCredit moved = std::move(second);
    EXPECT_GT(account->WaitBeforeReading(start), milliseconds(0));
  }
  EXPECT_EQ(account->WaitBeforeReading(start), milliseconds(0));
}

TEST(PeerFrame, RefusesMoreMessagesThanItsBound) {
  PeerFrame frame;
  frame.messages.resize(kFrameMessagesMax);
  EXPECT_TRUE(Decode<PeerFrame>(Encode(frame)).has_value());
  frame.messages.resize(kFrameMessagesMax + 1);
  EXPECT_FALSE(Decode<PeerFrame>(Encode(frame)).has_value());
}

class Gate : public ::testing::Test {
 protected:
  static PublicKey Key(char fill) { return PublicKey::FromBytes(Bytes(32, fill)); }
  static CertificateFacts Facts(char fill) {
    CertificateFacts facts;
    facts.key = Key(fill);
    facts.common_name = "some node";
    return facts;
  }
  std::string RefusalOf(char key, const PeerGate::Claim& claim) {
    const auto peer = gate.AdmitStream(Facts(key), claim, "test");
    return peer ? "admitted" : peer.error().context;
  }

  std::unique_ptr<Log> log = Log::Silent();
  Metrics metrics;
  PeerGate gate{ChainId("heng-1"),
                "a",
                {{.name = "b", .address = "", .tls_key = Key('b')},
                 {.name = "c", .address = "", .tls_key = Key('c')}},
                *log,
                metrics};
};

TEST_F(Gate, AdmitsAPeerByItsKeyAndItsWord) {
  EXPECT_EQ(gate.AdmitKey(Facts('c')), PeerIndex{1});
  EXPECT_EQ(gate.AdmitStream(Facts('b'), {"heng-1", "b", "a"}, "test"), PeerIndex{0});
}

TEST_F(Gate, RefusesAKeyOfNoPeer) {
  EXPECT_FALSE(gate.AdmitKey(Facts('x')).has_value());
  EXPECT_NE(RefusalOf('x', {"heng-1", "b", "a"}).find("knows no validator"), std::string::npos);
}

TEST_F(Gate, RefusesAPeerUnderTheNameOfAnother) {
  EXPECT_EQ(RefusalOf('c', {"heng-1", "b", "a"}),
            "the caller says that it is \"b\" and has the tls key of \"c\"");
}

TEST_F(Gate, RefusesAPeerOfAnotherChain) {
  EXPECT_EQ(RefusalOf('b', {"heng-2", "b", "a"}),
            "\"b\" is on chain \"heng-2\" and \"a\" on chain \"heng-1\"");
}

TEST_F(Gate, RefusesAPeerThatLooksForSomeoneElse) {
  EXPECT_EQ(RefusalOf('b', {"heng-1", "b", "c"}),
            "\"b\" looks for \"c\" here and finds \"a\"; one of them has a wrong address");
}

TEST_F(Gate, CountsRefusalsByReason) {
  EXPECT_NE(RefusalOf('b', {"heng-2", "b", "a"}), "admitted");
  EXPECT_NE(RefusalOf('c', {"heng-1", "b", "a"}), "admitted");
  EXPECT_NE(metrics.Serialize().find("heng_peer_refused_streams_total{reason=\"chain\"} 1"),
            std::string::npos);
  EXPECT_NE(metrics.Serialize().find("heng_peer_refused_streams_total{reason=\"name\"} 1"),
            std::string::npos);
}

}  // namespace
}  // namespace heng::node
