// SPDX-License-Identifier: Apache-2.0
// A node without consensus: the API over a real state store in memory, a development genesis with
// a holder "p1" beside the institutions, blocks that the test commits itself, and clients that call
// over loopback with real mutual TLS. Whatever reaches the pool is kept for the test to look at.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "contracts/genesis.h"
#include "node/api/api_server.h"
#include "node/api/commit_feed.h"
#include "node/log/log.h"
#include "sdk/cpp/client.h"
#include "sdk/cpp/proof_verifier.h"
#include "sdk/cpp/transaction_builder.h"
#include "storage/memory_kv.h"
#include "storage/state_store.h"

namespace grpc {
class Channel;
}

namespace heng::node {

// Takes every transaction and answers as it is told, on a thread of its own choice: the caller's.
class RecordingPool final : public SubmitPort {
 public:
  void Submit(std::vector<VerifiedTransaction> transactions, Done done) override;
  void Answer(Admission admission);
  [[nodiscard]] std::vector<TransactionId> Received() const;

 private:
  mutable std::mutex mutex_;
  Admission answer_ = Admission::kAccepted;  // guarded by mutex_
  std::vector<TransactionId> received_;      // guarded by mutex_
};

class StandingOperator final : public OperatorPort {
 public:
  StatusView GetStatus() override { return {}; }
  ConsensusView GetConsensus() override { return {}; }
  Result<BlockTime, Status> SetClock(BlockTime time) override;

  std::optional<Status> clock_failure;
};

class TestNode {
 public:
  static constexpr std::chrono::milliseconds kTimeout{30'000};

  explicit TestNode(const CallerBudget& budget = {},
                    std::chrono::milliseconds stream_stalled = kTimeout,
                    std::chrono::milliseconds stream_heartbeat = std::chrono::seconds(10));
  ~TestNode();

  // A client with the certificate of this person's registered TLS key ("reg.maker"). It shows every
  // refusal; a patient one comes back when it is told to.
  [[nodiscard]] std::unique_ptr<sdk::Client> As(const std::string& person,
                                                std::chrono::milliseconds timeout = kTimeout) const;
  [[nodiscard]] std::unique_ptr<sdk::Client> AsPatient(const std::string& person) const;
  // The bare connection, for calls that the client library would not make.
  [[nodiscard]] std::shared_ptr<grpc::Channel> ChannelAs(const std::string& person,
                                                         bool to_operators = false) const;
  [[nodiscard]] std::unique_ptr<sdk::Client> AsOperator(const std::string& person) const;

  // The next block with this transaction, or none, with the validator's certificate or without.
  void Commit(ByteView signed_transaction = {}, bool certified = true);
  // A block with so many events of so many bytes, which nobody can decode.
  void CommitEvents(std::size_t count, std::size_t bytes);
  // Makes the person unable to connect from the next block on.
  void Revoke(const std::string& person);

  // A transaction of these persons, the first of them its author, that registers a participant.
  [[nodiscard]] Bytes Sign(const std::vector<std::string>& persons,
                           std::uint64_t sequence,
                           const std::string& reason = {}) const;
  [[nodiscard]] sdk::Draft DraftOf(const std::string& author, std::uint64_t sequence) const;
  [[nodiscard]] KeyPair KeyOf(const std::string& person) const;

  // A row of the database, and its replacement behind the store's back. The next block makes it
  // visible, so there is one.
  [[nodiscard]] Bytes Row(storage::ColumnFamily family, const Bytes& key) const;
  void SetRow(storage::ColumnFamily family, const Bytes& key, const Bytes& row);
  // What the operator was told since the last call.
  [[nodiscard]] std::vector<std::string> TakeDamages();

  void Stop();

  [[nodiscard]] const contracts::Genesis& genesis() const { return genesis_; }
  [[nodiscard]] sdk::TrustedSet trusted() const;
  [[nodiscard]] std::uint64_t height() const { return store_->head()->height().value(); }

  RecordingPool pool;
  StandingOperator node;
  CommitFeed commits;

 private:
  void Seal(std::vector<storage::BlockTransaction> carried, ExecutedBlock executed, bool certified);
  [[nodiscard]] Bytes CertificateFor(const storage::Layer& layer) const;
  [[nodiscard]] static sdk::ClientOptions OptionsOf(const std::string& person,
                                                    std::uint16_t port,
                                                    std::chrono::milliseconds timeout);

  contracts::Genesis genesis_;
  BlockTime time_;
  storage::MemoryKv database_;
  std::unique_ptr<storage::StateStore> store_;
  std::mutex mutex_;
  std::vector<std::string> damages_;  // guarded by mutex_
  std::unique_ptr<Log> log_;
  std::unique_ptr<ApiServer> server_;
};

// The holder that the genesis of a TestNode has beside the institutions.
inline const ParticipantId kHolder("91420700MA0000111P");

}  // namespace heng::node
