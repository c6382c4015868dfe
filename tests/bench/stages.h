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
  std::uint64_t cpu_ns_per_tx = 0;
  std::uint64_t wall_ns_per_tx = 0;
};

// Runs `blocks` blocks of `block_transactions` transfers on a ledger in `directory`, which must not
// exist. The stages are in the order in which a transaction meets them.
[[nodiscard]] Result<std::vector<StageCost>, Status> MeasureStages(const std::string& directory,
                                                                   std::uint32_t block_transactions,
                                                                   std::uint32_t blocks);

}  // namespace heng::bench
