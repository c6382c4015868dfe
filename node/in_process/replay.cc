// SPDX-License-Identifier: Apache-2.0
#include "node/in_process/replay.h"

#include <utility>

#include "contracts/executor.h"
#include "contracts/genesis.h"
#include "contracts/invariants/whole_state.h"
#include "contracts/state/view.h"
#include "core/crypto/hash.h"
#include "core/receipt.h"
#include "core/transaction.h"
#include "storage/memory_kv.h"
#include "storage/state_store.h"

namespace heng::node {
namespace {

using Checked = Result<void, Deviation>;

std::unexpected<Deviation> Deviate(Height height,
                                   std::string what,
                                   std::string expected,
                                   std::string got) {
  return std::unexpected(Deviation{.height = height,
                                   .what = std::move(what),
                                   .expected = std::move(expected),
                                   .got = std::move(got)});
}

std::string Text(ByteView bytes) {
  return Sha256(bytes).hex() + " (SHA-256 of " + std::to_string(bytes.size()) + " bytes)";
}
std::string Text(const std::string& text) {
  return text;
}
std::string Text(std::uint64_t number) {
  return std::to_string(number);
}
template <class Tag, class Rep>
std::string Text(StrongInt<Tag, Rep> number) {
  return std::to_string(number.value());
}
template <class Tag, std::size_t N>
std::string Text(const Digest<Tag, N>& digest) {
  return digest.hex();
}
template <class Tag>
std::string Text(const StrongText<Tag>& text) {
  return text.value();
}

template <class T>
Checked Same(Height height, const char* what, const T& expected, const T& got) {
  if (expected == got) {
    return {};
  }
  return Deviate(height, what, Text(expected), Text(got));
}

// Lists of encoded elements; the first that differs is named.
Checked SameList(Height height,
                 const std::string& what,
                 const std::vector<Bytes>& expected,
                 const std::vector<Bytes>& got) {
  for (std::size_t i = 0; i < expected.size() && i < got.size(); ++i) {
    if (expected[i] != got[i]) {
      return Deviate(height,
                     what + "[" + std::to_string(i) + "]",
                     Text(ByteView(expected[i])),
                     Text(ByteView(got[i])));
    }
  }
  if (expected.size() != got.size()) {
    return Deviate(
        height, what + ".count", std::to_string(expected.size()), std::to_string(got.size()));
  }
  return {};
}

std::vector<Bytes> EncodeAll(const std::vector<Receipt>& receipts) {
  std::vector<Bytes> encoded;
  encoded.reserve(receipts.size());
  for (const Receipt& receipt : receipts) {
    encoded.push_back(Encode(receipt));
  }
  return encoded;
}

}  // namespace

class Replay::Chain {
 public:
  static Result<std::unique_ptr<Chain>, Status> Open(contracts::Genesis genesis) {
    HENG_CHECK_OK(contracts::CheckGenesis(genesis));
    auto chain = std::make_unique<Chain>();
    HENG_TRY(chain->store_, storage::StateStore::Open(chain->database_));
    chain->validator_set_ = HashOf(genesis.chain.validators);
    chain->genesis_ = std::move(genesis);
    return chain;
  }

  [[nodiscard]] const contracts::Genesis& genesis() const { return genesis_; }
  [[nodiscard]] storage::LayerPtr head() const { return store_->head(); }
  [[nodiscard]] const ReplayCounts& counts() const { return counts_; }

  Checked Add(const ShownBlock& block) {
    const storage::LayerPtr parent = store_->head();
    const Height height = parent == nullptr ? Height(0) : Next(parent->height());
    auto header = Decode<BlockHeader>(block.header);
    if (!header) {
      return Deviate(height, "header", "a header in canonical bytes", header.error().context);
    }
    HENG_CHECK_OK(CheckLinks(height, *header, parent));
    HENG_TRY(const auto transactions, VerifyAll(*header, block.transactions));
    HENG_TRY(ExecutedBlock executed, Execute(*header, transactions, parent));
    HENG_CHECK_OK(SameList(height, "receipts", EncodeAll(executed.receipts), block.receipts));
    HENG_CHECK_OK(SameList(height, "events", executed.events, block.events));
    HENG_TRY(const storage::LayerPtr layer,
             Seal(*header, transactions, std::move(executed), parent));
    HENG_CHECK_OK(SameHeader(layer->header(), *header));
    HENG_CHECK_OK(Same(height, "block id", layer->id(), BlockIdOf(block.header)));
    if (const auto committed = store_->Commit(layer, {}); !committed) {
      return Deviate(height, "replay", "a block that can be kept", committed.error().context);
    }
    counts_.blocks += 1;
    counts_.transactions += block.transactions.size();
    counts_.events += block.events.size();
    for (const Receipt& receipt : layer->receipts()) {
      counts_.refused += receipt.applied() ? 0U : 1U;
    }
    return {};
  }

 private:
  // What stands in the header before anything is executed.
  Checked CheckLinks(Height height, const BlockHeader& header, const storage::LayerPtr& parent) {
    HENG_CHECK_OK(Same(height, "header.version", Text(kHeaderVersion), Text(header.version)));
    HENG_CHECK_OK(Same(height, "header.chain_id", genesis_.chain.id, header.chain_id));
    HENG_CHECK_OK(Same(height, "header.height", height, header.height));
    HENG_CHECK_OK(
        Same(height, "header.parent", parent == nullptr ? BlockId{} : parent->id(), header.parent));
    HENG_CHECK_OK(Same(height,
                       "header.log_root",
                       parent == nullptr ? merkle::EmptyRoot() : parent->header_log().Root(),
                       header.log_root));
    HENG_CHECK_OK(
        Same(height, "header.validator_set_hash", validator_set_, header.validator_set_hash));
    HENG_CHECK_OK(Same(height,
                       "header.next_validator_set_hash",
                       ValidatorSetHash{},
                       header.next_validator_set_hash));
    if (parent == nullptr) {
      HENG_CHECK_OK(Same(height, "header.time", genesis_.time, header.time));
      HENG_CHECK_OK(Same(height, "header.epoch", Epoch(1), header.epoch));
      return Same(height, "header.proposer", std::string(), header.proposer);
    }
    HENG_CHECK_OK(Same(height, "header.epoch", parent->header().epoch, header.epoch));
    if (header.time <= parent->header().time) {
      return Deviate(
          height, "header.time", "later than " + Text(parent->header().time), Text(header.time));
    }
    return CheckProposer(header);
  }

  [[nodiscard]] Checked CheckProposer(const BlockHeader& header) const {
    for (const Validator& validator : genesis_.chain.validators) {
      if (validator.name == header.proposer) {
        return {};
      }
    }
    return Deviate(header.height, "header.proposer", "a validator's name", header.proposer);
  }

  Result<std::vector<VerifiedTransaction>, Deviation> VerifyAll(
      const BlockHeader& header, const std::vector<Bytes>& transactions) {
    const Height height = header.height;
    merkle::LogFrontier tree;
    for (const Bytes& bytes : transactions) {
      tree.Append(merkle::LeafHash(bytes));
    }
    HENG_CHECK_OK(Same(height,
                       "header.transaction_count",
                       Text(transactions.size()),
                       Text(header.transaction_count)));
    HENG_CHECK_OK(Same(height, "header.transaction_root", tree.Root(), header.transaction_root));
    std::vector<VerifiedTransaction> verified;
    verified.reserve(transactions.size());
    for (std::size_t i = 0; i < transactions.size(); ++i) {
      auto transaction = VerifyTransaction(genesis_.chain.id, transactions[i]);
      if (!transaction) {
        return Deviate(height,
                       "transactions[" + std::to_string(i) + "].signature",
                       "a well-formed transaction with valid signatures",
                       transaction.error().context);
      }
      counts_.signatures += transaction->signers.size();
      verified.push_back(*std::move(transaction));
    }
    return verified;
  }

  Result<ExecutedBlock, Deviation> Execute(const BlockHeader& header,
                                           const std::vector<VerifiedTransaction>& transactions,
                                           const storage::LayerPtr& parent) {
    if (parent == nullptr) {
      return contracts::ExecuteGenesis(genesis_);
    }
    std::vector<const VerifiedTransaction*> ordered;
    ordered.reserve(transactions.size());
    for (const VerifiedTransaction& transaction : transactions) {
      ordered.push_back(&transaction);
    }
    auto executed = contracts::ExecuteBlock(
        {.chain_id = header.chain_id, .height = header.height, .time = header.time},
        ordered,
        *parent);
    if (!executed) {
      return Deviate(header.height,
                     "invariants",
                     "a block that keeps every invariant",
                     executed.error().broken.front());
    }
    return *std::move(executed);
  }

  Result<storage::LayerPtr, Deviation> Seal(const BlockHeader& header,
                                            const std::vector<VerifiedTransaction>& transactions,
                                            ExecutedBlock executed,
                                            const storage::LayerPtr& parent) {
    std::vector<storage::BlockTransaction> carried;
    carried.reserve(transactions.size());
    for (const VerifiedTransaction& transaction : transactions) {
      carried.push_back(
          {.bytes = transaction.bytes, .id = transaction.id, .digest = transaction.digest});
    }
    const Bytes chain_key = contracts::Chain::KeyOf();
    const auto chain_record =
        parent == nullptr ? executed.changes.at(chain_key) : parent->Get(chain_key);
    auto layer = store_->Seal(parent,
                              {.chain_id = genesis_.chain.id,
                               .time = header.time,
                               .epoch = header.epoch,
                               .validator_set_hash = validator_set_,
                               .next_validator_set_hash = header.next_validator_set_hash,
                               .params_hash = Sha256(chain_record.value_or(Bytes())),
                               .proposer = header.proposer},
                              std::move(carried),
                              std::move(executed));
    if (!layer) {
      return Deviate(header.height, "replay", "a block that can be sealed", layer.error().context);
    }
    return *std::move(layer);
  }

  // What execution gave, field by field, so that the first difference has a name.
  static Checked SameHeader(const BlockHeader& own, const BlockHeader& shown) {
    const Height height = own.height;
    HENG_CHECK_OK(Same(height, "header.receipt_root", own.receipt_root, shown.receipt_root));
    HENG_CHECK_OK(
        Same(height, "header.event_count", Text(own.event_count), Text(shown.event_count)));
    HENG_CHECK_OK(Same(height, "header.event_root", own.event_root, shown.event_root));
    HENG_CHECK_OK(Same(height, "header.state_root", own.state_root, shown.state_root));
    HENG_CHECK_OK(Same(height, "header.params_hash", own.params_hash, shown.params_hash));
    HENG_CHECK_OK(Same(height, "header.hash_suite", Text(own.hash_suite), Text(shown.hash_suite)));
    if (own != shown) {
      return Deviate(height, "header", Text(Encode(own)), Text(Encode(shown)));
    }
    return {};
  }

  storage::MemoryKv database_;
  std::unique_ptr<storage::StateStore> store_;
  contracts::Genesis genesis_;
  ValidatorSetHash validator_set_;
  ReplayCounts counts_;
};

Replay::Replay(std::unique_ptr<Chain> chain) : chain_(std::move(chain)) {}

Replay::~Replay() = default;

Result<std::unique_ptr<Replay>, Status> Replay::Open(ByteView genesis) {
  HENG_TRY(contracts::Genesis decoded, Decode<contracts::Genesis>(genesis));
  HENG_TRY(std::unique_ptr<Chain> chain, Chain::Open(std::move(decoded)));
  return std::unique_ptr<Replay>(new Replay(std::move(chain)));
}

const ChainId& Replay::chain_id() const {
  return chain_->genesis().chain.id;
}

const std::vector<Validator>& Replay::validators() const {
  return chain_->genesis().chain.validators;
}

Result<void, Deviation> Replay::Add(const ShownBlock& block) {
  return chain_->Add(block);
}

std::optional<Height> Replay::height() const {
  const storage::LayerPtr head = chain_->head();
  return head == nullptr ? std::nullopt : std::optional(head->height());
}

const ReplayCounts& Replay::counts() const {
  return chain_->counts();
}

std::vector<std::string> Replay::BrokenPromises() const {
  const storage::LayerPtr head = chain_->head();
  if (head == nullptr) {
    return {"there is no state: not even the genesis block was shown"};
  }
  return contracts::CheckWholeState(contracts::ReaderView(*head));
}

}  // namespace heng::node
