// SPDX-License-Identifier: Apache-2.0
#include "node/driver/block_executor.h"

#include <utility>

#include "contracts/executor.h"
#include "core/crypto/hash.h"
#include "node/driver/tip_record.h"

namespace heng::node {
namespace {

Result<Hash, Status> ParametersHash(const KvReader& state) {
  const auto record = state.Get(contracts::Chain::KeyOf());
  if (!record) {
    return Fail(StatusCode::kCorrupt, "the state has no chain record");
  }
  return Sha256(*record);
}

std::vector<storage::BlockTransaction> AsCarried(const std::vector<TransactionPtr>& transactions) {
  std::vector<storage::BlockTransaction> carried;
  carried.reserve(transactions.size());
  for (const TransactionPtr& transaction : transactions) {
    carried.push_back(
        {.bytes = transaction->bytes, .id = transaction->id, .digest = transaction->digest});
  }
  return carried;
}

Status Described(const contracts::BrokenBlock& broken, Height height) {
  Status status{.code = StatusCode::kInvalid,
                .context = "block " + std::to_string(height.value()) + " breaks an invariant: "};
  for (const std::string& sentence : broken.broken) {
    status.context += sentence + "; ";
  }
  return status;
}

}  // namespace

Result<storage::LayerPtr, Status> CommitGenesis(const contracts::Genesis& genesis,
                                                storage::StateStore& store) {
  HENG_CHECK_OK(contracts::CheckGenesis(genesis));
  ExecutedBlock executed = contracts::ExecuteGenesis(genesis);
  const auto record = executed.changes.find(contracts::Chain::KeyOf());
  if (record == executed.changes.end() || !record->second) {
    return Fail(StatusCode::kInvalid, "genesis wrote no chain record");
  }
  const storage::HeaderFields fields{
      .chain_id = genesis.chain.id,
      .time = genesis.time,
      .epoch = Epoch(1),
      .validator_set_hash = HashOf(genesis.chain.validators),
      .next_validator_set_hash = {},
      .params_hash = Sha256(*record->second),
      .proposer = {},
  };
  HENG_TRY(storage::LayerPtr layer, store.Seal(nullptr, fields, {}, std::move(executed)));
  const TipRecord tip{.view = View(0),
                      .pid = {},
                      .height = Height(0),
                      .block_id = layer->id(),
                      .time = genesis.time};
  HENG_CHECK_OK(store.Commit(layer, {.certificate = {}, .proposal = {}, .metadata = Encode(tip)}));
  return layer;
}

storage::LayerPtr BlockExecutor::Find(const ProposalId& pid) const {
  if (pid == tip_) {
    return store_->head();
  }
  const auto found = layers_.find(pid);
  return found == layers_.end() ? nullptr : found->second;
}

Result<BlockId, Status> BlockExecutor::Execute(const consensus::Execute& block,
                                               const std::vector<TransactionPtr>& transactions) {
  if (const storage::LayerPtr done = Find(block.pid)) {
    return done->id();
  }
  const storage::LayerPtr parent = Find(block.parent);
  if (parent == nullptr) {
    return Fail(StatusCode::kInvalid,
                "proposal " + block.pid.hex() + " was to be executed before its parent");
  }
  const storage::LayerPtr state = store_->OnHead(parent);
  const consensus::Proposal& proposal = block.proposal;
  std::vector<const VerifiedTransaction*> ordered;
  ordered.reserve(transactions.size());
  for (const TransactionPtr& transaction : transactions) {
    ordered.push_back(transaction.get());
  }
  auto executed = contracts::ExecuteBlock(
      {.chain_id = proposal.chain_id, .height = proposal.height, .time = proposal.time},
      ordered,
      *state);
  if (!executed) {
    return std::unexpected(Described(executed.error(), proposal.height));
  }
  HENG_TRY(const Hash parameters, ParametersHash(*state));
  const storage::HeaderFields fields{
      .chain_id = proposal.chain_id,
      .time = proposal.time,
      .epoch = proposal.epoch,
      .validator_set_hash = validators_->hash(),
      .next_validator_set_hash = proposal.next_validator_set_hash,
      .params_hash = parameters,
      .proposer = validators_->at(block.proposer).name,
  };
  HENG_TRY(storage::LayerPtr layer,
           store_->Seal(parent, fields, AsCarried(transactions), *std::move(executed)));
  const BlockId id = layer->id();
  layers_.emplace(block.pid, std::move(layer));
  return id;
}

Result<storage::FinalBlock, Status> BlockExecutor::Finalise(const consensus::Commit& commit) const {
  const auto found = layers_.find(commit.pid);
  if (found == layers_.end() || found->second->id() != commit.block_id) {
    return Fail(StatusCode::kInvalid,
                "the block to be committed at height " +
                    std::to_string(commit.proposal.height.value()) +
                    " is not the one that was executed");
  }
  const TipRecord tip{.view = commit.proposal.view,
                      .pid = commit.pid,
                      .height = commit.proposal.height,
                      .block_id = commit.block_id,
                      .time = commit.proposal.time};
  return storage::FinalBlock{
      .layer = found->second,
      .evidence = {.certificate = commit.certificate ? Encode(*commit.certificate) : Bytes(),
                   .proposal = Encode(commit.proposal),
                   .metadata = Encode(tip)}};
}

void BlockExecutor::MoveTip(const ProposalId& pid) {
  layers_.erase(pid);
  tip_ = pid;
}

}  // namespace heng::node
