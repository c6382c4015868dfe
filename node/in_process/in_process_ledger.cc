// SPDX-License-Identifier: Apache-2.0
#include "node/in_process/in_process_ledger.h"

#include <utility>

#include "contracts/executor.h"
#include "contracts/genesis.h"
#include "contracts/state/view.h"
#include "contracts/units.h"
#include "core/check.h"
#include "core/crypto/hash.h"
#include "core/transaction.h"
#include "core/validator.h"
#include "storage/memory_kv.h"
#include "storage/state_store.h"

namespace heng::node {

class InProcessLedger::Chain {
 public:
  static Result<std::unique_ptr<Chain>, Status> Open(const contracts::Genesis& genesis) {
    HENG_CHECK_OK(contracts::CheckGenesis(genesis));
    auto chain = std::make_unique<Chain>();
    HENG_TRY(chain->store_, storage::StateStore::Open(chain->database_));
    chain->id_ = genesis.chain.id;
    chain->time_ = genesis.time;
    chain->proposer_ = genesis.chain.validators.front().name;
    chain->validators_ = HashOf(genesis.chain.validators);
    ExecutedBlock executed = contracts::ExecuteGenesis(genesis);
    chain->params_ = Sha256(*executed.changes.at(contracts::Chain::KeyOf()));
    HENG_CHECK_OK(chain->Append({}, std::move(executed)));
    return chain;
  }

  [[nodiscard]] const ChainId& id() const { return id_; }
  [[nodiscard]] BlockTime now() const { return time_; }
  [[nodiscard]] const storage::Layer& head() const { return *store_->head(); }
  void SetTime(BlockTime time) { time_ = time; }

  // The next block, with this transaction or none.
  Result<void, Status> Execute(const VerifiedTransaction* transaction) {
    time_ = BlockTime(time_.value() + 1);
    std::vector<const VerifiedTransaction*> transactions;
    std::vector<storage::BlockTransaction> carried;
    if (transaction != nullptr) {
      transactions.push_back(transaction);
      carried.push_back(
          {.bytes = transaction->bytes, .id = transaction->id, .digest = transaction->digest});
    }
    const storage::LayerPtr parent = store_->head();
    auto executed = contracts::ExecuteBlock(
        {.chain_id = id_, .height = Next(parent->height()), .time = time_}, transactions, *parent);
    if (!executed) {
      return Fail(StatusCode::kCorrupt,
                  "the block breaks an invariant of the register, so a node would halt here: " +
                      executed.error().broken.front());
    }
    return Append(std::move(carried), *std::move(executed));
  }

 private:
  Result<void, Status> Append(std::vector<storage::BlockTransaction> transactions,
                              ExecutedBlock executed) {
    const storage::LayerPtr parent = store_->head();
    HENG_TRY(const storage::LayerPtr layer,
             store_->Seal(parent,
                          storage::HeaderFields{.chain_id = id_,
                                                .time = time_,
                                                .epoch = {},
                                                .validator_set_hash = validators_,
                                                .next_validator_set_hash = {},
                                                .params_hash = params_,
                                                .proposer = parent == nullptr ? "" : proposer_},
                          std::move(transactions),
                          std::move(executed)));
    return store_->Commit(layer, {});
  }

  storage::MemoryKv database_;
  std::unique_ptr<storage::StateStore> store_;
  ChainId id_;
  BlockTime time_;
  std::string proposer_;
  ValidatorSetHash validators_;
  Hash params_;
};

InProcessLedger::InProcessLedger(std::unique_ptr<Chain> chain) : chain_(std::move(chain)) {}

InProcessLedger::~InProcessLedger() = default;

Result<std::unique_ptr<InProcessLedger>, Status> InProcessLedger::Open(ByteView genesis) {
  HENG_TRY(const contracts::Genesis decoded, Decode<contracts::Genesis>(genesis));
  HENG_TRY(std::unique_ptr<Chain> chain, Chain::Open(decoded));
  return std::unique_ptr<InProcessLedger>(new InProcessLedger(std::move(chain)));
}

const ChainId& InProcessLedger::chain_id() const {
  return chain_->id();
}

Height InProcessLedger::height() const {
  return chain_->head().height();
}

StateRoot InProcessLedger::state_root() const {
  return chain_->head().state_root();
}

BlockTime InProcessLedger::now() const {
  return chain_->now();
}

Result<void, Status> InProcessLedger::SetTime(BlockTime time) {
  if (time < chain_->now()) {
    return Fail(StatusCode::kInvalid,
                "the calendar of a ledger moves forward only: it stands at " +
                    FormatCst(chain_->now()) + ", after " + FormatCst(time));
  }
  chain_->SetTime(time);
  return {};
}

Result<CommittedReceipt, Status> InProcessLedger::Submit(ByteView signed_bytes) {
  HENG_TRY(const VerifiedTransaction transaction, VerifyTransaction(chain_->id(), signed_bytes));
  HENG_CHECK_OK(chain_->Execute(&transaction));
  HENG_ASSERT(chain_->head().receipts().size() == 1);
  return CommittedReceipt{.height = chain_->head().height(),
                          .time = chain_->now(),
                          .receipt = chain_->head().receipts().front()};
}

Result<void, Status> InProcessLedger::Tick() {
  return chain_->Execute(nullptr);
}

std::optional<Bytes> InProcessLedger::Read(ByteView key) const {
  return chain_->head().Get(key);
}

std::optional<Bytes> InProcessLedger::Unit(const BatchId& batch, Serial serial) const {
  const contracts::ReaderView view(chain_->head());
  const std::optional<contracts::UnitBlock> block = contracts::BlockHolding(view, batch, serial);
  return block ? std::optional<Bytes>(Encode(*block)) : std::nullopt;
}

}  // namespace heng::node
