// SPDX-License-Identifier: Apache-2.0
// What a node must not take: callers whom nobody registered or who lack the role, transactions
// that are forged, foreign, late or used before. The answer says which, and the state stays.
#include "contracts/result.h"
#include "node/development/network_files.h"
#include "tests/integration/test_network.h"

namespace heng::testing {
namespace {

class Refusal : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    network_ = std::make_unique<TestNetwork>(1);
    ASSERT_TRUE(network_->AwaitReady());
  }
  static void TearDownTestSuite() { network_.reset(); }

  void SetUp() override { root_ = network_->Chain(0).state_root(); }

  // Whatever was refused before a block: no record moved, not even a sequence.
  void ExpectSameState() { EXPECT_EQ(network_->Chain(0).state_root(), root_); }

  static v1::WaitResponse Applied(const sdk::TransactionBuilder& transaction) {
    const auto client = network_->Connect(0, "reg.maker");
    const auto sent = client->Submit(transaction.Build());
    EXPECT_TRUE(sent) << sent.error().message;
    const auto outcome = client->Wait(transaction.id(), std::chrono::seconds(30));
    EXPECT_TRUE(outcome);
    return outcome ? *outcome : v1::WaitResponse();
  }

  static std::unique_ptr<TestNetwork> network_;
  Bytes root_;
};

std::unique_ptr<TestNetwork> Refusal::network_;

TEST_F(Refusal, ACertificateOfNobodyIsUnknown) {
  ASSERT_TRUE(node::CreateDevelopmentIdentity(
      network_->profile().directory, network_->profile().chain_id, "stranger"));
  const auto stranger = network_->Connect(0, "stranger");
  const auto read = stranger->GetChain();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, "CALLER_UNKNOWN");
  const auto sent =
      stranger->Submit(network_->Signed(network_->RegisterPerson("refusal.x", 1)).Build());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, "CALLER_UNKNOWN");
  ExpectSameState();
}

TEST_F(Refusal, ACertificateWithAnotherPersonsNameAndItsOwnKeyIsUnknown) {
  // The name in a certificate says nothing: the key does.
  std::filesystem::remove(network_->profile().clients_directory + "/mee.checker.key");
  ASSERT_TRUE(node::CreateDevelopmentIdentity(
      network_->profile().directory, network_->profile().chain_id, "mee.checker", "a key of mine"));
  const auto forged = network_->Connect(0, "mee.checker")->GetChain();
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().reason, "CALLER_UNKNOWN");
}

TEST_F(Refusal, ACertificateOfAnotherAuthorityGetsNoAnswer) {
  TemporaryDirectory elsewhere;
  node::DevelopmentNetworkOptions options;
  options.directory = elsewhere.path();
  options.chain_id = network_->profile().chain_id;
  options.nodes = 1;
  ASSERT_TRUE(node::CreateDevelopmentNetwork(options));
  cli::NetworkProfile other = network_->profile();
  other.clients_directory = elsewhere / "clients";
  auto identity = cli::LoadIdentity(other, "reg.maker");
  ASSERT_TRUE(identity);
  sdk::Client client({.endpoint = network_->node(0).client,
                      .identity = *std::move(identity),
                      .timeout = std::chrono::seconds(5)});
  const auto answer = client.GetChain();
  ASSERT_FALSE(answer);
  EXPECT_TRUE(answer.error().unreachable()) << answer.error().reason;
}

TEST_F(Refusal, AnAuditorReadsAndMayNotSubmit) {
  const auto auditor = network_->Connect(0, "audit.maker");
  ASSERT_TRUE(auditor->GetChain());
  const auto sent =
      auditor->Submit(network_->Signed(network_->RegisterPerson("refusal.x", 1)).Build());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, "CALLER_DENIED");
  ExpectSameState();
}

TEST_F(Refusal, ABankMayNotFollowEverybodysEventsNorMoveTheClock) {
  const auto bank = network_->Connect(0, "bank.maker");
  const auto streamed =
      bank->StreamEvents({}, [](const v1::StreamEventsResponse&) { return false; });
  ASSERT_FALSE(streamed);
  EXPECT_EQ(streamed.error().reason, "CALLER_DENIED");
  auto identity = cli::LoadIdentity(network_->profile(), "bank.maker");
  ASSERT_TRUE(identity);
  sdk::Client operators(
      {.endpoint = network_->node(0).operators, .identity = *std::move(identity)});
  const auto moved = operators.SetDevelopmentClock(4'000'000'000'000);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().reason, "CALLER_DENIED");
}

TEST_F(Refusal, AWrongSignatureIsRefused) {
  auto builder = sdk::TransactionBuilder::Make(network_->RegisterPerson("refusal.x", 1));
  ASSERT_TRUE(builder);
  const KeyPair maker = network_->KeyOf("reg.maker");
  builder->AddSignature(maker.public_key(), maker.Sign("something else"));
  const auto sent = network_->Connect(0, "reg.maker")->Submit(builder->Build());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, "SIGNATURE_INVALID");
  ExpectSameState();
}

TEST_F(Refusal, ATransactionForAnotherChainIsRefused) {
  sdk::Draft draft = network_->RegisterPerson("refusal.x", 1);
  draft.chain_id = ChainId("another-chain");
  const auto sent = network_->Connect(0, "reg.maker")->Submit(network_->Signed(draft).Build());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, "WRONG_CHAIN");
  ExpectSameState();
}

TEST_F(Refusal, AnExpiredTransactionIsRefused) {
  sdk::Draft draft = network_->RegisterPerson("refusal.x", 1);
  draft.valid_until = BlockTime(1);
  const auto sent = network_->Connect(0, "reg.maker")->Submit(network_->Signed(draft).Build());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, "TRANSACTION_EXPIRED");
  ExpectSameState();
}

TEST_F(Refusal, BytesThatAreNoTransactionAreRefused) {
  const auto sent = network_->Connect(0, "reg.maker")->Submit("not a transaction");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, "MALFORMED");
  ExpectSameState();
}

TEST_F(Refusal, ASequenceThatWasUsedIsRefusedInItsBlockAndChangesNothing) {
  const auto first = network_->Signed(network_->RegisterPerson("refusal.first", 11));
  ASSERT_EQ(Applied(first).outcome(), v1::OUTCOME_APPLIED);
  const Bytes root = network_->Chain(0).state_root();
  const auto replay = network_->Signed(network_->RegisterPerson("refusal.second", 11));
  const v1::WaitResponse outcome = Applied(replay);
  EXPECT_EQ(outcome.outcome(), v1::OUTCOME_REFUSED);
  EXPECT_EQ(outcome.receipt().code(), static_cast<std::uint32_t>(contracts::ResultCode::kSequence));
  EXPECT_EQ(network_->Chain(0).state_root(), root);
}

TEST_F(Refusal, ABusinessKeyThatIsTakenIsRefusedAndItsRecordStays) {
  ASSERT_EQ(Applied(network_->Signed(network_->RegisterPerson("refusal.taken", 21))).outcome(),
            v1::OUTCOME_APPLIED);
  const auto client = network_->Connect(0, "reg.maker");
  const auto before = client->GetRecord("person/refusal.taken");
  ASSERT_TRUE(before);
  const v1::WaitResponse outcome =
      Applied(network_->Signed(network_->RegisterPerson("refusal.taken", 22)));
  EXPECT_EQ(outcome.outcome(), v1::OUTCOME_REFUSED);
  EXPECT_EQ(outcome.receipt().code(), static_cast<std::uint32_t>(contracts::ResultCode::kExists));
  const auto after = client->GetRecord("person/refusal.taken");
  ASSERT_TRUE(after);
  EXPECT_EQ(after->value(), before->value());
}

}  // namespace
}  // namespace heng::testing
