// SPDX-License-Identifier: Apache-2.0
#include "node/driver/recovery.h"

#include <algorithm>
#include <utility>

#include "contracts/state/view.h"
#include "core/block.h"
#include "node/driver/block_executor.h"
#include "node/driver/tip_record.h"

namespace heng::node {
namespace {

Result<contracts::Chain, Status> ReadChainRecord(const DriverConfig& config,
                                                 const storage::LayerPtr& head) {
  const auto bytes = head->Get(contracts::Chain::KeyOf());
  if (!bytes) {
    return Fail(StatusCode::kCorrupt, "the state has no chain record");
  }
  HENG_TRY(contracts::Chain chain, Decode<contracts::Chain>(*bytes));
  if (chain.id != config.genesis.chain.id) {
    return Fail(StatusCode::kInvalid,
                "the store holds chain '" + chain.id.value() + "', genesis is of '" +
                    config.genesis.chain.id.value() + "'");
  }
  return chain;
}

Result<consensus::Config, Status> ConsensusConfig(const DriverConfig& config,
                                                  const Ports& ports,
                                                  const contracts::Chain& chain,
                                                  Epoch epoch) {
  HENG_TRY(consensus::ValidatorSet validators, consensus::ValidatorSet::Create(chain.validators));
  std::optional<consensus::ValidatorIndex> self;
  if (config.vote_key) {
    self = validators.IndexOf(*config.vote_key);
  }
  consensus::Parameters parameters;
  parameters.delta_ms = chain.consensus.delta_ms;
  parameters.idle_interval_ms = chain.consensus.idle_interval_ms;
  parameters.batch_delay_ms = chain.consensus.batch_delay_ms;
  parameters.skip_window_ms = chain.consensus.skip_window_ms;
  return consensus::Config{
      .chain_id = chain.id,
      .epoch = epoch,
      .validators = std::move(validators),
      .self = self,
      .crypto = &ports.crypto,
      .parameters = parameters,
  };
}

Result<void, Status> ReadTip(const Ports& ports, consensus::RecoveredState& state) {
  const storage::ChainReader chain = ports.store.Chain();
  const storage::LayerPtr head = ports.store.head();
  HENG_TRY(const TipRecord tip, Decode<TipRecord>(chain.ConsensusMetadata()));
  if (tip.height != head->height() || tip.block_id != head->id()) {
    return Fail(StatusCode::kCorrupt,
                "consensus stands at height " + std::to_string(tip.height.value()) +
                    ", the state at " + std::to_string(head->height().value()));
  }
  state.tip = tip.ToTip();
  HENG_TRY(const Bytes proposal_bytes, chain.Proposal(tip.height));
  if (!proposal_bytes.empty()) {
    const auto proposal = Decode<consensus::Proposal>(proposal_bytes);
    if (!proposal || IdOf(*proposal) != tip.pid || proposal->view != tip.view ||
        proposal->time != tip.time) {
      return Fail(StatusCode::kCorrupt,
                  "the proposal of block " + std::to_string(tip.height.value()) +
                      " is not the one where consensus stands: expected " + tip.pid.hex() +
                      ", found " + (proposal ? IdOf(*proposal).hex() : "bytes that are none"));
    }
  }
  HENG_TRY(const Bytes certificate, chain.Certificate(tip.height));
  if (!certificate.empty()) {
    HENG_TRY(state.tip_certificate, Decode<consensus::Certificate>(certificate));
    if (state.tip_certificate->pid != tip.pid || state.tip_certificate->block_id != tip.block_id) {
      return Fail(StatusCode::kCorrupt,
                  "the certificate of block " + std::to_string(tip.height.value()) +
                      " is for another block: expected " + tip.block_id.hex() + ", found " +
                      state.tip_certificate->block_id.hex());
    }
  }
  return {};
}

struct Promises {
  std::unique_ptr<storage::VoteJournal> journal;  // null in amnesia
  std::vector<consensus::JournalRecord> records;
  std::optional<std::string> amnesia;
};

// A record that does not decode is a promise that is lost.
void TakeRecords(const std::vector<storage::JournalRecord>& records, Promises& promises) {
  for (const storage::JournalRecord& record : records) {
    auto decoded = consensus::DecodeRecord(record.payload);
    if (!decoded) {
      promises.amnesia =
          "journal record " + std::to_string(record.seq) + ": " + decoded.error().context;
      return;
    }
    promises.records.push_back(*std::move(decoded));
  }
}

Result<Promises, Status> OpenJournal(const DriverConfig& config, const Ports& ports, bool fresh) {
  Promises promises;
  if (fresh && !ports.directory.Exists(config.journal_name)) {
    HENG_TRY(promises.journal, storage::VoteJournal::Create(ports.directory, config.journal_name));
    return promises;
  }
  HENG_TRY(storage::VoteJournal::Opened opened,
           storage::VoteJournal::Open(ports.directory, config.journal_name));
  promises.journal = std::move(opened.journal);
  promises.amnesia = std::move(opened.amnesia);
  for (const std::string& damage : opened.damage) {
    ports.observer.OnDamage(damage);
  }
  TakeRecords(opened.records, promises);
  if (promises.amnesia) {
    promises.journal.reset();
  }
  return promises;
}

}  // namespace

Result<RecoveredNode, Status> Recover(const DriverConfig& config, const Ports& ports) {
  const bool fresh = ports.store.head() == nullptr;
  HENG_TRY(Promises promises, OpenJournal(config, ports, fresh));
  if (fresh) {
    HENG_TRY(const storage::LayerPtr genesis, CommitGenesis(config.genesis, ports.store));
    ports.observer.OnCommitted(genesis);
  }
  const storage::LayerPtr head = ports.store.head();
  HENG_TRY(const contracts::Chain chain, ReadChainRecord(config, head));
  HENG_TRY(consensus::Config consensus,
           ConsensusConfig(config, ports, chain, head->header().epoch));
  consensus::RecoveredState state;
  HENG_CHECK_OK(ReadTip(ports, state));
  state.journal = std::move(promises.records);
  state.amnesia = promises.amnesia.has_value();
  return RecoveredNode{
      .consensus = std::move(consensus),
      .state = std::move(state),
      .transactions_max =
          std::min<std::uint64_t>(chain.consensus.block_transactions_max, kBlockTransactionsMax),
      .bytes_max = std::min<std::uint64_t>(chain.consensus.block_bytes_max, kBlockBytesMax),
      .journal = std::move(promises.journal),
      .amnesia = std::move(promises.amnesia),
  };
}

}  // namespace heng::node
