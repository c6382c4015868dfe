// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/stages.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <memory>
#include <utility>

#include "consensus/message.h"
#include "contracts/executor.h"
#include "contracts/genesis.h"
#include "core/codec/codec.h"
#include "node/driver/block_executor.h"
#include "node/in_process/in_process_ledger.h"
#include "node/mempool/mempool.h"
#include "storage/rocks_kv.h"
#include "storage/state_store.h"
#include "tests/bench/market.h"

namespace heng::bench {
namespace {

using node::TransactionPtr;

constexpr CstDay kDay(20240301);
constexpr std::uint64_t kBlockIntervalMs = 50;
constexpr std::uint32_t kValidators = 4;
constexpr std::uint32_t kLegsPerBlock = 10'000;
// As a node of a development network has it.
constexpr storage::RocksOptions kDatabase{.block_cache_bytes = 32 << 20,
                                          .write_buffer_bytes = 16 << 20};

// Every stage has its own meter.
enum Stage : std::size_t {
  kGossipEncode,
  kGossipDecode,
  kParse,
  kSignature,
  kAdmission,
  kExecute,
  kSeal,
  kCommit,
  kDatabaseThreads,  // flushing and compacting what was committed
  kStageCount,
};
constexpr std::array<const char*, kStageCount> kNames = {"gossip-encode",
                                                         "gossip-decode",
                                                         "parse-and-id",
                                                         "signature",
                                                         "admission",
                                                         "execute",
                                                         "seal",
                                                         "commit",
                                                         "database-threads"};

struct Spent {
  std::int64_t cpu_ns = 0;
  std::int64_t wall_ns = 0;
};

// CLOCK_THREAD_CPUTIME_ID is this thread's, CLOCK_PROCESS_CPUTIME_ID that of all threads.
std::int64_t CpuNs(clockid_t clock) {
  timespec cpu{};
  clock_gettime(clock, &cpu);
  return static_cast<std::int64_t>(cpu.tv_sec) * 1'000'000'000 + cpu.tv_nsec;
}

Spent Now() {
  const auto wall = std::chrono::steady_clock::now().time_since_epoch();
  return {.cpu_ns = CpuNs(CLOCK_THREAD_CPUTIME_ID),
          .wall_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count()};
}

class Meter {
 public:
  explicit Meter(Spent& total) : total_(total), start_(Now()) {}
  ~Meter() {
    const Spent end = Now();
    total_.cpu_ns += end.cpu_ns - start_.cpu_ns;
    total_.wall_ns += end.wall_ns - start_.wall_ns;
  }
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

 private:
  Spent& total_;
  const Spent start_;
};

class Bench {
 public:
  Result<void, Status> Open(const std::string& directory) {
    HENG_TRY(database_, storage::RocksKv::Open(directory, kDatabase));
    HENG_TRY(store_, storage::StateStore::Open(*database_));
    HENG_TRY(
        genesis_,
        Decode<contracts::Genesis>(node::DevelopmentGenesis(
            {.chain_id = chain_id_, .time = time_, .key_seed = {}, .validators = kValidators})));
    HENG_CHECK_OK(node::CommitGenesis(genesis_, *store_));
    return {};
  }

  // Without a meter.
  Result<void, Status> Apply(const std::vector<Prepared>& transactions) {
    Spent unused;
    std::array<Spent, kStageCount> unused_too{};
    HENG_TRY(const std::vector<TransactionPtr> block, TakeApart(transactions, false, unused));
    return Append(block, unused_too);
  }

  // A settlement file as one block.
  Result<void, Status> ApplyFile(const std::vector<Prepared>& file, std::uint32_t legs) {
    Spent unused;
    HENG_TRY(const std::vector<TransactionPtr> block, TakeApart(file, false, unused));
    legs_ += legs;
    return Append(block, spent_on_legs_);
  }

  Result<void, Status> Measure(const std::vector<Prepared>& transactions) {
    const std::int64_t others = CpuNs(CLOCK_PROCESS_CPUTIME_ID) - CpuNs(CLOCK_THREAD_CPUTIME_ID);
    HENG_CHECK_OK(MeasureBlock(transactions));
    spent_[kDatabaseThreads].cpu_ns +=
        CpuNs(CLOCK_PROCESS_CPUTIME_ID) - CpuNs(CLOCK_THREAD_CPUTIME_ID) - others;
    return {};
  }

  [[nodiscard]] StageCosts Costs() const {
    StageCosts costs;
    for (std::size_t i = 0; i < kStageCount; ++i) {
      costs.transfer.push_back(CostOf(i, spent_.at(i), measured_));
    }
    for (const std::size_t i : {kExecute, kSeal, kCommit}) {
      costs.leg.push_back(CostOf(i, spent_on_legs_.at(i), legs_));
    }
    return costs;
  }

  [[nodiscard]] MarketShape shape() const {
    MarketShape shape;
    shape.chain_id = chain_id_;
    shape.day = StartOf(kDay);
    return shape;
  }

 private:
  static StageCost CostOf(std::size_t stage, const Spent& spent, std::uint64_t count) {
    const auto each = [count](std::int64_t ns) {
      return static_cast<std::uint64_t>(std::max<std::int64_t>(0, ns)) /
             std::max<std::uint64_t>(1, count);
    };
    return {.name = kNames.at(stage), .cpu_ns = each(spent.cpu_ns), .wall_ns = each(spent.wall_ns)};
  }

  Result<void, Status> MeasureBlock(const std::vector<Prepared>& transactions) {
    consensus::Transactions message;
    for (const Prepared& transaction : transactions) {
      message.transactions.push_back(transaction.bytes);
    }
    Bytes frame;
    {
      const Meter meter(spent_[kGossipEncode]);
      frame = consensus::EncodeMessage(std::move(message));
    }
    {
      const Meter meter(spent_[kGossipDecode]);
      HENG_TRY(const consensus::Message decoded, consensus::DecodeMessage(frame));
      (void)decoded;
    }
    HENG_TRY(const std::vector<TransactionPtr> verified, Verify(transactions));
    HENG_TRY(const std::vector<TransactionPtr> chosen, Admit(verified));
    HENG_CHECK_OK(Append(chosen, spent_));
    measured_ += chosen.size();
    return {};
  }

  Result<std::vector<TransactionPtr>, Status> TakeApart(const std::vector<Prepared>& transactions,
                                                        bool check_signatures,
                                                        Spent& spent) const {
    const Meter meter(spent);
    std::vector<TransactionPtr> verified;
    verified.reserve(transactions.size());
    for (const Prepared& transaction : transactions) {
      HENG_TRY(VerifiedTransaction checked,
               VerifyTransaction(chain_id_, transaction.bytes, check_signatures));
      verified.push_back(std::make_shared<const VerifiedTransaction>(std::move(checked)));
    }
    return verified;
  }

  // Once without the signatures and once with them: the difference is what they cost.
  Result<std::vector<TransactionPtr>, Status> Verify(const std::vector<Prepared>& transactions) {
    Spent parse;
    HENG_CHECK_OK(TakeApart(transactions, /*check_signatures=*/false, parse));
    Spent whole;
    HENG_TRY(std::vector<TransactionPtr> verified,
             TakeApart(transactions, /*check_signatures=*/true, whole));
    spent_[kParse].cpu_ns += parse.cpu_ns;
    spent_[kParse].wall_ns += parse.wall_ns;
    spent_[kSignature].cpu_ns += whole.cpu_ns - parse.cpu_ns;
    spent_[kSignature].wall_ns += whole.wall_ns - parse.wall_ns;
    return verified;
  }

  // Into the pool, chosen for a block, and out again.
  Result<std::vector<TransactionPtr>, Status> Admit(const std::vector<TransactionPtr>& verified) {
    const Meter meter(spent_[kAdmission]);
    for (const TransactionPtr& transaction : verified) {
      if (pool_.Add(transaction, /*gossip=*/true) != node::Admission::kAccepted) {
        return Fail(StatusCode::kInvalid, "the pool did not take a transfer");
      }
    }
    (void)pool_.TakeUngossiped();
    std::vector<TransactionPtr> chosen =
        pool_.Choose({.transactions_max = verified.size(),
                      .bytes_max = kBlockBytesMax,
                      .is_taken = [](const TransactionId&) { return false; }});
    std::vector<TransactionId> ids;
    ids.reserve(chosen.size());
    for (const TransactionPtr& transaction : chosen) {
      ids.push_back(transaction->id);
    }
    (void)pool_.Advance(ids, time_);
    if (chosen.size() != verified.size()) {
      return Fail(StatusCode::kInvalid, "the block does not hold what was to be measured");
    }
    return chosen;
  }

  // Executes, seals and commits the next block as node/driver/block_executor.cc does.
  Result<void, Status> Append(const std::vector<TransactionPtr>& transactions,
                              std::array<Spent, kStageCount>& spent) {
    time_ = BlockTime(time_.value() + kBlockIntervalMs);
    const storage::LayerPtr parent = store_->head();
    std::vector<const VerifiedTransaction*> ordered;
    std::vector<storage::BlockTransaction> carried;
    ordered.reserve(transactions.size());
    carried.reserve(transactions.size());
    for (const TransactionPtr& transaction : transactions) {
      ordered.push_back(transaction.get());
      carried.push_back(
          {.bytes = transaction->bytes, .id = transaction->id, .digest = transaction->digest});
    }
    ExecutedBlock executed;
    {
      const Meter meter(spent[kExecute]);
      auto result = contracts::ExecuteBlock(
          {.chain_id = chain_id_, .height = Next(parent->height()), .time = time_},
          ordered,
          *parent);
      if (!result) {
        return Fail(StatusCode::kInvalid, result.error().broken.front());
      }
      executed = *std::move(result);
    }
    for (const Receipt& receipt : executed.receipts) {
      if (!receipt.applied()) {
        return Fail(StatusCode::kInvalid,
                    "a transaction was refused: code " + std::to_string(receipt.code) + " " +
                        receipt.rule + " " + receipt.subject);
      }
    }
    storage::LayerPtr layer;
    {
      const Meter meter(spent[kSeal]);
      const storage::HeaderFields fields{.chain_id = chain_id_,
                                         .time = time_,
                                         .epoch = Epoch(1),
                                         .validator_set_hash = HashOf(genesis_.chain.validators),
                                         .next_validator_set_hash = {},
                                         .params_hash = {},
                                         .proposer = genesis_.chain.validators.front().name};
      HENG_TRY(layer, store_->Seal(parent, fields, std::move(carried), std::move(executed)));
    }
    const Meter meter(spent[kCommit]);
    return store_->Commit(layer, {});
  }

  const ChainId chain_id_{"heng-bench"};
  BlockTime time_ = StartOf(kDay);
  contracts::Genesis genesis_;
  std::unique_ptr<storage::RocksKv> database_;
  std::unique_ptr<storage::StateStore> store_;
  node::Mempool pool_{node::MempoolLimits{}};
  std::array<Spent, kStageCount> spent_{};
  std::uint64_t measured_ = 0;
  std::array<Spent, kStageCount> spent_on_legs_{};
  std::uint64_t legs_ = 0;
};

}  // namespace

Result<StageCosts, Status> MeasureStages(const std::string& directory,
                                         std::uint32_t block_transactions,
                                         std::uint32_t blocks) {
  Bench bench;
  HENG_CHECK_OK(bench.Open(directory));
  Market market(bench.shape());
  HENG_TRY(const std::vector<Prepared> founding, market.Founding());
  for (const Prepared& transaction : founding) {
    HENG_CHECK_OK(bench.Apply({transaction}));
  }
  const std::uint64_t wanted = std::uint64_t{block_transactions} * blocks;
  while (market.undelivered() < wanted) {
    HENG_TRY(const std::vector<Prepared> file, market.SettlementFile(kLegsPerBlock));
    HENG_CHECK_OK(bench.ApplyFile(file, kLegsPerBlock));
  }
  for (std::uint32_t i = 0; i < blocks; ++i) {
    HENG_TRY(const std::vector<Prepared> block, market.Deliveries(block_transactions));
    HENG_CHECK_OK(bench.Measure(block));
  }
  return bench.Costs();
}

}  // namespace heng::bench
