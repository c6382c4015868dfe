// SPDX-License-Identifier: Apache-2.0
// Executes ordered transactions on the state of their parent and keeps the results, on every
// branch, until one of them is committed. The only place where consensus, contracts and storage
// meet.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consensus/effect.h"
#include "consensus/validator_set.h"
#include "contracts/genesis.h"
#include "core/ids.h"
#include "core/result.h"
#include "node/driver/ports.h"
#include "storage/state_store.h"

namespace heng::node {

// Executes genesis and makes it block 0 of the empty store.
[[nodiscard]] Result<storage::LayerPtr, Status> CommitGenesis(const contracts::Genesis& genesis,
                                                              storage::StateStore& store);

class BlockExecutor {
 public:
  // The store must have a head; `tip` is its proposal id.
  BlockExecutor(storage::StateStore& store,
                const consensus::ValidatorSet& validators,
                const ProposalId& tip)
      : store_(&store), validators_(&validators), tip_(tip) {}

  // The block id, the same on every honest node. Fails only by a bug: the contracts broke an
  // invariant of the block, or the parent is not there. The node must then stop.
  [[nodiscard]] Result<BlockId, Status> Execute(const consensus::Execute& block,
                                                const std::vector<TransactionPtr>& transactions);

  // The executed block with its evidence, to be written.
  [[nodiscard]] Result<storage::FinalBlock, Status> Finalise(const consensus::Commit& commit) const;
  // The block was written and published: it is the tip. Blocks that do not stand on it must be
  // discarded by the caller.
  void MoveTip(const ProposalId& pid);
  void Discard(const ProposalId& pid) { layers_.erase(pid); }

  // Null when it is neither the tip nor executed.
  [[nodiscard]] storage::LayerPtr Find(const ProposalId& pid) const;
  [[nodiscard]] const ProposalId& tip() const { return tip_; }

 private:
  storage::StateStore* store_;
  const consensus::ValidatorSet* validators_;
  ProposalId tip_;
  std::map<ProposalId, storage::LayerPtr> layers_;
};

}  // namespace heng::node
