// SPDX-License-Identifier: Apache-2.0
// hengd scrub: reads the whole data directory of a node that does not run, and names every
// byte that is not what was written there. Changes nothing but what opening the database changes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/height.h"
#include "core/kv.h"
#include "core/result.h"
#include "node/config/config.h"
#include "storage/chain_scrub.h"

namespace heng::node {

struct ScrubbedDisk {
  Height head;
  std::uint64_t rows = 0;
  std::uint64_t damages = 0;
};

struct ScrubReports {
  std::function<void(const std::string& damage)> damage;
  // After each step: the next block, of how many, and rows so far.
  std::function<void(Height next, Height head, std::uint64_t rows)> progress;
};

// Whether proposal and certificate are those of the block, with the signatures of a quorum of the
// validators in the chain's record.
[[nodiscard]] Result<storage::ChainScrub::EvidenceCheck, Status> EvidenceCheckFor(
    const KvReader& head);

// Fails when the directory cannot be read at all.
[[nodiscard]] Result<ScrubbedDisk, Status> ScrubDisk(const Config& config,
                                                     const ScrubReports& reports);

}  // namespace heng::node
