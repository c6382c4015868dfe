// SPDX-License-Identifier: Apache-2.0
// A block that was executed: its header, what it changed, and the state after it as a KvReader.
// Layers stand on each other and, at the bottom, on a snapshot of the database, so a node can
// execute blocks that are not final, on several branches. A layer is immutable and may be read by
// any thread; committing, or dropping, its parent does not disturb it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/block.h"
#include "core/execution.h"
#include "core/kv.h"
#include "core/merkle/log.h"
#include "core/receipt.h"

namespace heng::storage {

// The part of a header that consensus knows; the rest is computed by StateStore::Seal.
struct HeaderFields {
  ChainId chain_id;
  BlockTime time;
  Epoch epoch;
  ValidatorSetHash validator_set_hash;
  ValidatorSetHash next_validator_set_hash;  // zero but in the last block of an epoch
  Hash params_hash;
  std::string proposer;
};

// One transaction of a block, as carried.
struct BlockTransaction {
  Bytes bytes;  // signed bytes
  TransactionId id;
  TransactionDigest digest;
};

class Layer final : public KvReader {
 public:
  struct Block;  // what one block added; storage/layer_block.h
  struct Base;   // the snapshot at the bottom

  // Only StateStore makes layers.
  Layer(std::shared_ptr<const Base> base, std::vector<std::shared_ptr<const Block>> blocks);
  ~Layer() override;

  [[nodiscard]] Height height() const;
  [[nodiscard]] const BlockId& id() const;
  [[nodiscard]] const BlockHeader& header() const;
  [[nodiscard]] const Bytes& header_bytes() const;
  [[nodiscard]] const StateRoot& state_root() const;

  // The header log with this block in it: its root is the log_root of the next block.
  [[nodiscard]] const merkle::LogFrontier& header_log() const;

  // What the block carried and caused. Empty for a head that was read back from disk: ask
  // ChainReader for that one.
  [[nodiscard]] const std::vector<BlockTransaction>& transactions() const;
  [[nodiscard]] const std::vector<Receipt>& receipts() const;
  [[nodiscard]] const std::vector<Bytes>& events() const;
  [[nodiscard]] const ChangeSet& changes() const;

  // KvReader: the state after this block.
  [[nodiscard]] std::optional<Bytes> Get(ByteView key) const override;
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                ByteView at) const override;
  void Scan(const KeyRange& range,
            const std::function<bool(ByteView key, ByteView value)>& visit) const override;

  [[nodiscard]] const Block& block() const { return *blocks_.back(); }
  [[nodiscard]] const std::shared_ptr<const Base>& base() const { return base_; }
  // Oldest first; the last is this layer's own.
  [[nodiscard]] const std::vector<std::shared_ptr<const Block>>& blocks() const { return blocks_; }

 private:
  // Whether a row that none of these blocks changes is the same in this state as after the
  // committed block `id`: that block is the base's or one of these.
  [[nodiscard]] bool Covers(Height height, const BlockId& id) const;

  std::shared_ptr<const Base> base_;  // shared by all layers over one committed head
  std::vector<std::shared_ptr<const Block>> blocks_;  // shared by a block's descendants
};

// Shared because the consensus driver, descendants and API threads co-own executed blocks.
using LayerPtr = std::shared_ptr<const Layer>;

}  // namespace heng::storage
