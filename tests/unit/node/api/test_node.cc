// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/node/api/test_node.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <utility>

#include "consensus/messages/certificate.h"
#include "contracts/executor.h"
#include "core/check.h"
#include "core/crypto/development_key.h"
#include "core/crypto/hash.h"
#include "node/in_process/in_process_ledger.h"
#include "node/keys/certificate.h"

namespace heng::node {
namespace {

constexpr Validity kAlways{.not_before_s = 1'500'000'000, .not_after_s = 4'000'000'000};
const ChainId kChain("heng-dev");

Secret SeedOf(const std::string& name) {
  return Secret(DevelopmentSeed(kChain.value(), name).bytes());
}

std::string AuthorityPem() {
  return *MakeAuthority(SeedOf("authority"), "test authority", kAlways);
}

std::string CertificateFor(const std::string& key_name, CertificateUse use) {
  auto pem = IssueCertificate(
      AuthorityPem(),
      SeedOf("authority"),
      DevelopmentKey(kChain.value(), key_name).public_key(),
      use,
      {.common_name = key_name, .dns_names = {"localhost"}, .ip_addresses = {"127.0.0.1"}},
      kAlways);
  HENG_ASSERT(pem.has_value());
  return *pem;
}

contracts::Genesis GenesisWithHolder() {
  auto genesis = *Decode<contracts::Genesis>(
      DevelopmentGenesis({.chain_id = kChain, .time = {}, .key_seed = {}, .validators = 1}));
  contracts::Participant participant;
  participant.id = kHolder;
  participant.name = "火电一厂";
  participant.roles = contracts::Bit(contracts::Role::kHolder);
  participant.jurisdiction = "42";
  genesis.participants.push_back(participant);
  contracts::Person person;
  person.id = PersonId("p1.maker");
  person.participant = kHolder;
  person.public_key = DevelopmentKey(kChain.value(), "p1.maker").public_key();
  person.tls_key = DevelopmentKey(kChain.value(), "p1.maker/tls").public_key();
  genesis.persons.push_back(person);
  contracts::Account account;
  account.id = AccountId("P1");
  account.participant = kHolder;
  account.type = contracts::AccountType::kInstitution;
  genesis.accounts.push_back(account);
  return genesis;
}

}  // namespace

void RecordingPool::Submit(std::vector<VerifiedTransaction> transactions, Done done) {
  std::vector<Admission> answers;
  {
    const std::scoped_lock lock(mutex_);
    for (const VerifiedTransaction& transaction : transactions) {
      received_.push_back(transaction.id);
    }
    answers.assign(transactions.size(), answer_);
  }
  done(answers);
}

void RecordingPool::Answer(Admission admission) {
  const std::scoped_lock lock(mutex_);
  answer_ = admission;
}

std::vector<TransactionId> RecordingPool::Received() const {
  const std::scoped_lock lock(mutex_);
  return received_;
}

Result<BlockTime, Status> StandingOperator::SetClock(BlockTime time) {
  if (clock_failure) {
    return std::unexpected(*clock_failure);
  }
  return time;
}

TestNode::TestNode(const CallerBudget& budget,
                   std::chrono::milliseconds stream_stalled,
                   std::chrono::milliseconds stream_heartbeat)
    : genesis_(GenesisWithHolder()), time_(genesis_.time), log_(Log::Silent()) {
  const auto checked = contracts::CheckGenesis(genesis_);
  EXPECT_TRUE(checked) << checked.error().context;
  // Keeps nothing in memory: what is asked for is read from the rows that tests damage.
  store_ = *storage::StateStore::Open(database_, {.row_bytes_max = 0, .node_bytes_max = 0});
  store_->OnDamage([this](const std::string& what) {
    const std::scoped_lock lock(mutex_);
    damages_.push_back(what);
  });
  Seal({}, contracts::ExecuteGenesis(genesis_), false);
  auto identity =
      TlsIdentity::Make(heng::node::CertificateFor("node-01/tls", CertificateUse::kServer),
                        SeedOf("node-01/tls"),
                        AuthorityPem());
  HENG_ASSERT(identity.has_value());
  server_ = std::make_unique<ApiServer>(ApiOptions{.node_name = "node-01",
                                                   .version = "test",
                                                   .chain_id = kChain,
                                                   .client_address = "127.0.0.1:0",
                                                   .operator_address = "127.0.0.1:0",
                                                   .caller_budget = budget,
                                                   .stream_stalled = stream_stalled,
                                                   .stream_heartbeat = stream_heartbeat},
                                        *std::move(identity),
                                        *store_,
                                        pool,
                                        node,
                                        commits,
                                        *log_);
  const auto started = server_->Start();
  EXPECT_TRUE(started) << started.error().context;
}

Bytes TestNode::Row(storage::ColumnFamily family, const Bytes& key) const {
  const auto row = database_.Get(family, key);
  HENG_ASSERT(row.has_value());
  return *row;
}

void TestNode::SetRow(storage::ColumnFamily family, const Bytes& key, const Bytes& row) {
  storage::WriteBatch batch;
  batch.Put(family, key, row);
  database_.Write(batch, storage::Durability::kSynced);
  Commit();
}

std::vector<std::string> TestNode::TakeDamages() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(damages_, {});
}

TestNode::~TestNode() {
  Stop();
}

void TestNode::Stop() {
  commits.Stop();
  server_->Stop();
}

KeyPair TestNode::KeyOf(const std::string& person) const {
  return DevelopmentKey(kChain.value(), person);
}

sdk::ClientOptions TestNode::OptionsOf(const std::string& person,
                                       std::uint16_t port,
                                       std::chrono::milliseconds timeout) {
  const std::string key = person + "/tls";
  return {.endpoint = "127.0.0.1:" + std::to_string(port),
          .identity = {.authority_pem = AuthorityPem(),
                       .certificate_pem = heng::node::CertificateFor(key, CertificateUse::kClient),
                       .key_pem = Bytes(PrivateKeyPem(SeedOf(key)).view())},
          .timeout = timeout,
          .wait_when_limited = false};
}

std::shared_ptr<grpc::Channel> TestNode::ChannelAs(const std::string& person,
                                                   bool to_operators) const {
  const std::uint16_t port = to_operators ? server_->operator_port() : server_->client_port();
  const sdk::ClientOptions options = OptionsOf(person, port, kTimeout);
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = options.identity.authority_pem;
  ssl.pem_cert_chain = options.identity.certificate_pem;
  ssl.pem_private_key = options.identity.key_pem;
  // Windows stay as small as they begin, so that a client that does not read is soon full.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(options.endpoint, grpc::SslCredentials(ssl), arguments);
}

std::unique_ptr<sdk::Client> TestNode::As(const std::string& person,
                                          std::chrono::milliseconds timeout) const {
  return std::make_unique<sdk::Client>(OptionsOf(person, server_->client_port(), timeout));
}

std::unique_ptr<sdk::Client> TestNode::AsPatient(const std::string& person) const {
  sdk::ClientOptions options = OptionsOf(person, server_->client_port(), kTimeout);
  options.wait_when_limited = true;
  return std::make_unique<sdk::Client>(std::move(options));
}

std::unique_ptr<sdk::Client> TestNode::AsOperator(const std::string& person) const {
  return std::make_unique<sdk::Client>(OptionsOf(person, server_->operator_port(), kTimeout));
}

sdk::TrustedSet TestNode::trusted() const {
  return {.chain_id = kChain, .validators = genesis_.chain.validators};
}

sdk::Draft TestNode::DraftOf(const std::string& author, std::uint64_t sequence) const {
  v1::Operation operation;
  auto* wanted = operation.mutable_register_participant();
  wanted->set_id("91150600MA000012XJ");
  wanted->set_name("火电二厂");
  wanted->add_roles(v1::ROLE_HOLDER);
  wanted->set_jurisdiction("42");
  return {.chain_id = kChain,
          .author = PersonId(author),
          .sequence = sequence,
          .valid_until = BlockTime(time_.value() + 3'600'000),
          .operations = {operation},
          .reason_code = {},
          .legal_reference = {},
          .document_hashes = {}};
}

Bytes TestNode::Sign(const std::vector<std::string>& persons,
                     std::uint64_t sequence,
                     const std::string& reason) const {
  sdk::Draft draft = DraftOf(persons.front(), sequence);
  draft.reason_code = reason;
  auto builder = *sdk::TransactionBuilder::Make(draft);
  for (const std::string& person : persons) {
    builder.Sign(KeyOf(person));
  }
  return builder.Build();
}

void TestNode::Commit(ByteView signed_transaction, bool certified) {
  time_ = BlockTime(time_.value() + 1'000);
  std::vector<const VerifiedTransaction*> transactions;
  std::vector<storage::BlockTransaction> carried;
  VerifiedTransaction verified;
  if (!signed_transaction.empty()) {
    verified = *VerifyTransaction(kChain, signed_transaction);
    transactions.push_back(&verified);
    carried.push_back({.bytes = verified.bytes, .id = verified.id, .digest = verified.digest});
  }
  const storage::LayerPtr parent = store_->head();
  auto executed = contracts::ExecuteBlock(
      {.chain_id = kChain, .height = Next(parent->height()), .time = time_}, transactions, *parent);
  HENG_ASSERT(executed.has_value());
  Seal(std::move(carried), *std::move(executed), certified);
}

void TestNode::CommitEvents(std::size_t count, std::size_t bytes) {
  time_ = BlockTime(time_.value() + 1'000);
  ExecutedBlock executed;
  executed.changes["sys/test"] = "1";
  executed.events.assign(count, Bytes(bytes, 'e'));
  Seal({}, std::move(executed), true);
}

void TestNode::Revoke(const std::string& person) {
  auto record = *contracts::ReaderView(*store_->head()).Find<contracts::Person>(PersonId(person));
  record.active = false;
  ExecutedBlock executed;
  executed.changes[record.Key()] = Encode(record);
  Seal({}, std::move(executed), true);
}

Bytes TestNode::CertificateFor(const storage::Layer& layer) const {
  consensus::Certificate certificate;
  certificate.type = consensus::VoteType::kFinalize;
  certificate.epoch = Epoch(1);
  certificate.view = View(layer.height().value());
  certificate.pid = ProposalId::FromBytes(Sha256("proposal").view());
  certificate.block_id = layer.id();
  certificate.signers = Bytes(1, '\1');
  certificate.signatures = {
      DevelopmentKey(kChain.value(), "node-01/vote")
          .Sign(consensus::SignedBytes(
              kChain, HashOf(genesis_.chain.validators), certificate.content()))};
  return Encode(certificate);
}

void TestNode::Seal(std::vector<storage::BlockTransaction> carried,
                    ExecutedBlock executed,
                    bool certified) {
  const storage::LayerPtr parent = store_->head();
  const auto layer =
      store_->Seal(parent,
                   storage::HeaderFields{.chain_id = kChain,
                                         .time = time_,
                                         .epoch = parent ? Epoch(1) : Epoch(),
                                         .validator_set_hash = HashOf(genesis_.chain.validators),
                                         .next_validator_set_hash = {},
                                         .params_hash = Sha256("parameters"),
                                         .proposer = parent ? "node-01" : ""},
                   std::move(carried),
                   std::move(executed));
  HENG_ASSERT(layer.has_value());
  storage::CommitEvidence evidence;
  if (certified) {
    evidence.certificate = CertificateFor(**layer);
  }
  const auto committed = store_->Commit(*layer, evidence);
  HENG_ASSERT(committed.has_value());
  commits.Committed((*layer)->height());
}

}  // namespace heng::node
