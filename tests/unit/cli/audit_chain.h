// SPDX-License-Identifier: Apache-2.0
// A chain to audit: the cast's genesis with four validators, blocks of one transaction each with
// real signatures, headers and certificates, in the node's own store. And the source that an audit
// reads it through, which a test may make lie.
#pragma once

#include <heng/v1/proofs.pb.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/audit/block_source.h"
#include "cli/audit/record_source.h"
#include "cli/audit/trusted_genesis.h"
#include "contracts/genesis.h"
#include "contracts/operations/registry.h"
#include "storage/memory_kv.h"
#include "storage/state_store.h"

namespace heng::cli::audit {

class AuditChain {
 public:
  AuditChain();

  [[nodiscard]] TrustedGenesis Trusted() const;
  void At(const std::string& time);
  // Ends the test process when it is refused.
  void Submit(const std::vector<std::string>& persons,
              const std::vector<contracts::Operation>& operations);
  // The same, and expects to be refused.
  void SubmitRefused(const std::vector<std::string>& persons,
                     const std::vector<contracts::Operation>& operations);
  // An empty block; without a certificate it is final through a later one.
  void Tick(bool certified = true);

  // Allowances of 2024, from issuance to the holder.
  void GiveAllowances(const std::string& holder, std::uint64_t quantity);

  [[nodiscard]] storage::StateStore& store() { return *store_; }
  // The rows under it, for tests that damage some.
  [[nodiscard]] storage::MemoryKv& database() { return database_; }
  [[nodiscard]] Height height() const { return store_->head()->height(); }
  [[nodiscard]] const contracts::Genesis& genesis() const { return genesis_; }
  [[nodiscard]] Bytes RecordProof(const Bytes& key, Height at) const;

 private:
  void Append(const VerifiedTransaction* transaction, bool certified);
  Receipt Send(const std::vector<std::string>& persons,
               const std::vector<contracts::Operation>& operations);
  [[nodiscard]] Bytes CertificateFor(const storage::Layer& layer) const;

  contracts::Genesis genesis_;
  storage::MemoryKv database_;
  std::unique_ptr<storage::StateStore> store_;
  BlockTime time_;
  std::map<std::string, std::uint64_t> sequences_;
};

// P4 gets 60,061, pledges 30,000 and has them released, sells 13,640 to P1, and P1 surrenders 1,000
// of them, which are collected and retired. One transaction is refused, two blocks are empty, and
// one is certified only through the next.
void RunStory(AuditChain& chain);

class StoreSource : public RecordSource, public BlockSource {
 public:
  explicit StoreSource(storage::StateStore& store) : store_(store) {}

  [[nodiscard]] Result<ChainHead, Status> Head() override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Record(ByteView key, Height at) override;
  [[nodiscard]] Result<std::vector<RecordEntry>, Status> Records(ByteView prefix,
                                                                 Height at,
                                                                 std::size_t limit) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Unit(const BatchId& batch,
                                                          Serial serial,
                                                          Height at) override;
  [[nodiscard]] Result<std::vector<Bytes>, Status> Events(ByteView key) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Transaction(const TransactionId& id) override;
  [[nodiscard]] Result<Height, Status> HeadHeight() override;
  [[nodiscard]] Result<CertifiedBlock, Status> Block(Height height) override;

  // What a test changes in an answer before it is given.
  std::function<void(Height, CertifiedBlock&)> change_block;
  std::function<void(ByteView key, std::vector<Bytes>&)> change_events;
  std::function<void(ByteView key, Bytes& value)> change_record;
  std::optional<Height> missing_block;
  StatusCode missing_code = StatusCode::kNotFound;

 private:
  storage::StateStore& store_;
};

}  // namespace heng::cli::audit
