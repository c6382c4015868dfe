// SPDX-License-Identifier: Apache-2.0
// Goal: what a client reads is what the state store holds, and only what it may read; a wrong
// request gets a reason; nothing that a client does keeps a node from stopping.
// Method: a TestNode and real clients over loopback TLS. Waits are for events, with a time limit
// that only a failure meets.
#include <gtest/gtest.h>

#include <future>
#include <limits>
#include <set>
#include <thread>

#include "tests/unit/node/api/test_node.h"

namespace heng::node {
namespace {

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();
constexpr auto kStopsWithin = std::chrono::seconds(10);

template <class T>
std::string ReasonOf(const sdk::Answer<T>& answer) {
  return answer ? "OK" : answer.error().reason;
}

v1::ListRecordsRequest Listing(const std::string& prefix,
                               std::uint32_t size = 0,
                               const std::string& token = {},
                               std::uint64_t height = 0) {
  v1::ListRecordsRequest request;
  request.set_prefix(prefix);
  request.set_page_size(size);
  request.set_page_token(token);
  request.set_at_height(height);
  return request;
}

TEST(ApiServer, ACallerWhoseKeyNobodyRegisteredIsUnknown) {
  const TestNode node;
  EXPECT_EQ(ReasonOf(node.As("stranger")->GetChain()), "CALLER_UNKNOWN");
  EXPECT_EQ(ReasonOf(node.As("stranger")->GetRecord("sys/chain")), "CALLER_UNKNOWN");
  EXPECT_EQ(ReasonOf(node.As("stranger")->SubmitAll({"x"})), "CALLER_UNKNOWN");
  EXPECT_EQ(ReasonOf(node.As("stranger")->StreamEvents({}, [](const auto&) { return true; })),
            "CALLER_UNKNOWN");
  EXPECT_EQ(ReasonOf(node.As("stranger")->Wait({}, std::chrono::seconds(1))), "CALLER_UNKNOWN");
  EXPECT_EQ(ReasonOf(node.AsOperator("stranger")->GetStatus()), "CALLER_UNKNOWN");
}

TEST(ApiServer, ARoleThatMayNotIsDenied) {
  TestNode node;
  const auto holder = node.As("p1.maker");
  EXPECT_EQ(ReasonOf(holder->GetChain()), "OK");
  EXPECT_EQ(ReasonOf(holder->GetBlock(0, false, false)), "CALLER_DENIED");
  EXPECT_EQ(ReasonOf(holder->StreamEvents({}, [](const auto&) { return true; })), "CALLER_DENIED");
  EXPECT_EQ(ReasonOf(node.AsOperator("p1.maker")->GetStatus()), "CALLER_DENIED");
  EXPECT_EQ(ReasonOf(node.AsOperator("audit.maker")->SetDevelopmentClock(1)), "CALLER_DENIED");
  EXPECT_EQ(ReasonOf(node.As("audit.maker")->Submit(node.Sign({"reg.maker"}, 1))), "CALLER_DENIED");
  EXPECT_EQ(ReasonOf(node.As("audit.maker")->SubmitAll({node.Sign({"reg.maker"}, 1)})),
            "CALLER_DENIED");
  EXPECT_TRUE(node.pool.Received().empty());
}

TEST(ApiServer, APersonWhoWasRevokedIsUnknownFromTheNextBlockOn) {
  TestNode node;
  const auto client = node.As("mee.maker");
  EXPECT_EQ(ReasonOf(client->GetChain()), "OK");
  node.Revoke("mee.maker");
  EXPECT_EQ(ReasonOf(client->GetChain()), "CALLER_UNKNOWN");
}

TEST(ApiServer, ServicesOfOperatorsAreNotOnTheClientPort) {
  const TestNode node;
  EXPECT_EQ(ReasonOf(node.As("reg.maker")->GetStatus()), "RPC_12");
  EXPECT_EQ(ReasonOf(node.AsOperator("reg.maker")->GetChain()), "RPC_12");
  const auto status = node.AsOperator("reg.maker")->GetStatus();
  ASSERT_TRUE(status);
  EXPECT_EQ(status->node(), "node-01");
}

TEST(ApiServer, AHolderReadsItsOwnRecordsAndPublicOnesOnly) {
  const TestNode node;
  const auto holder = node.As("p1.maker");
  EXPECT_EQ(ReasonOf(holder->GetRecord("account/P1")), "OK");
  EXPECT_EQ(ReasonOf(holder->GetRecord("sys/chain")), "OK");
  EXPECT_EQ(ReasonOf(holder->GetRecord("account/NAT-ISSUE")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(holder->GetRecord("person/reg.maker")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(holder->GetRecordProof("account/NAT-ISSUE")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(holder->RecordEvents("account/NAT-ISSUE")), "NOT_FOUND");
  const auto persons = holder->ListAll("person/", 1'000);
  ASSERT_TRUE(persons);
  ASSERT_EQ(persons->records_size(), 1);
  EXPECT_EQ(persons->records(0).key(), "person/p1.maker");
  EXPECT_EQ(node.As("reg.maker")->ListAll("person/", 1'000)->records_size(),
            static_cast<int>(node.genesis().persons.size()));
}

TEST(ApiServer, RecordsAreReadAtAHeight) {
  TestNode node;
  node.Commit(node.Sign({"reg.maker", "reg.checker"}, 1));
  const auto client = node.As("reg.maker");
  const std::string key = "participant/91150600MA000012XJ";
  EXPECT_EQ(ReasonOf(client->GetRecord(key)), "OK");
  EXPECT_EQ(client->GetRecord(key, 1)->height(), 1U);
  node.Commit();
  EXPECT_EQ(client->GetRecord(key, 1)->value(), client->GetRecord(key)->value());
  for (const std::uint64_t height : {std::uint64_t{3}, kHuge - 1, kHuge}) {
    EXPECT_EQ(ReasonOf(client->GetRecord(key, height)), "HEIGHT_NOT_YET") << height;
    EXPECT_EQ(ReasonOf(client->ListRecords(Listing("person/", 0, {}, height))), "HEIGHT_NOT_YET");
    EXPECT_EQ(ReasonOf(client->GetRecordProof(key, height)), "HEIGHT_NOT_YET") << height;
    EXPECT_EQ(ReasonOf(client->GetUnit("B", 1, height)), "HEIGHT_NOT_YET") << height;
    EXPECT_EQ(ReasonOf(client->GetBlock(height, true, true)), "HEIGHT_NOT_YET") << height;
  }
}

TEST(ApiServer, AWrongKeyGetsAReason) {
  const TestNode node;
  const auto client = node.As("reg.maker");
  EXPECT_EQ(ReasonOf(client->GetRecord("")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(client->GetRecord("account/NOBODY")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(client->GetRecord("x/tls-key/00")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(client->GetRecord(Bytes(513, 'k'))), "LIMIT_EXCEEDED");
  // The key of a unit block holds bytes that are no text.
  EXPECT_EQ(ReasonOf(client->GetRecord(Bytes("u/B/\xFF\xFE\0\x80", 8))), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(client->GetRecordProof("")), "MALFORMED");
  EXPECT_EQ(ReasonOf(client->GetRecordProof("x/tls-key/00")), "MALFORMED");
  EXPECT_EQ(ReasonOf(client->GetRecordProof(Bytes(513, 'k'))), "MALFORMED");
  EXPECT_EQ(ReasonOf(client->RecordEvents("x/holder/A")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(client->GetUnit("", 1)), "MALFORMED");
  EXPECT_EQ(ReasonOf(client->GetUnit("B", 0)), "MALFORMED");
  EXPECT_EQ(ReasonOf(client->GetUnit("B", kHuge)), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(client->GetTransaction({})), "NOT_FOUND");
}

TEST(ApiServer, PagesOfOneListingAreOfOneHeight) {
  TestNode node;
  const auto client = node.As("reg.maker");
  // The listing begins at the genesis, which is height 0, and blocks come in between.
  std::set<std::string> keys;
  std::string token;
  do {
    const auto page = client->ListRecords(Listing("participant/", 3, token));
    ASSERT_TRUE(page) << page.error().message;
    EXPECT_EQ(page->height(), 0U);
    EXPECT_LE(page->records_size(), 3);
    for (const auto& record : page->records()) {
      EXPECT_TRUE(keys.insert(record.key()).second) << record.key();
    }
    token = page->next_page_token();
    if (node.height() == 0) {
      node.Commit(node.Sign({"reg.maker", "reg.checker"}, 1));
    } else {
      node.Commit();
    }
  } while (!token.empty());
  EXPECT_EQ(keys.size(), node.genesis().participants.size());
  EXPECT_EQ(client->ListAll("participant/", 1'000)->records_size(),
            static_cast<int>(keys.size()) + 1);
}

TEST(ApiServer, AListingThatWasLimitedGoesOnWithoutAGap) {
  const TestNode node;
  const auto client = node.As("reg.maker");
  const auto first = client->ListAll("person/", 7);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->records_size(), 7);
  const auto rest = client->ListRecords(Listing("person/", 1'000, first->next_page_token()));
  ASSERT_TRUE(rest);
  EXPECT_EQ(first->records_size() + rest->records_size(),
            static_cast<int>(node.genesis().persons.size()));
}

TEST(ApiServer, AWrongListingGetsAReason) {
  const TestNode node;
  const auto client = node.As("reg.maker");
  EXPECT_EQ(ReasonOf(client->ListRecords(Listing(""))), "MALFORMED");
  EXPECT_EQ(ReasonOf(client->ListRecords(Listing("x/"))), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(client->ListRecords(Listing("person/", 1'001))), "LIMIT_EXCEEDED");
  EXPECT_EQ(ReasonOf(client->ListRecords(Listing(Bytes(513, 'p')))), "LIMIT_EXCEEDED");
  const std::string height_huge(16, 'f');
  for (const std::string& token : {std::string("0"),
                                   std::string("zz"),
                                   std::string("00"),
                                   std::string(16, '0'),
                                   std::string("0000000000000000AA"),
                                   std::string(18, ' '),
                                   std::string(2 * 521, '0'),
                                   height_huge + "61",
                                   std::string(1 << 20, '0')}) {
    EXPECT_EQ(ReasonOf(client->ListRecords(Listing("person/", 0, token))), "PAGE_TOKEN_INVALID")
        << token.substr(0, 40);
  }
  // An "x" is not the index's prefix and must not show it either.
  EXPECT_EQ(client->ListRecords(Listing("x"))->records_size(), 0);
}

TEST(ApiServer, ABlockIsShownWithWhatItCarried) {
  TestNode node;
  const Bytes transaction = node.Sign({"reg.maker", "reg.checker"}, 1);
  node.Commit(transaction);
  const auto client = node.As("mee.maker");
  const auto block = client->GetBlock(1, true, true);
  ASSERT_TRUE(block);
  ASSERT_EQ(block->transactions_size(), 1);
  EXPECT_EQ(block->transactions(0), transaction);
  EXPECT_EQ(block->receipts_size(), 1);
  EXPECT_GT(block->events_size(), 0);
  EXPECT_TRUE(sdk::VerifyCertificate(node.trusted(), block->certificate(), block->header()));
  EXPECT_EQ(client->GetBlock(1, false, false)->transactions_size(), 0);
  EXPECT_EQ(client->GetBlock(0, true, true)->certificate(), "");
}

TEST(ApiServer, ATransactionIsShownToItsOwnParticipantAndToInstitutions) {
  TestNode node;
  const Bytes transaction = node.Sign({"reg.maker", "reg.checker"}, 1);
  const TransactionId id = VerifyTransaction(ChainId("heng-dev"), transaction)->id;
  EXPECT_EQ(ReasonOf(node.As("reg.maker")->GetTransaction(id)), "NOT_FOUND");
  node.Commit(transaction);
  const auto shown = node.As("mee.maker")->GetTransaction(id);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->height(), 1U);
  EXPECT_EQ(shown->transaction(), transaction);
  EXPECT_EQ(ReasonOf(node.As("p1.maker")->GetTransaction(id)), "CALLER_DENIED");
  EXPECT_EQ(ReasonOf(node.As("p1.maker")->Wait(id, std::chrono::seconds(1))), "CALLER_DENIED");
}

TEST(ApiServer, ARecordProofHoldsWithoutTheNode) {
  TestNode node;
  // Nothing is certified yet.
  EXPECT_EQ(ReasonOf(node.As("p1.maker")->GetRecordProof("account/P1")), "HEIGHT_NOT_YET");
  node.Commit(node.Sign({"reg.maker", "reg.checker"}, 1));
  const auto own = node.As("p1.maker")->GetRecordProof("account/P1");
  ASSERT_TRUE(own) << own.error().message;
  const auto proven = sdk::VerifyRecordProof(node.trusted(), *own);
  ASSERT_TRUE(proven) << proven.error().context;
  EXPECT_TRUE(proven->present);
  // Genesis has no certificate of its own; the next header covers it.
  const auto later = node.As("reg.maker")->GetRecordProof("account/P1", 0);
  ASSERT_TRUE(later);
  EXPECT_TRUE(sdk::VerifyRecordProof(node.trusted(), *later));
  auto forged = *own;
  forged.set_value(forged.value() + "x");
  EXPECT_FALSE(sdk::VerifyRecordProof(node.trusted(), forged));
  // Absence shows neighbours, so only institutions see it.
  const auto absent = node.As("reg.maker")->GetRecordProof("account/NOBODY");
  ASSERT_TRUE(absent) << absent.error().message;
  const auto proven_absent = sdk::VerifyRecordProof(node.trusted(), *absent);
  ASSERT_TRUE(proven_absent) << proven_absent.error().context;
  EXPECT_FALSE(proven_absent->present);
  EXPECT_EQ(ReasonOf(node.As("p1.maker")->GetRecordProof("account/NOBODY")), "NOT_FOUND");
}

TEST(ApiServer, AHeaderWithoutACertificateIsProvenByALaterOne) {
  TestNode node;
  node.Commit({}, true);
  node.Commit(node.Sign({"reg.maker", "reg.checker"}, 1), false);
  const auto client = node.As("reg.maker");
  EXPECT_EQ(ReasonOf(client->GetRecordProof("account/P1", 2)), "HEIGHT_NOT_YET");
  EXPECT_EQ(client->GetRecordProof("account/P1")->height(), 1U);
  node.Commit({}, true);
  const auto proof = client->GetRecordProof("participant/91150600MA000012XJ", 2);
  ASSERT_TRUE(proof) << proof.error().message;
  EXPECT_FALSE(proof->certified_header().empty());
  const auto proven = sdk::VerifyRecordProof(node.trusted(), *proof);
  ASSERT_TRUE(proven) << proven.error().context;
  EXPECT_EQ(proven->header.height, Height(2));
}

TEST(ApiServer, AChainWithoutCertificatesIsNotSearchedWithoutEnd) {
  TestNode node;
  for (int i = 0; i < 70; ++i) {
    node.Commit({}, false);
  }
  EXPECT_EQ(ReasonOf(node.As("reg.maker")->GetRecordProof("account/P1")), "HEIGHT_NOT_YET");
}

TEST(ApiServer, TheClockErrorsSayWhatIsWrong) {
  TestNode node;
  const auto client = node.AsOperator("reg.maker");
  EXPECT_EQ(client->SetDevelopmentClock(5)->clock_ms(), 5U);
  EXPECT_EQ(ReasonOf(client->SetDevelopmentClock(kHuge)), "LIMIT_EXCEEDED");
  node.node.clock_failure = Status{StatusCode::kInvalid, "back"};
  EXPECT_EQ(ReasonOf(client->SetDevelopmentClock(5)), "CLOCK_BACKWARDS");
  node.node.clock_failure = Status{StatusCode::kIo, "disk"};
  EXPECT_EQ(ReasonOf(client->SetDevelopmentClock(5)), "NOT_READY");
}

TEST(ApiServer, EventsComeFromAPositionOnInOrderAndOnce) {
  TestNode node;
  node.Commit(node.Sign({"reg.maker", "reg.checker"}, 1));
  node.Commit();
  const auto client = node.As("mee.maker");
  std::vector<std::pair<std::uint64_t, std::uint32_t>> seen;
  const auto collect = [&seen](std::size_t count) {
    return [&seen, count](const v1::StreamEventsResponse& response) {
      if (!response.event().empty()) {
        seen.emplace_back(response.height(), response.index());
      }
      return seen.size() < count;
    };
  };
  v1::StreamEventsRequest request;
  ASSERT_TRUE(client->StreamEvents(request, collect(5)));
  ASSERT_EQ(seen.size(), 5U);
  request.set_height(seen.back().first);
  request.set_index(seen.back().second + 1);
  ASSERT_TRUE(client->StreamEvents(request, collect(10)));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].first, 0U);
    EXPECT_EQ(seen[i].second, i);
  }
  // By prefix: the participant of block 1 alone.
  request.Clear();
  request.set_key_prefix("participant/91150600MA000012XJ");
  seen.clear();
  ASSERT_TRUE(client->StreamEvents(request, collect(1)));
  EXPECT_EQ(seen.front().first, 1U);
  request.set_key_prefix(Bytes(513, 'k'));
  EXPECT_EQ(ReasonOf(client->StreamEvents(request, collect(1))), "LIMIT_EXCEEDED");
}

TEST(ApiServer, ASearchThatFindsNothingSaysHowFarItHasCome) {
  TestNode node;
  for (int i = 0; i < 200; ++i) {
    node.Commit();
  }
  v1::StreamEventsRequest request;
  request.set_key_prefix("no-such-table/");
  std::vector<std::uint64_t> heights;
  ASSERT_TRUE(node.As("mee.maker")->StreamEvents(request, [&](const auto& response) {
    EXPECT_TRUE(response.event().empty());
    heights.push_back(response.height());
    return heights.size() < 3;
  }));
  EXPECT_EQ(heights, (std::vector<std::uint64_t>{64, 128, 192}));
}

// A stream in a thread of its own; counts what it heard.
class Listener {
 public:
  Listener(std::unique_ptr<sdk::Client> client, std::uint64_t from_height)
      : client_(std::move(client)), thread_([this, from_height] {
          v1::StreamEventsRequest request;
          request.set_height(from_height);
          ended_.set_value(ReasonOf(client_->StreamEvents(request, [this](const auto&) {
            if (!heard_once_) {
              heard_once_ = true;
              heard_.set_value();
            }
            return true;
          })));
        }) {}
  ~Listener() { thread_.join(); }

  bool Heard() {
    return heard_.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready;
  }
  std::string Ended() {
    auto future = ended_.get_future();
    return future.wait_for(std::chrono::seconds(30)) == std::future_status::ready ? future.get()
                                                                                  : "still running";
  }

 private:
  std::unique_ptr<sdk::Client> client_;
  bool heard_once_ = false;
  std::promise<void> heard_;
  std::promise<std::string> ended_;
  std::thread thread_;
};

TEST(ApiServer, ALiveStreamHearsTheNextBlockAndEndsWhenItsCallerIsRevoked) {
  TestNode node;
  Listener listener(node.As("mee.maker"), 1);
  node.Commit(node.Sign({"reg.maker", "reg.checker"}, 1));
  EXPECT_TRUE(listener.Heard());
  node.Revoke("mee.maker");
  EXPECT_EQ(listener.Ended(), "CALLER_UNKNOWN");
  node.Stop();  // so that a stream that did not end, does
}

TEST(ApiServer, StopEndsOpenStreamsAndWaitsPromptly) {
  TestNode node;
  std::vector<std::unique_ptr<Listener>> listeners;
  for (int i = 0; i < 8; ++i) {
    listeners.push_back(std::make_unique<Listener>(node.As("mee.maker"), 0));
    ASSERT_TRUE(listeners.back()->Heard());
  }
  std::vector<std::thread> waits;
  for (int i = 0; i < 4; ++i) {
    waits.emplace_back([client = node.As("reg.maker")] {
      (void)client->Wait(TransactionId{}, std::chrono::seconds(60));
    });
  }
  const auto begun = std::chrono::steady_clock::now();
  node.Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, kStopsWithin);
  for (auto& listener : listeners) {
    EXPECT_EQ(listener->Ended(), "NOT_READY");
  }
  for (std::thread& wait : waits) {
    wait.join();
  }
}

TEST(ApiServer, ClientsThatLeaveDoNotKeepTheNodeFromStopping) {
  TestNode node;
  for (int i = 0; i < 20; ++i) {
    v1::StreamEventsRequest request;
    const auto client = node.As("mee.maker");
    EXPECT_TRUE(client->StreamEvents(request, [](const auto&) { return false; }));
  }
  const auto begun = std::chrono::steady_clock::now();
  node.Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, kStopsWithin);
}

}  // namespace
}  // namespace heng::node
