// SPDX-License-Identifier: Apache-2.0
// The ledger on disk. Seal turns an executed block into a layer with its roots, header and id and
// writes nothing; Commit writes everything about one block in one atomic, synced batch, so that
// after a crash a height is there with all its parts or not at all.
//
//   Layer genesis: Seal(nullptr, fields, {}, executed), then Commit
//   next block:    execute over *parent (a KvReader), Seal(parent, ...), vote, Commit when final
//
// Commit is Write and Publish. A node writes on another thread what is final, and executes the next
// blocks over it meanwhile: nobody is shown a block before it is published.
//
// Seal, Publish and Prune are for one thread; Write for one at a time, not during the other two but
// beside Seal; head, Chain and ReaderAt for any.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/execution.h"
#include "core/kv.h"
#include "core/result.h"
#include "storage/chain_reader.h"
#include "storage/final_block.h"
#include "storage/head_cache.h"
#include "storage/kv_store.h"
#include "storage/layer.h"

namespace heng::storage {

// How much of the head is kept in memory (storage/head_cache.h).
struct StoreMemory {
  std::size_t row_bytes_max = 32 << 20;
  std::size_t node_bytes_max = 48 << 20;
};

class StateStore {
 public:
  // Restores the head in constant time and checks that what is on disk agrees with itself: the
  // head's header with its id, its state root with the tree's root node, its log root with the
  // header log. An empty database is a store without a head.
  [[nodiscard]] static Result<std::unique_ptr<StateStore>, Status> Open(
      KvStore& database, const StoreMemory& memory = {});
  ~StateStore();

  // The last committed block; null before genesis is committed.
  [[nodiscard]] LayerPtr head() const;

  // The same state standing on the head, when the head is among the layer's blocks or the layer
  // itself; else the layer. Reads of rows that the store has in memory go by the head.
  [[nodiscard]] LayerPtr OnHead(const LayerPtr& layer) const;

  // `parent` is the head, a layer over it, or null for genesis. Fails with kInvalid when a
  // change has an empty key, a record an empty value, or the state would be empty: none of it could
  // be proven.
  // `executed` must have one receipt a transaction.
  [[nodiscard]] Result<LayerPtr, Status> Seal(const LayerPtr& parent,
                                              const HeaderFields& fields,
                                              std::vector<BlockTransaction> transactions,
                                              ExecutedBlock executed);

  // Writes blocks that are final together, oldest first, each in one batch, and syncs with the
  // last: what a crash in between leaves is a shorter chain that agrees with itself. Each must
  // follow the one written before (null for genesis): kInvalid otherwise.
  [[nodiscard]] Result<void, Status> Write(std::span<const FinalBlock> run);
  // Makes the run that was just written the head. Its rows are in memory by then, and seen by
  // no layer but those that stand on it.
  void Publish(std::span<const FinalBlock> run);
  // Both, for one block.
  [[nodiscard]] Result<void, Status> Commit(const LayerPtr& layer, const CommitEvidence& evidence);

  // Blocks, indexes and proofs as of now.
  [[nodiscard]] ChainReader Chain() const;

  // The records as they were right after block `height`. Index keys ("x/") are shown at the head
  // only, because they have no history. kNotFound when the height is not committed yet.
  [[nodiscard]] Result<std::unique_ptr<KvReader>, Status> ReaderAt(Height height) const;

  // Reads into memory what the next blocks will ask for, while `may_go_on`; a restart has emptied
  // it. For a thread of its own, beside everything else.
  void Warm(const std::function<bool()>& may_go_on) const;

  // Who is told, on any thread, of rows that do not fit their hashes. Set before the store is
  // shared.
  void OnDamage(std::function<void(const std::string& what)> told) { on_damage_ = std::move(told); }
  void ReportDamage(const std::string& what) const {
    if (on_damage_) {
      on_damage_(what);
    }
  }

  // Erases tree nodes that only versions below `floor` use, at most `limit` of them, and returns
  // how many; call again until fewer. Proofs below the floor then answer kPruned; records do not.
  [[nodiscard]] Result<std::size_t, Status> PruneTree(Height floor, std::size_t limit);

 private:
  StateStore(KvStore& database, const StoreMemory& memory);
  [[nodiscard]] Result<void, Status> WriteBlock(const FinalBlock& block, Durability durability);
  void SetHead(LayerPtr head);

  KvStore& database_;
  std::function<void(const std::string&)> on_damage_;
  const std::shared_ptr<LeafCache> leaves_ = std::make_shared<LeafCache>();  // shared with readers
  const std::shared_ptr<HeadCache> cache_;
  // The two of Write alone.
  WriteBatch batch_;                                   // of the block that is being written
  std::optional<std::pair<Height, BlockId>> written_;  // the newest block on disk
  mutable std::mutex mutex_;
  LayerPtr head_;  // guarded by mutex_
};

}  // namespace heng::storage
