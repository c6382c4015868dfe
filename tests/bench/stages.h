// SPDX-License-Identifier: Apache-2.0
// What a transfer costs a node, stage by stage: the real code of each stage, in this process and on
// a database on disk, run over real blocks of transfers. One thread, except that the database
// writes its tables on threads of its own, whose time is a stage of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"

namespace heng::bench {

struct StageCost {
  std::string name;
  std::uint64_t cpu_ns = 0;  // of one transfer, or of one leg
  std::uint64_t wall_ns = 0;
};

// The stages are in the order in which a transaction meets them.
struct StageCosts {
  std::vector<StageCost> transfer;
  // One leg of a settlement file of 10,000 in one block: execute, seal and commit alone.
  std::vector<StageCost> leg;
};

// Runs `blocks` blocks of `block_transactions` transfers on a ledger in `directory`, which must not
// exist, after as many settlement files as they need.
[[nodiscard]] Result<StageCosts, Status> MeasureStages(const std::string& directory,
                                                       std::uint32_t block_transactions,
                                                       std::uint32_t blocks);

}  // namespace heng::bench
