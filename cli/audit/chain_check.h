// SPDX-License-Identifier: Apache-2.0
// The check of a whole chain: every block executed again from the trusted genesis, every signature
// and certificate verified, and at the end the register's promises over the whole state. Says what
// it checked and what it did not; what it calls VALID needs no trust in the node that was asked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/audit/block_source.h"
#include "cli/audit/trusted_genesis.h"
#include "node/in_process/replay.h"

namespace heng::cli::audit {

enum class Verdict { kValid, kInvalid, kIncomplete };

struct ChainVerdict {
  Verdict verdict = Verdict::kIncomplete;
  std::optional<node::Deviation> deviation;  // the first, when invalid
  std::vector<std::string> broken;           // promises of the register that do not hold
  std::string incomplete;                    // why, when incomplete
  node::ReplayCounts counts;
  std::uint64_t certificates = 0;
  std::optional<Height> certified;  // the last height under a certificate
  std::optional<Height> checked;    // the last height that held
  Height head;                      // of the source when the check began
};

// Called after each block with its height and the height to reach; false stops the check, which is
// then incomplete.
using Progress = std::function<bool(Height done, Height head, const node::ReplayCounts& counts)>;

[[nodiscard]] Result<ChainVerdict, Status> CheckChain(const TrustedGenesis& genesis,
                                                      BlockSource& source,
                                                      const Progress& progress);

}  // namespace heng::cli::audit
