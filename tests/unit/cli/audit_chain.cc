// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/audit_chain.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "consensus/messages/certificate.h"
#include "contracts/executor.h"
#include "contracts/state/view.h"
#include "contracts/units.h"
#include "core/crypto/hash.h"
#include "core/crypto/signature.h"
#include "core/merkle/sparse.h"
#include "tests/support/cast.h"
#include "tests/support/market.h"

namespace heng::cli::audit {
namespace {

constexpr std::size_t kEventsMax = 10'000;
constexpr std::size_t kVoters = 3;  // of four: a quorum

KeyPair KeyOf(const std::string& name) {
  return KeyPair::FromSeed(Sha256("heng-test:" + name).view());
}

template <class T>
T Must(Result<T, Status> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().context.c_str());
    std::abort();
  }
  if constexpr (!std::is_void_v<T>) {
    return *std::move(result);
  }
}

contracts::Genesis FourValidators() {
  contracts::Genesis genesis = tests::CastGenesis();
  genesis.chain.validators.clear();
  for (const char* name : {"v1", "v2", "v3", "v4"}) {
    Validator validator;
    validator.name = name;
    validator.vote_key = KeyOf(std::string(name) + ".vote").public_key();
    validator.cosigner_key = KeyOf(std::string(name) + ".cosigner").public_key();
    validator.tls_key = KeyOf(std::string(name) + ".tls").public_key();
    genesis.chain.validators.push_back(validator);
  }
  return genesis;
}

Bytes Sign(const ChainId& chain, const Bytes& body, const std::vector<std::string>& persons) {
  SignedTransaction transaction{.body = body, .signatures = {}};
  for (const std::string& person : persons) {
    const KeyPair key = KeyOf(person);
    transaction.signatures.push_back({.suite = kSuiteEd25519Sha256,
                                      .public_key = key.public_key(),
                                      .signature = key.Sign(SigningBytes(chain, body))});
  }
  std::ranges::sort(transaction.signatures, {}, &TransactionSignature::public_key);
  return Encode(transaction);
}

contracts::Distribute Hop(const std::string& from, const std::string& to, std::uint64_t quantity) {
  contracts::Distribute hop;
  hop.from = AccountId(from);
  hop.to = AccountId(to);
  hop.series = SeriesId(std::string(tests::kAllowances));
  hop.quantity = Quantity(quantity);
  hop.step = contracts::DistributionStep::kFinal;
  return hop;
}

}  // namespace

AuditChain::AuditChain() : genesis_(FourValidators()), time_(genesis_.time) {
  Must(contracts::CheckGenesis(genesis_));
  store_ = Must(storage::StateStore::Open(database_));
  ExecutedBlock executed = contracts::ExecuteGenesis(genesis_);
  const Hash parameters = Sha256(*executed.changes.at(contracts::Chain::KeyOf()));
  const auto layer = Must(store_->Seal(nullptr,
                                       {.chain_id = genesis_.chain.id,
                                        .time = time_,
                                        .epoch = Epoch(1),
                                        .validator_set_hash = HashOf(genesis_.chain.validators),
                                        .next_validator_set_hash = {},
                                        .params_hash = parameters,
                                        .proposer = {}},
                                       {},
                                       std::move(executed)));
  Must(store_->Commit(layer, {}));
}

TrustedGenesis AuditChain::Trusted() const {
  return Must(TrustGenesis(Encode(genesis_)));
}

void AuditChain::At(const std::string& time) {
  time_ = tests::Time(time);
}

void AuditChain::Append(const VerifiedTransaction* transaction, bool certified) {
  time_ = BlockTime(time_.value() + 1);
  const storage::LayerPtr parent = store_->head();
  std::vector<const VerifiedTransaction*> transactions;
  std::vector<storage::BlockTransaction> carried;
  if (transaction != nullptr) {
    transactions.push_back(transaction);
    carried.push_back(
        {.bytes = transaction->bytes, .id = transaction->id, .digest = transaction->digest});
  }
  auto executed = contracts::ExecuteBlock(
      {.chain_id = genesis_.chain.id, .height = Next(parent->height()), .time = time_},
      transactions,
      *parent);
  if (!executed) {
    std::fprintf(stderr, "%s\n", executed.error().broken.front().c_str());
    std::abort();
  }
  const auto layer =
      Must(store_->Seal(parent,
                        {.chain_id = genesis_.chain.id,
                         .time = time_,
                         .epoch = Epoch(1),
                         .validator_set_hash = HashOf(genesis_.chain.validators),
                         .next_validator_set_hash = {},
                         .params_hash = Sha256(*parent->Get(contracts::Chain::KeyOf())),
                         .proposer = "v2"},
                        std::move(carried),
                        *std::move(executed)));
  Must(store_->Commit(layer,
                      {.certificate = certified ? CertificateFor(*layer) : Bytes(),
                       .proposal = {},
                       .metadata = {}}));
}

Bytes AuditChain::CertificateFor(const storage::Layer& layer) const {
  consensus::Certificate certificate;
  certificate.type = consensus::VoteType::kFinalize;
  certificate.epoch = Epoch(1);
  certificate.view = View(layer.height().value());
  certificate.pid = As<ProposalId>(Sha256("proposal"));
  certificate.block_id = layer.id();
  certificate.signers = Bytes(1, static_cast<char>((1 << kVoters) - 1));
  Bytes vote("HENG-VOTE/1\n");
  vote.append(Sha256(genesis_.chain.id.value()).view());
  vote.push_back(3);
  AppendBe64(vote, certificate.epoch.value());
  AppendBe64(vote, certificate.view.value());
  vote.append(HashOf(genesis_.chain.validators).view());
  vote.append(certificate.pid.view());
  vote.append(certificate.block_id.view());
  for (std::size_t i = 0; i < kVoters; ++i) {
    const KeyPair key = KeyOf(genesis_.chain.validators[i].name + ".vote");
    certificate.signatures.push_back(key.Sign(vote));
  }
  return Encode(certificate);
}

Receipt AuditChain::Send(const std::vector<std::string>& persons,
                         const std::vector<contracts::Operation>& operations) {
  TransactionBody body;
  body.chain_id = genesis_.chain.id;
  body.author = PersonId(persons.at(0));
  body.sequence = ++sequences_[persons.at(0)];
  body.valid_until = BlockTime(time_.value() + 3'600'000);
  for (const contracts::Operation& operation : operations) {
    body.operations.push_back(contracts::EncodeOperation(operation));
  }
  const Bytes bytes = Sign(genesis_.chain.id, Encode(body), persons);
  const VerifiedTransaction verified = Must(VerifyTransaction(genesis_.chain.id, bytes));
  Append(&verified, true);
  return store_->head()->receipts().at(0);
}

void AuditChain::Submit(const std::vector<std::string>& persons,
                        const std::vector<contracts::Operation>& operations) {
  const Receipt receipt = Send(persons, operations);
  if (!receipt.applied()) {
    std::fprintf(
        stderr, "refused: %u %s %s\n", receipt.code, receipt.rule.c_str(), receipt.subject.c_str());
    std::abort();
  }
}

void AuditChain::SubmitRefused(const std::vector<std::string>& persons,
                               const std::vector<contracts::Operation>& operations) {
  if (Send(persons, operations).applied()) {
    std::fprintf(stderr, "a transaction that should be refused was applied\n");
    std::abort();
  }
}

void AuditChain::Tick(bool certified) {
  Append(nullptr, certified);
}

void AuditChain::GiveAllowances(const std::string& holder, std::uint64_t quantity) {
  const std::vector<std::string> issuers = {"reg.maker", "mee.checker"};
  contracts::ApproveCap cap;
  cap.id = "CEA-2024";
  cap.class_id = ClassId("CEA");
  cap.vintage = 2024;
  cap.pool = "CN";
  cap.quantity = Quantity(100'000'000);
  Submit(issuers, {cap});
  contracts::CreateUnits create;
  create.cap = cap.id;
  create.account = AccountId("NAT-ISSUE");
  create.quantity = Quantity(100'000);
  Submit(issuers, {create});
  const std::string region(tests::Member(holder).jurisdiction);
  std::string account = holder;
  account[0] = 'P';
  Submit(tests::Join({tests::Both(tests::BureauOf(region)), {"reg.checker", "mee.checker"}}),
         {Hop("NAT-ISSUE", "DIST-" + region, quantity), Hop("DIST-" + region, account, quantity)});
}

Bytes AuditChain::RecordProof(const Bytes& key, Height at) const {
  const storage::ChainReader chain = store_->Chain();
  v1::GetRecordProofResponse proof;
  const auto value = Must(chain.Record(key, at));
  proof.set_key(key);
  proof.set_value(value.value_or(Bytes()));
  proof.set_proof(merkle::EncodeCommitmentProof(Must(chain.ProveRecord(key, at))));
  proof.set_height(at.value());
  proof.set_header(Must(chain.HeaderBytes(at)));
  Height certified = at;
  while (Must(chain.Certificate(certified)).empty()) {
    certified = Next(certified);
  }
  proof.set_certificate(Must(chain.Certificate(certified)));
  if (certified != at) {
    proof.set_certified_header(Must(chain.HeaderBytes(certified)));
    for (const Hash& hash : Must(chain.ProveHeader(at, certified)).path) {
      proof.add_log_path(hash.bytes());
    }
  }
  if (value) {
    for (const auto& entry : Must(chain.RecordEvents(key, 0, kEventsMax))) {
      if (entry.height <= at) {
        proof.add_events(entry.event);
      }
    }
  }
  return proof.SerializeAsString();
}

void RunStory(AuditChain& chain) {
  chain.GiveAllowances("p4", 60'061);
  chain.At("2025-11-20 10:30");
  chain.Submit(tests::Both("p4"), {tests::PledgeOf("G-1", 30'000)});
  contracts::AcceptPledge accept;
  accept.pledge = "G-1";
  chain.Submit({"bank.checker", "reg.checker"}, {accept});
  chain.SubmitRefused(tests::Both("p4"), {tests::OnSale("P4", 60'061)});
  contracts::ReleasePledge release;
  release.pledge = "G-1";
  chain.Submit(tests::Both("bank"), {release});
  chain.Submit(tests::Both("p4"), {tests::OnSale("P4", 13'640)});
  const contracts::SettleTrade trade = tests::TradeOf("L-1", "P4", "P1", 13'640);
  chain.Submit({"seee.maker"}, {trade});
  chain.Submit({"bank.maker"}, {tests::CashFor(trade, 85'059'040)});
  chain.Tick(false);
  chain.Tick();
  chain.At("2025-11-25 10:00");
  contracts::RecordEmission emission;
  emission.participant = tests::CodeOf("p1");
  emission.year = 2024;
  emission.class_id = ClassId("CEA");
  emission.quantity = Quantity(1'000);
  emission.verifier = tests::CodeOf("verifier");
  emission.report_hash = Sha256("report of p1");
  chain.Submit({"verifier.maker", "epb42.checker"}, {emission});
  contracts::Surrender surrender;
  surrender.participant = tests::CodeOf("p1");
  surrender.year = 2024;
  surrender.from = AccountId("P1");
  surrender.to = AccountId("COLLECT-42");
  surrender.legs = {{.series = SeriesId(std::string(tests::kAllowances)),
                     .quantity = Quantity(1'000),
                     .ranges = {}}};
  chain.Submit(tests::Join({tests::Both("p1"), {"epb42.checker"}}), {surrender});
  contracts::Collect collect;
  collect.participant = tests::CodeOf("p1");
  collect.year = 2024;
  collect.from = AccountId("COLLECT-42");
  collect.to = AccountId("NAT-RETIRE");
  chain.Submit({"epb42.maker", "mee.checker"}, {collect});
  contracts::Retire retire;
  retire.participant = tests::CodeOf("p1");
  retire.year = 2024;
  retire.from = AccountId("NAT-RETIRE");
  chain.Submit(tests::Both("mee"), {retire});
}

Result<ChainHead, Status> StoreSource::Head() {
  const storage::LayerPtr head = store_.head();
  return ChainHead{
      .chain_id = head->header().chain_id, .height = head->height(), .time = head->header().time};
}

Result<std::optional<Bytes>, Status> StoreSource::Record(ByteView key, Height at) {
  HENG_TRY(const auto reader, store_.ReaderAt(at));
  auto value = reader->Get(key);
  if (value && change_record) {
    change_record(key, *value);
  }
  return value;
}

Result<std::vector<RecordEntry>, Status> StoreSource::Records(ByteView prefix,
                                                              Height at,
                                                              std::size_t limit) {
  HENG_TRY(const auto reader, store_.ReaderAt(at));
  std::vector<RecordEntry> entries;
  bool more = false;
  reader->Scan(KeysOf(prefix), [&](ByteView key, ByteView value) {
    more = entries.size() == limit;
    if (!more) {
      entries.push_back({.key = Bytes(key), .value = Bytes(value)});
      if (change_record) {
        change_record(key, entries.back().value);
      }
    }
    return !more;
  });
  if (more) {
    return Fail(StatusCode::kLimit, "there are more");
  }
  return entries;
}

Result<std::optional<Bytes>, Status> StoreSource::Unit(const BatchId& batch,
                                                       Serial serial,
                                                       Height at) {
  HENG_TRY(const auto reader, store_.ReaderAt(at));
  const auto block = contracts::BlockHolding(contracts::ReaderView(*reader), batch, serial);
  return block ? Record(block->Key(), at) : std::optional<Bytes>();
}

Result<std::vector<Bytes>, Status> StoreSource::Events(ByteView key) {
  HENG_TRY(auto entries, store_.Chain().RecordEvents(key, 0, kEventsMax));
  std::vector<Bytes> events;
  for (storage::RecordEventEntry& entry : entries) {
    events.push_back(std::move(entry.event));
  }
  if (change_events) {
    change_events(key, events);
  }
  return events;
}

Result<std::optional<Bytes>, Status> StoreSource::Transaction(const TransactionId& id) {
  const storage::ChainReader chain = store_.Chain();
  const auto at = chain.Find(id);
  if (!at) {
    return std::optional<Bytes>();
  }
  HENG_TRY(Bytes bytes, chain.Transaction(at->height, at->index));
  return std::optional<Bytes>(std::move(bytes));
}

Result<Height, Status> StoreSource::HeadHeight() {
  return store_.head()->height();
}

Result<CertifiedBlock, Status> StoreSource::Block(Height height) {
  if (missing_block == height) {
    return Fail(missing_code, "no such block");
  }
  const storage::ChainReader chain = store_.Chain();
  CertifiedBlock shown;
  HENG_TRY(shown.block.header, chain.HeaderBytes(height));
  HENG_TRY(shown.block.transactions, chain.Transactions(height));
  HENG_TRY(const auto receipts, chain.Receipts(height));
  for (const Receipt& receipt : receipts) {
    shown.block.receipts.push_back(Encode(receipt));
  }
  HENG_TRY(shown.block.events, chain.Events(height));
  HENG_TRY(shown.certificate, chain.Certificate(height));
  shown.block_id = BlockIdOf(shown.block.header).bytes();
  if (change_block) {
    change_block(height, shown);
  }
  return shown;
}

}  // namespace heng::cli::audit
