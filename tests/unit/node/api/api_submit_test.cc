// SPDX-License-Identifier: Apache-2.0
// Goal: only whole transactions of this chain reach the pool, each answer says what became of
// one, and a wait always ends. Method: a TestNode, whose pool keeps what reaches it.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <heng/v1/submit.grpc.pb.h>

#include <thread>

#include "tests/unit/node/api/test_node.h"

namespace heng::node {
namespace {

template <class T>
std::string ReasonOf(const sdk::Answer<T>& answer) {
  return answer ? "OK" : answer.error().reason;
}

// What is wrong with each, and the reason that says so.
struct Wrong {
  const char* name;
  Bytes bytes;
  const char* reason;
};

// A transaction whose participant has a name that is not UTF-8, written by hand, because the
// generated code would not write it.
Bytes SignName(const TestNode& node, bool proposed) {
  const sdk::Draft draft = node.DraftOf("reg.maker", 1);
  Bytes operation = draft.operations.front().SerializeAsString();
  const auto name = operation.find("火");
  EXPECT_NE(name, Bytes::npos);
  operation[name] = '\xFF';
  if (proposed) {
    v1::Operation propose;
    propose.mutable_propose()->add_operations(operation);
    operation = propose.SerializeAsString();
  }
  TransactionBody body;
  body.chain_id = draft.chain_id;
  body.author = draft.author;
  body.sequence = 1;
  body.valid_until = draft.valid_until;
  body.operations = {operation};
  const KeyPair key = node.KeyOf("reg.maker");
  SignedTransaction transaction;
  transaction.body = Encode(body);
  transaction.signatures.push_back(
      {.suite = kSuiteEd25519Sha256,
       .public_key = key.public_key(),
       .signature = key.Sign(SigningBytes(body.chain_id, transaction.body))});
  return Encode(transaction);
}

std::vector<Wrong> WrongTransactions(const TestNode& node) {
  const Bytes good = node.Sign({"reg.maker"}, 1);
  std::vector<Wrong> all = {
      {"nothing, which is a transaction of no chain", "", "WRONG_CHAIN"},
      {"garbage", "\xFF\xFF\xFF", "MALFORMED"},
      {"cut short", good.substr(0, good.size() - 1), "MALFORMED"},
      {"something behind it", good + '\0', "MALFORMED"},
      {"too large", Bytes((1 << 20) + 1, 'x'), "LIMIT_EXCEEDED"},
  };
  Bytes flipped = good;
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  all.push_back({"a wrong signature", flipped, "SIGNATURE_INVALID"});
  sdk::Draft draft = node.DraftOf("reg.maker", 1);
  all.push_back(
      {"no signature", sdk::TransactionBuilder::Make(draft)->Build(), "SIGNATURE_INVALID"});
  draft.chain_id = ChainId("heng-other");
  auto other = *sdk::TransactionBuilder::Make(draft);
  other.Sign(node.KeyOf("reg.maker"));
  all.push_back({"another chain", other.Build(), "WRONG_CHAIN"});
  all.push_back({"a reason that is no text", node.Sign({"reg.maker"}, 1, "\xC0\xAF"), "MALFORMED"});
  draft = node.DraftOf("reg.maker", 1);
  draft.legal_reference = "第\xE4\xB8条";
  auto reference = *sdk::TransactionBuilder::Make(draft);
  reference.Sign(node.KeyOf("reg.maker"));
  all.push_back({"a reference that is no text", reference.Build(), "MALFORMED"});
  all.push_back({"a name that is no text", SignName(node, false), "MALFORMED"});
  all.push_back({"a proposed name that is no text", SignName(node, true), "MALFORMED"});
  all.push_back({"sequence zero", node.Sign({"reg.maker"}, 0), "MALFORMED"});
  return all;
}

TEST(ApiSubmit, WhatIsWrongIsRefusedBeforeThePool) {
  TestNode node;
  const auto client = node.As("reg.maker");
  for (const Wrong& wrong : WrongTransactions(node)) {
    const auto answer = client->Submit(wrong.bytes);
    ASSERT_FALSE(answer) << wrong.name;
    EXPECT_EQ(answer.error().reason, wrong.reason) << wrong.name;
    EXPECT_EQ(answer.error().field, "transaction") << wrong.name;
    EXPECT_FALSE(answer.error().message.empty()) << wrong.name;
  }
  EXPECT_TRUE(node.pool.Received().empty());
}

TEST(ApiSubmit, OnAStreamEachIsAnsweredInOrderAndABadOneEndsNothing) {
  TestNode node;
  const auto wrong = WrongTransactions(node);
  std::vector<Bytes> all;
  for (const Wrong& one : wrong) {
    all.push_back(one.bytes);
  }
  const Bytes good = node.Sign({"reg.maker"}, 1, "说明");
  all.push_back(good);
  const auto answers = node.As("reg.maker")->SubmitAll(all);
  ASSERT_TRUE(answers) << answers.error().message;
  ASSERT_EQ(answers->size(), all.size());
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_EQ((*answers)[i].admission(), v1::ADMISSION_REFUSED) << wrong[i].name;
    EXPECT_EQ((*answers)[i].reason(), wrong[i].reason) << wrong[i].name;
  }
  EXPECT_EQ(answers->back().admission(), v1::ADMISSION_ACCEPTED);
  const TransactionId id = VerifyTransaction(ChainId("heng-dev"), good)->id;
  EXPECT_EQ(answers->back().transaction_id(), id.bytes());
  EXPECT_EQ(node.pool.Received(), std::vector<TransactionId>{id});
}

TEST(ApiSubmit, AMessageOfAStreamHasABoundAndNothingOfItIsTaken) {
  TestNode node;
  const auto stub = v1::SubmitService::NewStub(node.ChannelAs("reg.maker"));
  const Bytes good = node.Sign({"reg.maker"}, 1);
  for (const int count : {0, 1'001}) {
    grpc::ClientContext context;
    const auto stream = stub->SubmitStream(&context);
    v1::SubmitStreamRequest request;
    for (int i = 0; i < count; ++i) {
      request.add_transactions(good);
    }
    v1::SubmitStreamResponse response;
    ASSERT_TRUE(stream->Write(request));
    EXPECT_FALSE(stream->Read(&response)) << count;
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT) << count;
  }
  EXPECT_TRUE(node.pool.Received().empty());
}

// Transactions of one person, in the order of their sequence, and the ids of them.
struct Signed {
  std::vector<Bytes> all;
  std::vector<TransactionId> ids;
};

Signed SignMany(TestNode& node, std::uint64_t count) {
  Signed made;
  for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
    made.all.push_back(node.Sign({"reg.maker"}, sequence));
    made.ids.push_back(VerifyTransaction(ChainId("heng-dev"), made.all.back())->id);
  }
  return made;
}

TEST(ApiSubmit, ManyOnAStreamKeepTheirOrder) {
  TestNode node;
  const auto [all, ids] = SignMany(node, 600);
  const auto answers = node.As("reg.maker")->SubmitAll(all);
  ASSERT_TRUE(answers);
  ASSERT_EQ(answers->size(), all.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ((*answers)[i].transaction_id(), ids[i].bytes());
  }
  EXPECT_EQ(node.pool.Received(), ids);
}

TEST(ApiSubmit, WhatIsGivenToAnOpenStreamTogetherIsAnsweredInOrder) {
  TestNode node;
  const auto [all, ids] = SignMany(node, 300);
  std::vector<TransactionId> answered;
  const auto client = node.As("reg.maker");
  const auto stream = client->OpenSubmitStream([&answered](const v1::SubmitResponse& answer) {
    answered.push_back(TransactionId::FromBytes(answer.transaction_id()));
  });
  ASSERT_TRUE(stream->Send(std::vector<Bytes>()));
  ASSERT_TRUE(stream->Send(std::vector<Bytes>(all.begin(), all.end() - 1)));
  ASSERT_TRUE(stream->Send(all.back()));
  const auto finished = stream->Finish(std::chrono::seconds(20));
  ASSERT_TRUE(finished) << finished.error().message;
  EXPECT_EQ(answered, ids);
  EXPECT_FALSE(stream->Send(std::vector<Bytes>(all))) << "it has ended";
}

TEST(ApiSubmit, ThePoolsAnswerReachesTheClient) {
  TestNode node;
  const auto client = node.As("reg.maker");
  const Bytes transaction = node.Sign({"reg.maker"}, 1);
  struct Row {
    Admission admission;
    const char* reason;
    v1::Admission on_stream;
  };
  for (const Row& row : {Row{Admission::kAccepted, "OK", v1::ADMISSION_ACCEPTED},
                         Row{Admission::kDuplicate, "OK", v1::ADMISSION_ACCEPTED},
                         Row{Admission::kCommitted, "OK", v1::ADMISSION_FINAL},
                         Row{Admission::kExpired, "TRANSACTION_EXPIRED", v1::ADMISSION_REFUSED},
                         Row{Admission::kAuthorFull, "AUTHOR_QUOTA", v1::ADMISSION_BUSY},
                         Row{Admission::kPoolFull, "POOL_FULL", v1::ADMISSION_BUSY},
                         Row{Admission::kDiskFull, "DISK_FULL", v1::ADMISSION_BUSY}}) {
    node.pool.Answer(row.admission);
    const auto answer = client->Submit(transaction);
    EXPECT_EQ(ReasonOf(answer), row.reason);
    if (answer) {
      EXPECT_EQ(answer->admission(), row.on_stream);
    } else {
      EXPECT_EQ(answer.error().retry_after_ms != 0, row.on_stream == v1::ADMISSION_BUSY);
      EXPECT_EQ(answer.error().metadata.count("transaction_id"), 1U);
    }
    EXPECT_EQ(client->SubmitAll({transaction})->front().admission(), row.on_stream);
  }
}

TEST(ApiSubmit, AWaitEndsUnknownWhenItsTimeIsOver) {
  const TestNode node;
  const auto client = node.As("reg.maker");
  for (const int ms : {0, 1, 50}) {
    const auto outcome = client->Wait(TransactionId{}, std::chrono::milliseconds(ms));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->outcome(), v1::OUTCOME_UNKNOWN);
  }
}

TEST(ApiSubmit, AWaitHearsOfTheBlock) {
  TestNode node;
  const Bytes applied = node.Sign({"reg.maker", "reg.checker"}, 1);
  const TransactionId id = VerifyTransaction(ChainId("heng-dev"), applied)->id;
  std::thread waiting([&node, id, client = node.As("reg.maker")] {
    const auto outcome = client->Wait(id, std::chrono::seconds(60));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->outcome(), v1::OUTCOME_APPLIED);
    EXPECT_EQ(outcome->height(), 2U);
    EXPECT_EQ(outcome->receipt().transaction_id(), id.bytes());
  });
  node.Commit();
  node.Commit(applied);
  waiting.join();
  // Of one that was refused, too, and of one that is final at once.
  const Bytes refused = node.Sign({"reg.maker"}, 2);
  node.Commit(refused);
  const auto outcome =
      node.As("reg.maker")
          ->Wait(VerifyTransaction(ChainId("heng-dev"), refused)->id, std::chrono::milliseconds(0));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->outcome(), v1::OUTCOME_REFUSED);
  EXPECT_NE(outcome->receipt().code(), 0U);
}

TEST(ApiSubmit, AWaitWhoseClientIsGoneIsTakenBack) {
  TestNode node;
  // The time of the call is that of the wait and this: it is over long before the wait is.
  const auto client = node.As("reg.maker", std::chrono::milliseconds(300 - 60'000));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ReasonOf(client->Wait(TransactionId{}, std::chrono::seconds(60))), "DEADLINE");
  }
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (node.commits.waiting() != 0 && std::chrono::steady_clock::now() < limit) {
    std::this_thread::yield();
  }
  EXPECT_EQ(node.commits.waiting(), 0U);
}

TEST(ApiSubmit, AWaitAfterTheFeedStoppedEndsAtOnce) {
  TestNode node;
  node.commits.Stop();
  const auto outcome = node.As("reg.maker")->Wait(TransactionId{}, std::chrono::seconds(60));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->outcome(), v1::OUTCOME_UNKNOWN);
}

}  // namespace
}  // namespace heng::node
