// SPDX-License-Identifier: Apache-2.0
// One driver with ports by hand, on a disk in memory that outlives it.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consensus/message.h"
#include "node/driver/driver.h"
#include "node/mempool/mempool.h"
#include "storage/memory_file.h"
#include "storage/memory_kv.h"
#include "tests/sim/keyed_hash.h"
#include "tests/sim/workload.h"

namespace heng::node {

struct Sent {
  std::optional<consensus::PeerId> to;
  consensus::Message message;
};

// A machine: its disk outlives its driver.
class Machine final : private Clock,
                      private PeerNetwork,
                      private TransactionVerifier,
                      private DiskSpace,
                      private BlockWriter,
                      private Observer {
 public:
  explicit Machine(std::uint32_t validators) {
    config.genesis = sim::SimGenesis(validators);
    config.vote_key = sim::SeatKey(0);
  }

  Result<void, Status> Start() {
    HENG_TRY(store, storage::StateStore::Open(database));
    pool = std::make_unique<Mempool>(MempoolLimits{});
    HENG_TRY(driver,
             Driver::Start(config,
                           {.clock = *this,
                            .network = *this,
                            .pool = *pool,
                            .verifier = *this,
                            .observer = *this,
                            .crypto = crypto_,
                            .store = *store,
                            .directory = directory,
                            .disk = this,
                            .writer = writes_beside ? this : nullptr}));
    return {};
  }

  void Stop() {
    driver.reset();
    pool.reset();
    store.reset();
  }

  void Crash() {
    Stop();
    handed.reset();
    directory.Crash();
    database.Crash();
    sent.clear();
  }

  // Lets time pass, a millisecond at a time.
  [[nodiscard]] Result<void, Status> Run(std::uint64_t ms) {
    for (std::uint64_t i = 0; i < ms; ++i) {
      ++now_ms;
      while (driver->HasWork()) {
        HENG_CHECK_OK(driver->Turn());
        driver->OnVerified(std::exchange(verdicts, {}));
      }
    }
    return {};
  }

  // What the writer was given reaches the disk.
  void FinishWriting() {
    const std::vector<storage::FinalBlock> run = *std::exchange(handed, std::nullopt);
    driver->OnWritten(store->Write(run), 1);
  }

  template <class M>
  [[nodiscard]] std::vector<M> SentOf() const {
    std::vector<M> found;
    for (const Sent& entry : sent) {
      if (const auto* message = std::get_if<M>(&entry.message)) {
        found.push_back(*message);
      }
    }
    return found;
  }

  DriverConfig config;
  storage::MemoryDirectory directory;
  storage::MemoryKv database;
  std::unique_ptr<storage::StateStore> store;
  std::unique_ptr<Mempool> pool;
  std::unique_ptr<Driver> driver;
  std::vector<Verdict> verdicts;
  std::vector<Sent> sent;
  std::vector<Height> committed;
  std::vector<TransactionId> expired;
  std::vector<std::string> halts;
  std::vector<std::string> damage;
  std::uint64_t now_ms = 0;
  bool signatures_good = true;
  bool writes_beside = false;  // blocks wait for FinishWriting
  std::optional<std::vector<storage::FinalBlock>> handed;
  bool spoke_before_work = false;  // a proposal went out before any vote for it
  DiskStage disk_stage = DiskStage::kPlenty;
  // How often the disk may be asked before it is full; nothing: never.
  std::optional<std::uint64_t> room_for;

 private:
  [[nodiscard]] DiskStage Stage() override {
    if (room_for && *room_for > 0) {
      --*room_for;
    }
    return room_for == 0 ? DiskStage::kStop : disk_stage;
  }
  [[nodiscard]] consensus::Instant Now() const override {
    return {.wall = BlockTime(1'717'200'000'000 + now_ms), .uptime_ms = now_ms};
  }
  void Send(consensus::PeerId to, Bytes message) override {
    sent.push_back({.to = to, .message = *consensus::DecodeMessage(message)});
  }
  void Broadcast(Bytes message) override {
    sent.push_back({.to = std::nullopt, .message = *consensus::DecodeMessage(message)});
  }
  void Flush() override {
    const auto proposals = SentOf<consensus::ProposalMessage>();
    const auto votes = SentOf<consensus::Vote>();
    const View proposed = proposals.empty() ? View() : proposals.back().proposal.view;
    const View voted = votes.empty() ? View() : votes.back().view;
    spoke_before_work = spoke_before_work || proposed > voted;
  }
  void Verify(std::vector<Bytes> transactions) override {
    for (const Bytes& bytes : transactions) {
      auto verified = VerifyTransaction(config.genesis.chain.id, bytes, false);
      Verdict verdict{.digest = DigestOf(bytes),
                      .transaction = Fail(StatusCode::kInvalid, "a signature is wrong")};
      if (verified && signatures_good) {
        verdict.transaction = std::make_shared<const VerifiedTransaction>(*std::move(verified));
      }
      verdicts.push_back(std::move(verdict));
    }
  }
  void Write(std::vector<storage::FinalBlock> run) override {
    ASSERT_FALSE(handed.has_value()) << "one run at a time";
    handed = std::move(run);
  }
  void OnCommitted(const storage::LayerPtr& block) override {
    committed.push_back(block->height());
  }
  void OnExpired(std::span<const TransactionId> transactions) override {
    expired.insert(expired.end(), transactions.begin(), transactions.end());
  }
  void OnEvidence(const consensus::Evidence&) override {}
  void OnAlarm(const consensus::Alarm&) override {}
  void OnDamage(const std::string& what) override { damage.push_back(what); }
  void OnHalted(const std::string& reason) override { halts.push_back(reason); }

  sim::KeyedVotes crypto_{sim::SeatKey(0)};
};

class DriverTest : public ::testing::Test {
 protected:
  [[nodiscard]] VerifiedTransaction NextTransaction() {
    while (true) {
      VerifiedTransaction transaction = workload_.Next(BlockTime(1'717'200'000'000));
      if (transaction.body.valid_until.value() > 1'717'200'600'000) {
        return transaction;
      }
    }
  }

  sim::Workload workload_{3, sim::SimGenesis(1)};
};

}  // namespace heng::node
